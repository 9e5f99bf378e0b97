import { appendFile } from "node:fs/promises";
import type { SinkFormat } from "@/lib/contract/audit";
import type { SecretBytes } from "@/lib/crypto/secret-bytes";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { observeDelivery } from "@/lib/platform/metrics";
import { OutboundError, postOutbound } from "@/lib/platform/outbound";
import {
  claimCursor,
  dueRecords,
  noteDelivered,
  noteFailure,
  releaseCursor,
  type SinkPosition,
  type SinkScope,
} from "./sink-cursor";
import { SINK_MEDIA_TYPES, sinkSignature, sinkText } from "./sink-format";

/** A place that records are delivered to. */
export interface Sink extends SinkScope {
  /** https address, or path of a file with `file:` before it. */
  readonly address: string;
  readonly format: SinkFormat;
  /** Signs deliveries; null for files. */
  secret(): Promise<SecretBytes> | null;
}

/** Records of one delivery at most. */
const BATCH_RECORDS = 500;
/** Deliveries in one turn; then other sinks are looked at. */
const BATCHES = 20;
/** Longest wait for a sink's answer, in milliseconds. */
const ANSWER_MS = 10_000;
const ANSWER_BYTES = 65_536;
/** Longer than all deliveries of one turn may take. */
const HELD_SECONDS = (BATCHES * ANSWER_MS) / 1_000 + 60;
const PAUSE_SECONDS_MAX = 300;

/**
 * Delivers what is due to a sink from one database: in the order of its checkpoints, each record at least once, and none before a checkpoint
 * covers it. Answers how many records were delivered. A failure is noted and tried again after one to three hundred seconds, twice as many each
 * time; nothing else waits for it.
 */
export async function deliverRecords(database: Database, sink: Sink): Promise<number> {
  const claimed = await claimCursor(database, sink, HELD_SECONDS);
  if (claimed === null) return 0;
  let position: SinkPosition = claimed;
  let count = 0;
  try {
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const due = await dueRecords(database, sink, position, BATCH_RECORDS);
      if (due.bodies.length === 0) break;
      await send(sink, due.bodies);
      await noteDelivered(database, sink.sinkId, due.next);
      position = due.next;
      count += due.bodies.length;
    }
  } catch (error) {
    const seconds = Math.min(PAUSE_SECONDS_MAX, 2 ** Math.min(claimed.failures, 16));
    const text =
      error instanceof OutboundError || error instanceof SinkRefusal ? error.message : "The delivery failed.";
    log.warn({ sink: sink.sinkId, database: database.name, error: String(error) }, "audit records not delivered");
    await noteFailure(database, sink.sinkId, text, seconds);
    observeDelivery("failed", 1);
  } finally {
    await releaseCursor(database, sink.sinkId);
  }
  observeDelivery("delivered", count);
  return count;
}

/** A sink answered, but did not take the records; the message is for the organisation. */
export class SinkRefusal extends Error {
  override readonly name = "SinkRefusal";
  readonly status: number;

  constructor(status: number) {
    const isRedirect = status >= 300 && status < 400;
    super(`The sink answered ${status}${isRedirect ? "; redirects are not followed" : ""}.`);
    this.status = status;
  }
}

/** Sends records to a sink once. Throws OutboundError, SinkRefusal, or what writing a file failed with. */
export async function send(
  { address, format, sinkId, secret }: Sink,
  bodies: readonly string[],
  milliseconds = ANSWER_MS,
): Promise<number> {
  const text = sinkText(format, bodies);
  if (address.startsWith("file:")) {
    await appendFile(address.slice("file:".length), text, { flush: true, mode: 0o600 });
    return 200;
  }
  const atSeconds = Math.floor(clock.nowMs() / 1_000);
  const key = await secret();
  const signature: Record<string, string> =
    key === null ? {} : { "pelagos-signature": sinkSignature(key, text, atSeconds) };
  const headers = { ...signature, "pelagos-sink": sinkId, "content-type": SINK_MEDIA_TYPES[format] };
  const { status } = await postOutbound(address, text, headers, { milliseconds, bytes: ANSWER_BYTES });
  if (status < 200 || status > 299) throw new SinkRefusal(status);
  return status;
}
