import { readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";
import { installationRoot } from "@/lib/platform/installation-root";
import { packageProgram, runNode } from "./run-program";
import { type StepResult, shortMessage, type TestFailure, wholeStep } from "./step-result";

const testEnvironment = { NODE_ENV: "test", FORCE_COLOR: "0" };

/** Checks formatting and lint rules. */
export async function lint(): Promise<StepResult> {
  const { code } = await runNode(packageProgram("@biomejs", "biome", "bin", "biome"), ["check", "."]);
  return wholeStep("lint", code);
}

/** Checks types over the whole repository. */
export async function types(): Promise<StepResult> {
  const { code } = await runNode(packageProgram("typescript", "bin", "tsc"), ["-p", "."]);
  return wholeStep("types", code);
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

/** For example a rejection that nobody waited for: the run fails, no test does, and its report does not say so. */
const OUTSIDE_OF_TESTS = {
  test: "an error outside of the tests",
  message: "Which one stands in the output of the run, under Unhandled Errors.",
};

function countVitest(name: string, code: number, file: string): StepResult {
  const { testResults } = vitestReport.parse(JSON.parse(readFileSync(file, "utf8")));
  const tests = testResults.flatMap((result) => result.assertionResults);
  const passed = tests.filter((test) => test.status === "passed").length;
  const failedTests = tests
    .filter((test) => test.status === "failed")
    .map((test) => ({ test: test.fullName, message: shortMessage(test.failureMessages ?? []) }));
  // A file that could not be loaded has no tests to fail.
  const brokenFiles = testResults
    .filter((file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"))
    .map((file) => ({ test: relative(installationRoot(), file.name), message: shortMessage([file.message]) }));
  const found = [...failedTests, ...brokenFiles];
  const failures = found.length === 0 && code !== 0 ? [OUTSIDE_OF_TESTS] : found;
  const skipped = tests.filter((test) => !["passed", "failed"].includes(test.status)).map((test) => test.fullName);
  return { name, passed, failed: failures.length, skipped, failures, flaky: [] };
}

/** Runs the vitest projects named: `unit` needs nothing, `integration` starts a database. */
export async function vitest(projects: readonly ("unit" | "integration")[]): Promise<StepResult> {
  const name = projects.join(" and ");
  const report = join(installationRoot(), "dist", `vitest-${process.pid}.json`);
  const selected = projects.flatMap((project) => ["--project", project]);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  try {
    const parameters = ["run", ...selected, ...reporters];
    const { code } = await runNode(packageProgram("vitest", "vitest.mjs"), parameters, {
      environment: testEnvironment,
    });
    return countVitest(name, code, report);
  } catch {
    return wholeStep(name, 1);
  } finally {
    rmSync(report, { force: true });
  }
}

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.unknown()).default([]),
});
type PlaywrightSuite = { title: string; specs?: PlaywrightSpec[]; suites?: PlaywrightSuite[] };
type PlaywrightSpec = z.output<typeof specSchema>;

const specSchema = z.object({
  title: z.string(),
  tests: z.array(
    z.object({
      projectName: z.string(),
      status: z.string(),
      results: z.array(z.object({ errors: z.array(z.object({ message: z.string().optional() })) })),
    }),
  ),
});
const suiteSchema: z.ZodType<PlaywrightSuite> = z.lazy(() =>
  z.object({
    title: z.string(),
    specs: z.array(specSchema).optional(),
    suites: z.array(suiteSchema).optional(),
  }),
);

/** Every test under a suite that ended with the status given, with its full name and its first try's errors. */
function testsThat(status: string, suite: PlaywrightSuite, path = ""): TestFailure[] {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .filter((test) => test.status === status)
      .map((test) => ({
        test: `${test.projectName} > ${path}${suite.title} > ${spec.title}`,
        message: shortMessage((test.results[0]?.errors ?? []).map((error) => error.message ?? "")),
      })),
  );
  return own.concat((suite.suites ?? []).flatMap((inner) => testsThat(status, inner, `${path}${suite.title} > `)));
}

function countPlaywright(code: number, file: string): StepResult {
  const report = JSON.parse(readFileSync(file, "utf8"));
  const { stats, errors } = playwrightReport.parse(report);
  const { suites } = z.object({ suites: z.array(suiteSchema) }).parse(report);
  const failed = stats.unexpected + errors.length;
  const all = (status: string) => suites.flatMap((suite) => testsThat(status, suite));
  return {
    name: "browser",
    passed: stats.expected + stats.flaky,
    failed: code === 0 ? failed : Math.max(failed, 1),
    skipped: all("skipped").map(({ test }) => test),
    failures: all("unexpected"),
    flaky: all("flaky"),
  };
}

/** Runs the browser tests against the production build, in the Chromium given. */
export async function browser(chromiumPath: string): Promise<StepResult> {
  const report = join(installationRoot(), "dist", `playwright-${process.pid}.json`);
  try {
    const { code } = await runNode(
      packageProgram("@playwright", "test", "cli.js"),
      ["test", "--config=e2e/playwright.config.ts"],
      { environment: { ...testEnvironment, CHROMIUM_PATH: chromiumPath, PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
    );
    return countPlaywright(code, report);
  } catch {
    return wholeStep("browser", 1);
  } finally {
    rmSync(report, { force: true });
  }
}
