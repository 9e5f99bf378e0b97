import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { Checkpointer } from "@/lib/audit/checkpointer";
import { compareKept } from "@/lib/audit/compare-kept";
import { verifyExport } from "@/lib/audit/verify-export";
import { type VerificationReport, verifyLog } from "@/lib/audit/verify-log";
import { clock } from "@/lib/platform/clock";
import { type Database, databaseAt } from "@/lib/platform/db";
import { StartError } from "@/lib/platform/start-error";
import { checkpointKeysOf } from "@/lib/regions/checkpoint-keys";
import { databaseUrls, openRegistry } from "@/lib/regions/registry";
import { withDatabases } from "./reach-databases";
import { tell } from "./run-program";

const USAGE = `Usage: pelagos audit verify [--fingerprint HEX] [--kept FILE]
       pelagos audit verify-export FILE [--fingerprint HEX]
       pelagos audit rotate-key

  --fingerprint HEX   the audit key shown at the first start: the log must begin with it
  --kept FILE         checkpoints kept outside the database (AUDIT_CHECKPOINT_FILE): each must be in it`;

const PROGRESS_MS = 5_000;

/**
 * `audit verify` checks the logs of every database of the installation, `audit verify-export` an export without any; exit code
 * 1 where anything is wrong. `audit rotate-key` gives each database's checkpoints another key.
 */
export async function audit([action, ...rest]: readonly string[]): Promise<void> {
  const options = optionsOf(rest);
  const [file, ...others] = options.files;
  if (action === "verify" && file === undefined) return verifyAll(options);
  if (action === "verify-export" && file !== undefined && others.length === 0) return verifyFile(file, options);
  if (action === "rotate-key" && rest.length === 0) return rotateKeys();
  throw new StartError(USAGE);
}

interface Options {
  readonly fingerprint: string | undefined;
  readonly kept: string | undefined;
  readonly files: readonly string[];
}

async function verifyAll(options: Options): Promise<void> {
  await withDatabases(async () => {
    for (const [index, url] of databaseUrls().entries()) {
      // The fingerprint is that of the home database, the first; others have keys of their own.
      await verifyOne(databaseAt(url), index === 0 ? options.fingerprint : undefined, options.kept);
    }
  });
}

async function verifyFile(file: string, { fingerprint }: Options): Promise<void> {
  const lines = createInterface({ input: createReadStream(file) });
  const report = await verifyExport(lines, fingerprint === undefined ? [] : [fingerprint]);
  tell(report.isIntact ? "Intact: what is in it is as it was signed." : "Not intact.");
  for (const finding of report.findings) tell(`  ${finding}`);
  for (const section of report.sections) {
    const { regions, records, hashes, first, last, completeTo } = section;
    tell(
      `${regions.join(", ") || "control plane"} (${section.database}): ${records} records, ${hashes} as hashes only`,
    );
    if (last > 0) tell(`  entries ${first} to ${last} of ${section.organisation}; complete to ${completeTo}`);
    tell(`  signed from the key ${section.fingerprint}`);
  }
  if (!report.isComplete)
    tell(`Not complete. Missing regions: ${report.unavailable.join(", ") || "none; the export broke off"}.`);
  if (!report.isIntact) process.exitCode = 1;
}

async function rotateKeys(): Promise<void> {
  await withDatabases(async () => {
    await openRegistry();
    for (const url of databaseUrls()) {
      const database = databaseAt(url);
      await new Checkpointer(database, checkpointKeysOf(database)).writeNow({ when: "always", rotateKey: true });
      tell(`Database ${database.name}: another key signs from now on.`);
    }
  });
}

function optionsOf(parameters: readonly string[]): Options {
  try {
    const options = { fingerprint: { type: "string" }, kept: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: [...parameters], options, allowPositionals: true });
    if (values.fingerprint !== undefined && !/^[0-9a-f]{64}$/.test(values.fingerprint)) {
      throw new StartError("--fingerprint must be 64 digits of lower-case hex, as shown at the first start.");
    }
    return { fingerprint: values.fingerprint, kept: values.kept, files: positionals };
  } catch (error) {
    throw error instanceof StartError ? error : new StartError(USAGE);
  }
}

async function verifyOne(database: Database, fingerprint: string | undefined, kept: string | undefined): Promise<void> {
  const startedMs = clock.monotonicMs();
  let toldMs = startedMs;
  const onProgress = (records: number) => {
    if (clock.monotonicMs() - toldMs < PROGRESS_MS) return;
    toldMs = clock.monotonicMs();
    tell(`  ${records.toLocaleString("en")} records`);
  };
  tell(`Database ${database.name}`);
  const report = await verifyLog(database, { expectedFingerprint: fingerprint, onProgress });
  for (const line of linesOf(report, (clock.monotonicMs() - startedMs) / 1_000)) tell(`  ${line}`);
  const isSame = kept === undefined || report.database === null || (await compare(database, report.database, kept));
  if (!report.isIntact || !isSame) process.exitCode = 1;
}

async function compare(database: Database, identity: string, file: string): Promise<boolean> {
  const { compared, finding } = await compareKept(
    database,
    identity,
    createInterface({ input: createReadStream(file) }),
  );
  tell(
    `  ${finding?.message ?? `All ${compared.toLocaleString("en")} checkpoints kept in ${file} are in the database.`}`,
  );
  return finding === null;
}

/** A report for the terminal. */
export function linesOf(report: VerificationReport, seconds: number): string[] {
  const count = (value: number) => value.toLocaleString("en");
  const { findings, gaps, unprotected } = report;
  return [
    report.isIntact
      ? "Intact: what the checkpoints cover is as it was signed."
      : `Not intact: ${count(report.findingsTotal)} findings.`,
    ...findings.map(({ message }) => `  ${message}`),
    `Checked ${count(report.records)} records in ${count(report.groups)} groups of ${count(report.chains)} chains, ${count(report.checkpoints)} checkpoints, in ${seconds.toFixed(1)} s.`,
    ...(report.removed === 0 ? [] : [`Payloads removed by signed retention entries: ${count(report.removed)}.`]),
    `Complete to ${report.completeTo ?? "never"}. Since then, unprotected: ${count(unprotected.records)} records in ${count(unprotected.groups)} groups.`,
    ...gaps.map(
      ({ from, to, isStop }) =>
        `No checkpoint from ${from} to ${to}: ${isStop ? "every writer had stopped" : "writers were at work; find out why"}.`,
    ),
    `Signed by ${report.fingerprints.join(", then ") || "nobody"}.`,
    report.isExpectedKey === null
      ? "No fingerprint was given: compare the first key with the one shown at the first start."
      : "",
  ].filter((line) => line !== "");
}
