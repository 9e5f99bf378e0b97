import { hash } from "node:crypto";
import { z } from "zod";

/** What a checkpoint says beside hashes; each is in force from the checkpoint on that names it. */
export const checkpointEvent = z.discriminatedUnion("kind", [
  /** The key that signs what follows, raw, base64. The first checkpoint names its own. */
  z.strictObject({ kind: z.literal("key"), publicKey: z.string() }),
  /** The payloads of one month, in UTC, may be gone; their hashes stay. */
  z.strictObject({
    kind: z.literal("retention"),
    retentionClass: z.string(),
    month: z.string().regex(/^\d{4}-\d{2}$/),
  }),
  /** Somebody accepted that the database of a region lost its newest part. */
  z.strictObject({ kind: z.literal("restore"), region: z.string(), acknowledgement: z.string() }),
]);

export type CheckpointEvent = z.output<typeof checkpointEvent>;

/** What a checkpoint's signature covers. */
export interface CheckpointFacts {
  /** `adb-…`: the sequence it belongs to. */
  readonly database: string;
  /** From 1, without gaps. */
  readonly number: number;
  /** Hash of the checkpoint before, hex; zeros for the first. */
  readonly previous: string;
  /** ISO 8601 in UTC, milliseconds. */
  readonly time: string;
  /** Fingerprint of the key that signs it, hex. */
  readonly key: string;
  /** Root over all organisations' leaves, hex. */
  readonly organisations: string;
  /** Hash of the part about chains, hex: an organisation gets the hash only. */
  readonly chains: string;
  readonly events: readonly CheckpointEvent[];
}

/** A chain that a checkpoint names for the first time. */
export interface OpenedChain {
  readonly writer: string;
  /** ISO 8601 in UTC, milliseconds. */
  readonly openedAt: string;
  /** The chain it follows after an error, the head known of that, and the group whose fate was not known. */
  readonly predecessor: string | null;
  readonly predecessorHead: string | null;
  readonly doubtfulNumber: number | null;
  /** `host:process` */
  readonly node: string;
}

/** Where a chain stands. */
export interface ChainHead {
  readonly writer: string;
  /** Its last group; 0 before the first. */
  readonly number: number;
  /** Hex. */
  readonly head: string;
}

/** A chain to which nothing may be added: its writer is gone, or its groups did not fit together. */
export interface ClosedChain extends ChainHead {
  readonly reason: "gone" | "broken";
}

/** What a checkpoint says about chains: those opened, those that moved, those closed. */
export interface ChainsPart {
  readonly opened: readonly OpenedChain[];
  readonly heads: readonly ChainHead[];
  readonly closed: readonly ClosedChain[];
  /** Hash over the times of the groups that moved the heads; null where none did. */
  readonly times: string | null;
}

/** Stands for the hash of the checkpoint before the first. */
export const NO_CHECKPOINT = "0".repeat(64);

const CHECKPOINT_LABEL = "pelagos/1/checkpoint";
const CHAINS_LABEL = "pelagos/1/chains";
const FACT_NAMES = ["database", "number", "previous", "time", "key", "organisations", "chains"] as const;

/** The signed text: the label, one line per fact, one per event. Its UTF-8 bytes are what is hashed and signed. */
export function checkpointText(facts: CheckpointFacts): string {
  const lines = FACT_NAMES.map((name) => `${name} ${facts[name]}`);
  const events = facts.events.map((event) => `event ${JSON.stringify(event)}`);
  return [CHECKPOINT_LABEL, ...lines, ...events].join("\n");
}

/** Hash of a checkpoint, by which the next one names it: SHA-256 of the signed text, hex. */
export function checkpointHash(text: string): string {
  return hash("sha256", text, "hex");
}

const HEX_32 = /^[0-9a-f]{64}$/;
const factsSchema = z.object({
  database: z.string().regex(/^adb-[0-9a-v]{20}$/),
  number: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number),
  previous: z.string().regex(HEX_32),
  time: z.iso.datetime({ precision: 3 }),
  key: z.string().regex(HEX_32),
  organisations: z.string().regex(HEX_32),
  chains: z.string().regex(HEX_32),
});

/** Reads a signed text; null where it is not exactly what `checkpointText` writes. */
export function parseCheckpoint(text: string): CheckpointFacts | null {
  const [label, ...lines] = text.split("\n");
  const given = lines.slice(0, FACT_NAMES.length).map((line, index) => afterName(line, FACT_NAMES[index] ?? ""));
  const facts = factsSchema.safeParse(Object.fromEntries(FACT_NAMES.map((name, index) => [name, given[index]])));
  const events = lines.slice(FACT_NAMES.length).map((line) => parseEvent(afterName(line, "event")));
  if (label !== CHECKPOINT_LABEL || !facts.success || events.includes(null)) return null;
  const parsed = { ...facts.data, events: events.filter((event) => event !== null) };
  return checkpointText(parsed) === text ? parsed : null;
}

const afterName = (line: string, name: string) =>
  line.startsWith(`${name} `) ? line.slice(name.length + 1) : undefined;

function parseEvent(text: string | undefined): CheckpointEvent | null {
  try {
    return checkpointEvent.parse(JSON.parse(text ?? ""));
  } catch {
    return null;
  }
}

/** The part about chains as text; the checkpoint names its SHA-256. */
export function chainsText({ opened, heads, closed, times }: ChainsPart): string {
  const opening = opened.map((chain) =>
    [
      "opened",
      chain.writer,
      chain.openedAt,
      chain.predecessor ?? "-",
      chain.predecessorHead ?? "-",
      chain.doubtfulNumber ?? "-",
      chain.node,
    ].join(" "),
  );
  const moving = heads.map(({ writer, number, head }) => `head ${writer} ${number} ${head}`);
  const closing = closed.map(({ writer, number, head, reason }) => `closed ${writer} ${number} ${head} ${reason}`);
  return [CHAINS_LABEL, ...opening, ...moving, ...closing, ...(times === null ? [] : [`times ${times}`])].join("\n");
}

/** Reads the part about chains; null where it is not exactly what `chainsText` writes. */
export function parseChains(text: string): ChainsPart | null {
  const part = {
    opened: [] as OpenedChain[],
    heads: [] as ChainHead[],
    closed: [] as ClosedChain[],
    times: null as string | null,
  };
  for (const line of text.split("\n").slice(1)) {
    const [kind, ...fields] = line.split(" ");
    const [writer = "", second = "", third = "", fourth = "", fifth = ""] = fields;
    if (kind === "opened") {
      const predecessor = { predecessor: orNull(third), predecessorHead: orNull(fourth) };
      const doubtfulNumber = fifth === "-" ? null : Number(fifth);
      part.opened.push({ writer, openedAt: second, ...predecessor, doubtfulNumber, node: fields.slice(5).join(" ") });
    } else if (kind === "head") part.heads.push({ writer, number: Number(second), head: third });
    else if (kind === "closed" && (fourth === "gone" || fourth === "broken"))
      part.closed.push({ writer, number: Number(second), head: third, reason: fourth });
    else if (kind === "times") part.times = writer;
    else return null;
  }
  return chainsText(part) === text ? part : null;
}

const orNull = (text: string) => (text === "-" ? null : text);

/** One group's share of the hash over times. */
export const timeLine = (writer: string, number: number, createdAt: Date) =>
  `${writer} ${number} ${createdAt.toISOString()}`;

/** Hash over the times of groups, in the order of the checkpoint: SHA-256 of the lines `pelagos/1/times` and each group's, hex. */
export function timesHash(lines: readonly string[]): string {
  return hash("sha256", ["pelagos/1/times", ...lines].join("\n"), "hex");
}
