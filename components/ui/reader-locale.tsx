"use client";

import { createContext, type ReactNode, useContext, useMemo } from "react";

const LocaleContext = createContext("en");

/** Gives numbers the reader's locale (from the browser's languages) while the words stay English. */
export function ReaderLocaleProvider({ locale, children }: { locale: string; children: ReactNode }) {
  return <LocaleContext value={locale}>{children}</LocaleContext>;
}

/** Formats whole and decimal numbers in the reader's locale. */
export function useNumberFormat(options?: Intl.NumberFormatOptions): (value: number) => string {
  const locale = useContext(LocaleContext);
  const digits = options?.maximumFractionDigits;
  const digitsMin = options?.minimumFractionDigits;
  const notation = options?.notation;
  const style = options?.style;
  return useMemo(() => {
    const format = new Intl.NumberFormat(locale, {
      maximumFractionDigits: digits,
      minimumFractionDigits: digitsMin,
      notation,
      style,
    });
    return (value) => format.format(value);
  }, [locale, digits, digitsMin, notation, style]);
}
