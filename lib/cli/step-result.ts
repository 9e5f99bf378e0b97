/** What one step of a test run found. */
export interface StepResult {
  name: string;
  passed: number;
  failed: number;
  /** Full names of the tests that did not run. */
  skipped: readonly string[];
}

/** A step that either works as a whole or not. */
export function wholeStep(name: string, code: number): StepResult {
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] };
}

/** The last line of a test run. */
export function totalLine(results: readonly StepResult[]): string {
  const sum = (count: (result: StepResult) => number) => results.reduce((total, result) => total + count(result), 0);
  return `${sum((result) => result.passed)} passed, ${sum((result) => result.failed)} failed`;
}

/** Skipped tests that no entry of the list of allowed skips names, as a step that failed once for each. */
export function unexcusedSkips(results: readonly StepResult[], allowed: readonly { test: string }[]): StepResult {
  const excused = new Set(allowed.map((entry) => entry.test));
  const skipped = results.flatMap((result) => result.skipped).filter((test) => !excused.has(test));
  return { name: "skipped tests without a listed reason", passed: 0, failed: skipped.length, skipped };
}
