import { defineConfig } from "@playwright/test";

const continuous = process.env.CI === "true";

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../test-results",
  globalSetup: "./start-server.ts",
  fullyParallel: true,
  forbidOnly: continuous,
  // Elsewhere a failure is looked at at once; a run nobody watches gives a test one more try, and says which needed it.
  retries: continuous ? 1 : 0,
  workers: 2,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json"]],
  use: {
    // Set by start-server.ts before any test process reads this file.
    baseURL: process.env.PELAGOS_TEST_URL,
    locale: "en-GB",
    timezoneId: "Europe/Amsterdam",
    // Recording takes time of the same machine: where nobody watches, only the second try is recorded.
    trace: continuous ? "on-first-retry" : "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
      // Chromium's own sandbox does not start as root; it talks to this machine only.
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  projects: [
    { name: "desktop", use: { viewport: { width: 1360, height: 860 } } },
    {
      name: "mobile",
      // Every page there is (accessibility), and the stories that are told on one or look otherwise there.
      grep: /@phone/,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
  ],
});
