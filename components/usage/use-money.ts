"use client";

import { useNumberFormat } from "../ui/reader-locale";

/** Words for a sum in a currency: two decimals, as bills have them. */
export function useMoney(currency: string | undefined): (value: number) => string {
  const number = useNumberFormat({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return (value) => `${number(value)}\u00a0${currency ?? ""}`;
}
