import { StartError } from "@/lib/platform/start-error";
import { bench } from "./bench";
import { build } from "./build";
import { check } from "./check";
import { dev } from "./dev";
import { generate } from "./generate";
import { migrate } from "./migrate";
import { runOperator } from "./run-operator";
import { runWithSecrets } from "./run-with-secrets";
import { start } from "./start";
import { test } from "./test";
import { tls } from "./tls";
import { writeDocs } from "./write-docs";

interface Command {
  run(parameters: readonly string[]): Promise<void>;
  purpose: string;
}

const commands: Readonly<Record<string, Command>> = {
  start: { run: start, purpose: "build if needed, then start the server" },
  dev: { run: dev, purpose: "start a server that follows changes of the source" },
  build: { run: () => build(), purpose: "build the server and the console" },
  generate: { run: async () => void (await generate()), purpose: "generate the database client from the schema" },
  run: { run: runWithSecrets, purpose: "run a command with secrets in its environment" },
  migrate: { run: migrate, purpose: "migrate new NAME: write a migration for the changed schema" },
  audit: {
    run: (parameters) => runOperator("audit", parameters),
    purpose: "audit verify [FILE], rotate-key: check the audit log, or an export of it, against its signed checkpoints",
  },
  region: {
    run: (parameters) => runOperator("region", parameters),
    purpose: "region acknowledge-restore REGION: open a region whose database was restored",
  },
  tls: { run: tls, purpose: "tls init [HOST…]: make a private authority and a server certificate for HTTPS" },
  docs: { run: writeDocs, purpose: "write the documents that are made from the source" },
  check: { run: check, purpose: "lint, types, architecture and unit tests" },
  test: { run: test, purpose: "every test, the browser's included" },
  bench: { run: bench, purpose: "measure the speed of a production build" },
};

const usage = () =>
  [
    "Usage: pelagos COMMAND",
    "",
    ...Object.entries(commands).map(([name, { purpose }]) => `  ${name.padEnd(10)}${purpose}`),
  ]
    .join("\n")
    .concat("\n");

/** The `pelagos` command: its first parameter names what to do. */
export async function main(parameters: readonly string[]): Promise<void> {
  const [name = "help", ...rest] = parameters;
  if (name === "help" || name === "--help" || name === "-h") return void process.stdout.write(usage());
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new StartError(`There is no command ${JSON.stringify(name)}.\n\n${usage()}`);
  await command.run(rest);
}
