/** A figure that a run is held against. */
interface Goal {
  readonly name: string;
  /** In words, with its unit. */
  readonly wanted: string;
  readonly measured: string;
  readonly reached: boolean;
}

const goals: Goal[] = [];

/** Prints a line of the report. */
export const print = (line = "") => process.stdout.write(`${line}\n`);

export const cell = (value: number, digits = 0) =>
  value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });

/** Notes a result that should be at least so much. */
export function atLeast(name: string, least: number, measured: number, unit: string): void {
  const text = `${cell(measured)} ${unit}`;
  goals.push({ name, wanted: `at least ${cell(least)} ${unit}`, measured: text, reached: measured >= least });
}

/** Notes a result that should stay below so much. */
export function below(name: string, limit: number, measured: number, unit: string): void {
  const text = `${cell(measured, 1)} ${unit}`;
  goals.push({
    name,
    wanted: `below ${cell(limit, Number.isInteger(limit) ? 0 : 1)} ${unit}`,
    measured: text,
    reached: measured < limit,
  });
}

/** Every goal beside its result, as a table. */
export function goalTable(): string {
  const rows = goals.map(
    ({ name, wanted, measured, reached }) => `| ${name} | ${wanted} | ${measured} | ${reached ? "yes" : "no"} |`,
  );
  return ["| goal | wanted | measured | reached |", "|---|---|---:|---|", ...rows].join("\n");
}
