/** A test that failed, and what it said first. */
export interface TestFailure {
  /** Its full name. */
  test: string;
  message: string;
}

/** What one step of a test run found. */
export interface StepResult {
  name: string;
  passed: number;
  failed: number;
  /** Full names of the tests that did not run. */
  skipped: readonly string[];
  failures: readonly TestFailure[];
  /** Tests that passed at the second try only. */
  flaky: readonly TestFailure[];
}

/** A step that either works as a whole or not. */
export function wholeStep(name: string, code: number): StepResult {
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [], failures: [], flaky: [] };
}

/** How much of a message the summary repeats; the run's own output has all of it. */
const MESSAGE_CHARACTERS = 600;

const ESCAPE_SEQUENCES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** What a test said as it failed, without colours, empty lines and the long rest. */
export function shortMessage(messages: readonly string[]): string {
  const lines = messages.join("\n").replace(ESCAPE_SEQUENCES, "").split("\n");
  return lines
    .filter((line) => line.trim() !== "")
    .join("\n")
    .slice(0, MESSAGE_CHARACTERS);
}

/** The lines of a step in the summary: one with its counts, then what failed and why. */
export function stepLines({ name, passed, failed, skipped, failures, flaky }: StepResult): string[] {
  const told = (mark: string, { test, message }: TestFailure) => [
    `  ${mark} ${test}`,
    ...message.split("\n").map((line) => `      ${line}`),
  ];
  return [
    `${failed > 0 ? "✗" : "✓"} ${name}: ${passed} passed, ${failed} failed${skipped.length ? `, ${skipped.length} skipped` : ""}`,
    ...failures.flatMap((failure) => told("✗", failure)),
    ...flaky.flatMap((failure) => told("passed at the second try only:", failure)),
    ...(failed > 0 && passed === 0 ? skipped.map((test) => `    ${test}`) : []),
  ];
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
  return {
    name: "skipped tests without a listed reason",
    passed: 0,
    failed: skipped.length,
    skipped,
    failures: [],
    flaky: [],
  };
}
