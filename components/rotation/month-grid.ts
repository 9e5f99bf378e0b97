/** One day of a month's grid. */
export interface GridDay {
  /** Such as 2026-05-01, UTC. */
  readonly day: string;
  /** Day of the month. */
  readonly number: number;
}

const MONTH = /^[0-9]{4}-(0[1-9]|1[0-2])$/;

/** The month an address asks for, or the one of a time. */
export function monthIn(asked: string | null, nowMs: number): string {
  return asked !== null && MONTH.test(asked) ? asked : new Date(nowMs).toISOString().slice(0, 7);
}

/** The month some months later, or earlier. */
export function monthAfter(month: string, months: number): string {
  const time = new Date(`${month}-01T00:00:00Z`);
  time.setUTCMonth(time.getUTCMonth() + months);
  return time.toISOString().slice(0, 7);
}

/** Weeks of a month from Monday to Sunday; null for days of its neighbours. */
export function weeksOf(month: string): (GridDay | null)[][] {
  const first = new Date(`${month}-01T00:00:00Z`);
  const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const before = (first.getUTCDay() + 6) % 7;
  const days: (GridDay | null)[] = [
    ...Array.from({ length: before }, () => null),
    ...Array.from({ length }, (_, at) => ({ day: `${month}-${String(at + 1).padStart(2, "0")}`, number: at + 1 })),
  ];
  while (days.length % 7 > 0) days.push(null);
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}
