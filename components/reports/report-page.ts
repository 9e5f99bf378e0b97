import type { KeyReport, ReportedKey, RotationVerdict } from "@/lib/contract/key-report";
import type { AskedReport } from "./report-address";
import { tallyOf } from "./rotation-tally";

/** Rows on one page of a report on the screen; paper and CSV have all. */
export const ROWS_PER_PAGE = 50;

/** A part of a report, with what is said of all of it. */
export interface ReportPage extends Omit<KeyReport, "keys"> {
  readonly keys: readonly ReportedKey[];
  /** Keys of the whole report, and those of them that match what is looked for. */
  readonly total: number;
  readonly found: number;
  readonly tally: Record<RotationVerdict, number>;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

/** What a page of a report is asked for. */
type Wanted = Pick<AskedReport, "q" | "page">;

/** One page of a report; a page that is not there is the last or the first. */
export function reportPage(report: KeyReport, { q, page: wanted }: Wanted): ReportPage {
  const whole = wholeReport(report, q);
  const pages = Math.max(1, Math.ceil(whole.found / ROWS_PER_PAGE));
  const page = Math.min(Math.max(1, wanted), pages);
  return { ...whole, keys: whole.keys.slice((page - 1) * ROWS_PER_PAGE, page * ROWS_PER_PAGE), page, pages };
}

/** All that is looked for in a report as one page, for paper. */
export function wholeReport({ keys, ...report }: KeyReport, q: string): ReportPage {
  const found = keys.filter((key) => isFound(key, q.toLowerCase()));
  return { ...report, keys: found, total: keys.length, found: found.length, tally: tallyOf(keys), page: 1, pages: 1 };
}

/** Whether a key's name, slug or identity contains the text, given in lower case. */
function isFound({ name, slug, identity }: ReportedKey, text: string): boolean {
  return [name, slug, identity].some((word) => word.toLowerCase().includes(text));
}
