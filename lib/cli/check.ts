import { generate } from "./generate";
import { tell } from "./run-program";
import { type StepResult, totalLine } from "./step-result";
import { lint, types, vitest } from "./steps";

/** Prints what each step found and the total, and sets the exit code. */
export function report(results: readonly StepResult[]): void {
  tell("");
  for (const { name, passed, failed, skipped } of results) {
    tell(
      `${failed > 0 ? "✗" : "✓"} ${name}: ${passed} passed, ${failed} failed${skipped.length ? `, ${skipped.length} skipped` : ""}`,
    );
    if (failed > 0 && passed === 0) for (const test of skipped) tell(`    ${test}`);
  }
  tell(totalLine(results));
  process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0;
}

/** What a change must pass before it is shown to anybody; under a minute. */
export async function check(): Promise<void> {
  await generate();
  report([await lint(), await types(), await vitest(["unit"])]);
}
