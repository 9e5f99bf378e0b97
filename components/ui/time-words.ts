const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS: readonly { unit: Intl.RelativeTimeFormatUnit; length: number; until: number }[] = [
  { unit: "second", length: 1_000, until: MINUTE },
  { unit: "minute", length: MINUTE, until: HOUR },
  { unit: "hour", length: HOUR, until: DAY },
  { unit: "day", length: DAY, until: 60 * DAY },
  { unit: "month", length: 30.44 * DAY, until: 730 * DAY },
  { unit: "year", length: 365.25 * DAY, until: Number.POSITIVE_INFINITY },
];

const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** "2 minutes ago", "in 23 days"; null within 10 seconds of now (clocks differ that much), which the caller calls "just now". */
export function relativeWords(time: number, now: number): string | null {
  const distance = time - now;
  if (Math.abs(distance) < 10_000) return null;
  const step = STEPS.find((candidate) => Math.abs(distance) < candidate.until) ?? STEPS[STEPS.length - 1];
  if (!step) return null;
  return WORDS.format(Math.trunc(distance / step.length), step.unit);
}

const EXACT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });
const DAY_ONLY = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** "4 Sept 2026, 14:20:05", in UTC. */
export function exactWords(time: number): string {
  return EXACT.format(time);
}

/** "4 Sept 2026", in UTC. */
export function dayWords(time: number): string {
  return DAY_ONLY.format(time);
}

const DAY_AND_MONTH = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** "4 Sept", in UTC: for days so near that the year is clear. */
export function nearDayWords(time: number): string {
  return DAY_AND_MONTH.format(time);
}
