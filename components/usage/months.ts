/** Spans that the page about usage offers, in months up to the present one. */
export const USAGE_SPANS = ["1", "3", "6", "12", "24"] as const;

export type UsageSpan = (typeof USAGE_SPANS)[number];

const SPAN_DEFAULT: UsageSpan = "6";

/** The span that an address names; six months where it names none. */
export function spanNamed(text: string | null): UsageSpan {
  return USAGE_SPANS.find((span) => span === text) ?? SPAN_DEFAULT;
}

/** First and last month of a span that ends at a time, as the API names months. */
export function monthsOf(span: UsageSpan, now: number): { from: string; to: string } {
  const date = new Date(now);
  const first = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1 - Number(span), 1));
  return { from: first.toISOString().slice(0, 7), to: date.toISOString().slice(0, 7) };
}

/** "2026-05" as people say it, in full or as it stands under a bar, where January tells its year. */
export function monthWords(month: string, isWhole: boolean): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  if (!isWhole && date.getUTCMonth() === 0) return month.slice(0, 4);
  const words = new Intl.DateTimeFormat("en-GB", {
    month: isWhole ? "long" : "short",
    year: isWhole ? "numeric" : undefined,
    timeZone: "UTC",
  });
  return words.format(date);
}
