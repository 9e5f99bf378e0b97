import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { childEnvironment } from "@/lib/platform/config";
import { installationRoot } from "@/lib/platform/installation-root";

/** Path of a program inside an installed package, run with this Node whatever PATH says. */
export function packageProgram(...path: string[]): string {
  return join(installationRoot(), "node_modules", ...path);
}

/** Writes one line of progress for the person at the terminal. */
export function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs a program to its end in the installation's folder and returns its exit code. Output goes to the terminal, or
 * with `capture` to the returned text.
 */
export async function runProgram(
  program: string,
  parameters: readonly string[],
  options: { environment?: Readonly<Record<string, string>>; capture?: boolean } = {},
): Promise<{ code: number; output: string }> {
  const child = spawn(program, parameters, {
    cwd: installationRoot(),
    env: childEnvironment(options.environment ?? {}),
    stdio: options.capture ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on("SIGTERM", forward);
  try {
    const [code] = await once(child, "close");
    return { code: code ?? 1, output };
  } finally {
    process.off("SIGTERM", forward);
  }
}

/** Runs a JavaScript program of a package with this Node. */
export function runNode(
  file: string,
  parameters: readonly string[],
  options: Parameters<typeof runProgram>[2] = {},
): Promise<{ code: number; output: string }> {
  return runProgram(process.execPath, [file, ...parameters], options);
}
