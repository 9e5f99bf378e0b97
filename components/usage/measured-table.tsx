"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useNumberFormat } from "../ui/reader-locale";
import { useMoney } from "./use-money";

/** A row of figures. */
export interface MeasuredRow {
  readonly id: string;
  readonly name: ReactNode;
  readonly kmsKeys: number;
  readonly kmsApiCalls: number;
  readonly cost?: number;
}

interface MeasuredTableProps {
  label: string;
  /** Heading of the column of names. */
  nameHead: string;
  rows: readonly MeasuredRow[];
  /** Absent where there is no price sheet. */
  currency: string | undefined;
}

const FIGURE = "border-line border-b px-4 py-2 text-right max-sm:border-b-0 max-sm:p-0 in-[tr:last-child]:border-b-0";

/** Names with what each used. */
export function MeasuredTable({ label, nameHead, rows, currency }: MeasuredTableProps) {
  const t = useTranslations("usage");
  const number = useNumberFormat();
  const money = useMoney(currency);
  return (
    <table aria-label={label} className="w-full border-separate border-spacing-0 text-control max-sm:block">
      <thead className="max-sm:sr-only">
        <tr className="text-left text-ink-muted [&>th]:h-9 [&>th]:border-line [&>th]:border-b [&>th]:px-4 [&>th]:font-medium">
          <th scope="col">{nameHead}</th>
          <th scope="col" className="text-right!">
            {t("column.hours")}
          </th>
          <th scope="col" className="text-right!">
            {t("column.calls")}
          </th>
          {currency === undefined ? null : (
            <th scope="col" className="text-right!">
              {t("column.cost")}
            </th>
          )}
        </tr>
      </thead>
      <tbody className="max-sm:block">
        {rows.map(({ id, name, kmsKeys, kmsApiCalls, cost }) => (
          <tr
            key={id}
            className="max-sm:flex max-sm:flex-wrap max-sm:gap-x-4 max-sm:gap-y-1 max-sm:border-line max-sm:border-b max-sm:px-4 max-sm:py-2.5 max-sm:last:border-b-0"
          >
            <th
              scope="row"
              className="min-w-0 border-line border-b px-4 py-2 text-left font-normal in-[tr:last-child]:border-b-0 max-sm:basis-full max-sm:border-b-0 max-sm:p-0"
            >
              {name}
            </th>
            <td className={FIGURE}>
              {number(kmsKeys)}
              <span className="text-ink-muted sm:hidden"> {t("hoursWord", { count: kmsKeys })}</span>
            </td>
            <td className={FIGURE}>
              {number(kmsApiCalls)}
              <span className="text-ink-muted sm:hidden"> {t("callsWord", { count: kmsApiCalls })}</span>
            </td>
            {currency === undefined ? null : <td className={FIGURE}>{money(cost ?? 0)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
