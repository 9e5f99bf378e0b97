import type { KeyReport, ReportedKey, RotationVerdict } from "@/lib/contract/key-report";
import { tallyOf } from "./rotation-tally";

/** Rows on one page of a report on the screen; paper and CSV have all. */
export const ROWS_PER_PAGE = 50;

/** A part of a report, with what is said of all of it. */
export interface ReportPage extends Omit<KeyReport, "keys"> {
  readonly keys: readonly ReportedKey[];
  /** Keys of the whole report. */
  readonly total: number;
  readonly tally: Record<RotationVerdict, number>;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

/** One page of a report; a page that is not there is the last or the first. */
export function reportPage({ keys, ...report }: KeyReport, wanted: number): ReportPage {
  const pages = Math.max(1, Math.ceil(keys.length / ROWS_PER_PAGE));
  const page = Math.min(Math.max(1, wanted), pages);
  const shown = keys.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE);
  return { ...report, keys: shown, total: keys.length, tally: tallyOf(keys), page, pages };
}

/** All of a report as one page, for paper. */
export function wholeReport({ keys, ...report }: KeyReport): ReportPage {
  return { ...report, keys, total: keys.length, tally: tallyOf(keys), page: 1, pages: 1 };
}
