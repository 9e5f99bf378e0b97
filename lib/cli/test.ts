import { readEnvironment } from "@/lib/platform/config";
import allowedSkips from "./allowed-skips.json";
import { build, isBuilt } from "./build";
import { report } from "./check";
import { findChromium } from "./chromium";
import { generate } from "./generate";
import { tell } from "./run-program";
import { type StepResult, unexcusedSkips, wholeStep } from "./step-result";
import { browser, lint, types, vitest } from "./steps";

async function attempt(name: string, work: () => Promise<void>): Promise<StepResult> {
  try {
    await work();
    return wholeStep(name, 0);
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return wholeStep(name, 1);
  }
}

async function buildAndBrowse(): Promise<StepResult[]> {
  const built = await attempt("build", async () => {
    if (!isBuilt()) await build();
  });
  if (built.failed > 0) return [built, wholeStep("browser", 1)];
  const chromium = { path: "" };
  const found = await attempt("chromium", async () => {
    chromium.path = await findChromium();
  });
  return found.failed > 0 ? [built, found] : [built, await browser(chromium.path)];
}

/** Every test there is. The last line says `N passed, N failed`; with CI=true a skipped test needs a listed reason. */
export async function test(): Promise<void> {
  await generate();
  const results = [await lint(), await types(), await vitest(["unit", "integration"]), ...(await buildAndBrowse())];
  if (readEnvironment("CI") === "true") {
    const skips = unexcusedSkips(results, allowedSkips);
    if (skips.failed > 0) results.push(skips);
  }
  report(results);
}
