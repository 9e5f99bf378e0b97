import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { Checkpointer } from "@/lib/audit/checkpointer";
import { compareKept } from "@/lib/audit/compare-kept";
import { type ExportReport, verifyExport } from "@/lib/audit/verify-export";
import { type VerificationReport, verifyLog } from "@/lib/audit/verify-log";
import { clock } from "@/lib/platform/clock";
import { type Database, databaseAt } from "@/lib/platform/db";
import { StartError } from "@/lib/platform/start-error";
import { checkpointKeysOf } from "@/lib/regions/checkpoint-keys";
import { databaseUrls, openRegistry } from "@/lib/regions/registry";
import { withDatabases } from "./reach-databases";
import { tell } from "./run-program";

const USAGE = `Usage: pelagos audit verify [--fingerprint HEX]… [--kept FILE]
       pelagos audit verify FILE [--fingerprint HEX]…
       pelagos audit rotate-key

  FILE                an export: checked without any database; without it the log of each database is checked
  --fingerprint HEX   the audit key shown at the first start: the log must begin with it. Where regions have databases of
                      their own, once for each, the home database first
  --kept FILE         checkpoints kept outside the database (AUDIT_CHECKPOINT_FILE): each must be in it`;

const PROGRESS_MS = 5_000;

/**
 * `audit verify` checks the logs of every database of the installation, or without any database the export it is given; exit
 * code 1 where anything is wrong. `audit rotate-key` gives each database's checkpoints another key.
 */
export async function audit([action, ...rest]: readonly string[]): Promise<void> {
  const options = optionsOf(rest);
  const [file, ...others] = options.files;
  if (action === "verify" && file === undefined) return verifyAll(options);
  if (action === "verify" && file !== undefined && others.length === 0 && options.kept === undefined)
    return verifyFile(file, options.fingerprints);
  if (action === "rotate-key" && rest.length === 0) return rotateKeys();
  throw new StartError(USAGE);
}

interface Options {
  readonly fingerprints: readonly string[];
  readonly kept: string | undefined;
  readonly files: readonly string[];
}

async function verifyAll(options: Options): Promise<void> {
  await withDatabases(async () => {
    for (const [index, url] of databaseUrls().entries()) {
      // The home database is the first; others have keys of their own.
      await verifyOne(databaseAt(url), options.fingerprints[index], options.kept);
    }
  });
}

async function verifyFile(file: string, fingerprints: readonly string[]): Promise<void> {
  const report = await verifyExport(createInterface({ input: createReadStream(file) }), fingerprints);
  for (const line of linesOfExport(report, fingerprints.length > 0)) tell(line);
  if (!report.isIntact) process.exitCode = 1;
}

const NOT_COMPARED =
  "The signing key was not compared with one noted elsewhere: whoever can sign anew could have replaced the whole log. Give the audit key noted at the first start with --fingerprint HEX.";

/** A report on an export for the terminal. */
export function linesOfExport(report: ExportReport, isKeyCompared: boolean): string[] {
  if (!report.isExport) return [`Not an export: ${report.findings.join(" ")}`];
  const lines = [
    report.isIntact ? "Intact: what is in it is as it was signed." : "Not intact.",
    ...report.findings.map((finding) => `  ${finding}`),
    ...report.sections.flatMap(linesOfSection),
  ];
  if (!report.isComplete)
    lines.push(`Not complete. Missing regions: ${report.unavailable.join(", ") || "none; the export broke off"}.`);
  return isKeyCompared ? lines : [...lines, NOT_COMPARED];
}

function linesOfSection(section: ExportReport["sections"][number]): string[] {
  const { regions, database, records, hashes, first, last, completeTo, organisation, fingerprint } = section;
  return [
    `${regions.join(", ") || "control plane"} (${database}): ${records} records, ${hashes} as hashes only`,
    ...(last > 0 ? [`  entries ${first} to ${last} of ${organisation}; complete to ${completeTo}`] : []),
    `  signed from the key ${fingerprint}`,
  ];
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
    const options = { fingerprint: { type: "string", multiple: true }, kept: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: [...parameters], options, allowPositionals: true });
    const { fingerprint: fingerprints = [] } = values;
    if (!fingerprints.every((fingerprint) => /^[0-9a-f]{64}$/.test(fingerprint))) {
      throw new StartError("--fingerprint must be 64 digits of lower-case hex, as shown at the first start.");
    }
    return { fingerprints, kept: values.kept, files: positionals };
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
    report.isExpectedKey === null ? NOT_COMPARED : "",
  ].filter((line) => line !== "");
}
