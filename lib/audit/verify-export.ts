import { createHash } from "node:crypto";
import { z } from "zod";
import { fingerprintOf, isSignedBy } from "@/lib/crypto/checkpoint-signature";
import { type CheckpointFacts, parseCheckpoint } from "./checkpoint-text";
import { type ExportLine, exportLine } from "./export-lines";
import { rootOfPath } from "./merkle-tree";
import { recordHash } from "./record";
import { firstRunning, nextRunning } from "./running-hash";

/** What an export proves about one database's part of an organisation's log. */
export interface SectionReport {
  readonly database: string;
  readonly regions: readonly string[];
  readonly organisation: string;
  /** Records with their payload. */
  readonly records: number;
  /** Entries given as hashes only. */
  readonly hashes: number;
  /** Number of the first and of the last entry among all records of the organisation in this database; 0 where there are none. */
  readonly first: number;
  readonly last: number;
  /** Time of the checkpoint that signs the last entry and that there was no other; null where there are none. */
  readonly completeTo: string | null;
  /** Fingerprint of the key with which the sequence began. */
  readonly fingerprint: string | null;
}

/** What an export was found to be. */
export interface ExportReport {
  /** False for another file, which the only finding names. */
  readonly isExport: boolean;
  readonly isIntact: boolean;
  /** Whether everything that was asked for is in it. */
  readonly isComplete: boolean;
  readonly sections: readonly SectionReport[];
  /** Regions whose part is missing because their database did not answer. */
  readonly unavailable: readonly string[];
  /** Sentences, at most 100. */
  readonly findings: readonly string[];
}

const FINDINGS_MAX = 100;

/**
 * Checks an export without any database: that its records are exactly those that the signed checkpoints cover, none changed,
 * added or left out between its first and its last. `fingerprints`, where given, are those the sequences must begin with.
 * Lines are read one by one; memory does not grow with their number.
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  fingerprints: readonly string[] = [],
): Promise<ExportReport> {
  const verification = new ExportVerification(fingerprints);
  for await (const line of lines) verification.take(line);
  return verification.report();
}

type Line<Type extends ExportLine["type"]> = Extract<ExportLine, { type: Type }>;

interface Section {
  readonly header: Line<"section">;
  start: Line<"start"> | null;
  count: number;
  running: string;
  records: number;
  hashes: number;
  needsRetention: boolean;
  readonly leaves: Line<"leaf">[];
  readonly checkpoints: Line<"checkpoint">[];
}

const bodySchema = z.looseObject({ organisationId: z.string() });

class ExportVerification {
  readonly #fingerprints: readonly string[];
  readonly #findings: string[] = [];
  readonly #sections: SectionReport[] = [];
  readonly #unavailable: string[] = [];
  readonly #digest = createHash("sha256");
  #section: Section | null = null;
  #trailer: Line<"trailer"> | null = null;
  #number = 0;
  /** What a file is that is no export, by its first line. */
  #other: string | null = null;

  constructor(fingerprints: readonly string[]) {
    this.#fingerprints = fingerprints;
  }

  take(text: string): void {
    this.#number += 1;
    const line = parseLine(text);
    if (this.#number === 1 && line === null) this.#other = otherThanExport(text);
    if (this.#other !== null) return;
    if (this.#trailer !== null) this.#blame("there is more after the trailer");
    else if (line === null) this.#blame("is not a line of an export");
    else if (line.type === "trailer") this.#takeTrailer(line);
    else {
      this.#digest.update(`${text}\n`);
      this.#takeLine(line);
    }
  }

  #takeTrailer(line: Line<"trailer">): void {
    this.#trailer = line;
    if (line.digest === this.#digest.digest("hex")) return;
    this.#blame("the digest of the file differs: something in it was changed");
  }

  report(): ExportReport {
    if (this.#other !== null) {
      const nothing = { isExport: false, isIntact: false, isComplete: false, sections: [], unavailable: [] };
      return { ...nothing, findings: [this.#other] };
    }
    if (this.#section !== null) this.#findings.push("The last section has no end.");
    if (this.#trailer === null) this.#findings.push("The export has no trailer: it was cut off.");
    return {
      isExport: true,
      isIntact: this.#findings.length === 0,
      isComplete: (this.#trailer?.complete ?? false) && this.#unavailable.length === 0,
      sections: this.#sections,
      unavailable: this.#unavailable,
      findings: this.#findings.slice(0, FINDINGS_MAX),
    };
  }

  #blame(wrong: string): void {
    if (this.#findings.length < FINDINGS_MAX) this.#findings.push(`Line ${this.#number}: ${wrong}.`);
  }

  #takeLine(line: Exclude<ExportLine, { type: "trailer" }>): void {
    const section = this.#section;
    if (line.type === "unavailable") this.#unavailable.push(...line.regions);
    else if (line.type === "section") {
      if (section !== null) this.#blame("the section before has no end");
      this.#section = newSection(line);
    } else if (section === null) this.#blame("stands in no section");
    else if (line.type === "start") this.#takeStart(section, line);
    else if (line.type === "record" || line.type === "hash") this.#takeEntry(section, line);
    else if (line.type === "leaf") section.leaves.push(line);
    else if (line.type === "checkpoint") section.checkpoints.push(line);
    else if (line.type === "end") this.#takeEnd(section, line);
  }

  #takeStart(section: Section, line: Line<"start">): void {
    if (section.start !== null) this.#blame("a section has one start");
    section.start = line;
    section.count = line.count;
    section.running = line.running;
  }

  #takeEntry(section: Section, line: Line<"record"> | Line<"hash">): void {
    if (line.sequence !== section.count + 1) this.#blame(`entry ${section.count + 1} is missing`);
    section.count = line.sequence;
    if (line.type === "record") {
      section.records += 1;
      const body = bodySchema.safeParse(readJson(line.body));
      if (body.data?.organisationId !== section.header.organisation)
        this.#blame("the record is not one of this organisation");
      section.running = nextRunning(section.running, recordHash(line.salt, line.body));
      return;
    }
    section.hashes += 1;
    section.running = nextRunning(section.running, line.hash);
    if (line.why === "removed") section.needsRetention = true;
    if (line.why === "missing")
      this.#blame("the payload of this record is missing, and no signed retention entry says so");
  }

  #takeEnd(section: Section, line: Line<"end">): void {
    this.#section = null;
    const signed = this.#signedCheckpoints(section);
    const { start, header } = section;
    if (start === null) {
      this.#blame("the section has no start");
      return;
    }
    if (line.count !== section.count || line.running !== section.running) {
      this.#blame("the records do not add up to the running hash of the end");
    }
    if (start.count === 0) {
      if (start.running !== firstRunning(header.organisation))
        this.#blame("the start is not that of this organisation");
    } else if (this.#proving(section, start, signed) === null) this.#blame("no checkpoint signs the start");
    const proving = section.count === 0 ? null : this.#proving(section, section, signed);
    if (section.count > 0 && proving === null) this.#blame("no checkpoint signs the end");
    const newest = signed.at(-1);
    if (line.completeTo !== (newest?.time ?? null))
      this.#blame("the time to which it is complete is not that of the last checkpoint");
    if (proving !== null && newest !== undefined && proving.number !== newest.number) {
      this.#blame("the end is not that of the last checkpoint");
    }
    if (section.needsRetention && !signed.some(({ events }) => events.some(({ kind }) => kind === "retention"))) {
      this.#blame("payloads are said to be removed, but no signed retention entry says so");
    }
    this.#sections.push({
      database: header.database,
      regions: header.regions,
      organisation: header.organisation,
      records: section.records,
      hashes: section.hashes,
      first: section.records + section.hashes === 0 ? 0 : start.count + 1,
      last: section.records + section.hashes === 0 ? 0 : section.count,
      completeTo: line.completeTo,
      fingerprint: signed[0]?.key ?? null,
    });
  }

  /** The checkpoint that signs a leaf of this count and running hash. */
  #proving(
    { header, leaves }: Section,
    { count, running }: { readonly count: number; readonly running: string },
    signed: readonly CheckpointFacts[],
  ): CheckpointFacts | null {
    for (const leaf of leaves.filter((each) => each.count === count && each.running === running).reverse()) {
      const path = leaf.path.map(([side, hash]) => ({ side, hash }));
      const root = rootOfPath({ organisationId: header.organisation, count, running }, path);
      const found = signed.find((facts) => facts.number === leaf.checkpoint && facts.organisations === root);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** Those whose signature is right, in order; the first names the key it is signed with, later ones may name its successor. */
  #signedCheckpoints({ header, checkpoints }: Section): CheckpointFacts[] {
    const signed: CheckpointFacts[] = [];
    let publicKey: string | null = null;
    for (const { number, text, signature } of checkpoints) {
      const facts = parseCheckpoint(text);
      const isNext = facts?.number === number && number > (signed.at(-1)?.number ?? 0);
      if (facts === null || !isNext || facts.database !== header.database) {
        this.#blame(`checkpoint ${number} was changed or does not belong here`);
        continue;
      }
      const named: string | undefined = facts.events.findLast((event) => event.kind === "key")?.publicKey;
      if (publicKey === null && number === 1) publicKey = named ?? null;
      const key = publicKey ?? "";
      if (fingerprintOf(key) !== facts.key || !isSignedBy(key, text, Buffer.from(signature, "base64"))) {
        this.#blame(`checkpoint ${number} is not signed by the key that those before it name`);
        continue;
      }
      if (number === 1) this.#checkFingerprint(facts.key);
      if (named !== undefined) publicKey = named;
      signed.push(facts);
    }
    return signed;
  }

  #checkFingerprint(fingerprint: string): void {
    if (this.#fingerprints.length === 0 || this.#fingerprints.includes(fingerprint)) return;
    this.#blame(`the sequence begins with the key ${fingerprint}, which is not expected`);
  }
}

function newSection(header: Line<"section">): Section {
  const counts = { count: 0, running: "", records: 0, hashes: 0, needsRetention: false };
  return { header, start: null, ...counts, leaves: [], checkpoints: [] };
}

const errorAnswer = z.object({ message: z.string(), code: z.string() });

/** What a file is instead, by its first line, in a sentence that says what to do; null where that is not known. */
function otherThanExport(line: string): string | null {
  const error = errorAnswer.safeParse(readJson(line)).data;
  if (error !== undefined) return `The file is an error answer of the API (${error.code}): ${error.message}`;
  if (/^\uFEFF?database,sequence,after,/.test(line)) {
    return "The file is a CSV export, which holds no proof. Get its proof with the same query from GET /v1/audit/proof, verify that, and compare the rows with it.";
  }
  return null;
}

/** One meaning has one text: a line that is written otherwise is refused. */
function parseLine(text: string): ExportLine | null {
  const parsed = exportLine.safeParse(readJson(text));
  return parsed.success && JSON.stringify(readJson(text)) === text ? parsed.data : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
