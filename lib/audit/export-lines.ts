import { createHash } from "node:crypto";
import { z } from "zod";
import type { ExportedEntry, SectionPart } from "./export-section";

/** Name and version of the format, in every section's first line. */
export const EXPORT_FORMAT = "pelagos/1/export";

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const side = z.enum(["left", "right"]);
const natural = z.number().int().min(0);

/** One line of an export: a JSON object, told apart by `type`. */
export const exportLine = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("section"),
    format: z.literal(EXPORT_FORMAT),
    database: z.string(),
    regions: z.array(z.string()),
    organisation: z.string(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
  }),
  z.strictObject({ type: z.literal("start"), count: natural, running: hex32, checkpoint: natural.nullable() }),
  z.strictObject({
    type: z.literal("record"),
    sequence: natural,
    salt: z.string().regex(/^[0-9a-f]{32}$/),
    body: z.string(),
  }),
  z.strictObject({
    type: z.literal("hash"),
    sequence: natural,
    hash: hex32,
    why: z.enum(["not asked for", "removed", "missing"]),
  }),
  z.strictObject({ type: z.literal("mark"), after: z.string() }),
  z.strictObject({
    type: z.literal("leaf"),
    checkpoint: natural,
    count: natural,
    running: hex32,
    path: z.array(z.tuple([side, hex32])),
  }),
  z.strictObject({ type: z.literal("checkpoint"), number: natural, text: z.string(), signature: z.base64() }),
  z.strictObject({ type: z.literal("end"), count: natural, running: hex32, completeTo: z.iso.datetime().nullable() }),
  z.strictObject({ type: z.literal("unavailable"), regions: z.array(z.string()) }),
  z.strictObject({ type: z.literal("trailer"), complete: z.boolean(), digest: hex32 }),
]);

export type ExportLine = z.output<typeof exportLine>;

/** The line of a section's part. With `hashOf`, records are given as their hashes: for a proof beside a CSV file. */
export function lineOf(
  part: SectionPart,
  database: string,
  hashOf: ((entry: ExportedEntry) => string) | null,
): ExportLine {
  switch (part.part) {
    case "start":
      return { type: "start", count: part.count, running: part.running, checkpoint: part.checkpoint };
    case "entry":
      return lineOfEntry(part.entry, hashOf);
    case "mark":
      return { type: "mark", after: cursorOf(database, part.after) };
    case "leaf": {
      const { checkpoint, count, running, path } = part.leaf;
      return { type: "leaf", checkpoint, count, running, path: path.map((step) => [step.side, step.hash]) };
    }
    case "checkpoint":
      return { type: "checkpoint", ...part.checkpoint };
    case "end":
      return { type: "end", count: part.count, running: part.running, completeTo: part.completeTo };
  }
}

function lineOfEntry(entry: ExportedEntry, hashOf: ((entry: ExportedEntry) => string) | null): ExportLine {
  const { sequence } = entry;
  if (entry.kind === "hash") return { type: "hash", sequence, hash: entry.hash, why: entry.why };
  if (hashOf !== null) return { type: "hash", sequence, hash: hashOf(entry), why: "not asked for" };
  return { type: "record", sequence, salt: entry.salt, body: entry.body };
}

/** Where an interrupted export goes on: identity of the database's sequence and number of the checkpoint after which it does. */
export const cursorOf = (database: string, after: number) => `${database}.${after}`;

/** Reads a cursor; null where it is none. */
export function parseCursor(text: string): { readonly database: string; readonly after: number } | null {
  const match = /^(adb-[0-9a-v]{20})\.(\d{1,15})$/.exec(text);
  return match === null ? null : { database: match[1] ?? "", after: Number(match[2]) };
}

/** Lines as text, ended by a trailer with the SHA-256 of everything before it. */
export class LineWriter {
  readonly #digest = createHash("sha256");

  write(line: ExportLine): string {
    const text = `${JSON.stringify(line)}\n`;
    this.#digest.update(text);
    return text;
  }

  trailer(complete: boolean): string {
    const line: ExportLine = { type: "trailer", complete, digest: this.#digest.digest("hex") };
    return `${JSON.stringify(line)}\n`;
  }
}
