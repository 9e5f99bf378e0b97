import { generate } from "./generate";
import { tell } from "./run-program";
import { type StepResult, stepLines, totalLine } from "./step-result";
import { lint, types, vitest } from "./steps";

/** Prints what each step found and the total, and sets the exit code. */
export function report(results: readonly StepResult[]): void {
  tell("");
  for (const line of results.flatMap(stepLines)) tell(line);
  tell(totalLine(results));
  process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0;
}

/** What a change must pass before it is shown to anybody; under a minute. */
export async function check(): Promise<void> {
  await generate();
  report([await lint(), await types(), await vitest(["unit"])]);
}
