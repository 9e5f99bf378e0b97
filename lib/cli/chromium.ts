import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readEnvironment } from "@/lib/platform/config";
import { StartError } from "@/lib/platform/start-error";
import { packageProgram, runNode, runProgram, tell } from "./run-program";

const systemPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** A browser that is there but lacks a system library does not even say its version. */
const works = (path: string) => existsSync(path) && spawnSync(path, ["--version"], { stdio: "ignore" }).status === 0;

async function playwrightPath(): Promise<string> {
  const { chromium } = await import("@playwright/test");
  return chromium.executablePath();
}

async function installed(): Promise<string | null> {
  const named = readEnvironment("CHROMIUM_PATH");
  if (named && !works(named)) throw new StartError(`CHROMIUM_PATH=${named} is not a Chromium that runs here.`);
  const candidates = [named ?? "", await playwrightPath(), ...systemPaths];
  return candidates.find((path) => path !== "" && works(path)) ?? null;
}

async function installPlaywrightChromium(): Promise<void> {
  tell("No Chromium found: installing Playwright's");
  const environment = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "15000" };
  await runNode(packageProgram("@playwright", "test", "cli.js"), ["install", "chromium"], { environment });
}

async function installDebianChromium(): Promise<void> {
  if (!existsSync("/usr/bin/apt-get")) return;
  tell("Installing Debian's Chromium");
  const prefix = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const environment = { DEBIAN_FRONTEND: "noninteractive" };
  for (const parameters of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
    const [program = "apt-get", ...rest] = [...prefix, "apt-get", ...parameters];
    await runProgram(program, rest, { environment }).catch(() => undefined);
  }
}

/**
 * Path of a Chromium for the browser tests: CHROMIUM_PATH, Playwright's own, or the system's; where there is none, one
 * is installed. Throws StartError where that fails.
 */
export async function findChromium(): Promise<string> {
  for (const install of [async () => {}, installPlaywrightChromium, installDebianChromium]) {
    await install();
    const path = await installed();
    if (path) return path;
  }
  throw new StartError(
    "No Chromium was found and none could be installed: install one (on Debian: apt-get install chromium) or set CHROMIUM_PATH.",
  );
}
