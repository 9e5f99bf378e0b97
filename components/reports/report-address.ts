import { type Scope, scopedAddress } from "../layout/scope";

/** The reports on keys; their names stand in the address. */
export const REPORT_VIEWS = ["inventory", "rotation"] as const;
export type ReportView = (typeof REPORT_VIEWS)[number];

/** What a report is asked for: moment and limit as the address has them, empty for the usual ones. */
export interface AskedReport {
  readonly view: ReportView;
  /** RFC 3339. */
  readonly at: string;
  /** Days. */
  readonly limit: string;
  /** Part of a name, slug or identity; empty for every key. */
  readonly q: string;
  /** From 1. */
  readonly page: number;
}

/** Reads the address of the page. */
export function askedReport(search: URLSearchParams): AskedReport {
  const view = REPORT_VIEWS.find((known) => known === search.get("view")) ?? "inventory";
  return {
    view,
    at: search.get("at") ?? "",
    limit: search.get("limit") ?? "",
    q: search.get("q") ?? "",
    page: pageOf(search.get("page")),
  };
}

/** Texts that are no page are the first. */
function pageOf(text: string | null): number {
  return text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

/** What the server is asked. */
export function reportQuery({ at, limit }: Pick<AskedReport, "at" | "limit">): Record<string, string> {
  return { ...(at && { at }), ...(limit && { limit }) };
}

/** Address of a report. */
export function reportAddress(scope: Scope, asked: AskedReport): string {
  const view: Record<string, string> = asked.view === "inventory" ? {} : { view: asked.view };
  const page: Record<string, string> = asked.page === 1 ? {} : { page: String(asked.page) };
  const q: Record<string, string> = asked.q === "" ? {} : { q: asked.q };
  return scopedAddress(scope, "/audit/reports", { ...view, ...reportQuery(asked), ...q, ...page });
}
