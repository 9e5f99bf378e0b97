import type { ServedZone } from "@/lib/dns/dnssec/served-zone";
import { isLaterSerial } from "@/lib/dns/zone-serial";
import {
  HEADER_BYTES,
  MalformedMessage,
  OPCODE_QUERY,
  RCODE,
  type ReadMessage,
  readMessage,
  TYPE_AXFR,
  TYPE_IXFR,
} from "./read-message";
import { TSIG_ERROR, type TsigKey, type TsigVerdict, verifyTsig, withTsig, withUnsignedTsig } from "./tsig";

const TYPE_SOA = 6;
const CLASS_IN = 1;
/** Bytes of a message of a transfer: what fills a few packets, and stays far below the 65,535 of a message. */
const TRANSFER_BYTES = 16_384;

/** A secondary that has proven itself. */
export interface KnownKey extends TsigKey {
  readonly secondaryId: string;
  readonly organisationId: string;
}

/** What answering needs to know. */
export interface Serving {
  readonly nowMs: number;
  /** The key of a secondary; null where none has this name. */
  keyNamed(name: string): Promise<KnownKey | null>;
  /** Identity of the zone that an organisation serves under a name; null where it serves none. */
  zoneNamed(name: string, organisationId: string): Promise<string | null>;
  withZone<Result>(zoneId: string, read: (zone: ServedZone) => Promise<Result>): Promise<Result | null>;
  /** Hears that a secondary has been sent a whole zone. */
  transferred(key: KnownKey, zoneId: string): void;
}

/**
 * Answers one message: SOA, AXFR and IXFR (with the whole zone) to secondaries that sign with their key; everything else is
 * refused, and what is no question is not answered at all. `send` takes the messages of the answer one after the other.
 * Source: RFC 1035, 4.1; RFC 5936, 2 and 3; RFC 1995, 4; RFC 8945, 5.
 */
export async function answerQuery(
  wire: Buffer,
  transport: "udp" | "tcp",
  serving: Serving,
  send: (message: Buffer) => Promise<void>,
): Promise<void> {
  if (wire.length < HEADER_BYTES || (wire.readUInt8(2) & 0x80) !== 0) return;
  let query: ReadMessage;
  try {
    query = readMessage(wire);
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    return send(header(wire, RCODE.formatError));
  }
  if (query.opcode !== OPCODE_QUERY) return send(header(wire, RCODE.notImplemented));
  const { question, tsig } = query;
  if (question === null) return send(header(wire, RCODE.formatError));
  if (tsig === null) return send(answerTo(wire, query, RCODE.refused));
  const key = await serving.keyNamed(tsig.keyName);
  const verdict = key === null ? TSIG_ERROR.badKey : verifyTsig(wire, tsig, key, serving.nowMs);
  if (key === null || verdict === TSIG_ERROR.badKey || verdict === TSIG_ERROR.badSignature) {
    return send(withUnsignedTsig(answerTo(wire, query, RCODE.notAuth), tsig, verdict));
  }
  const sender = new Sender(wire, query, key, serving.nowMs, send);
  if (verdict === TSIG_ERROR.badTime) return sender.refuse(RCODE.notAuth, verdict);
  if (question.class !== CLASS_IN || !SERVED_TYPES.includes(question.type)) return sender.refuse(RCODE.refused);
  if (question.type === TYPE_AXFR && transport === "udp") return sender.refuse(RCODE.refused);
  const zoneId = await serving.zoneNamed(question.name, key.organisationId);
  if (zoneId === null) return sender.refuse(RCODE.notAuth);
  const found = await serving.withZone(zoneId, async (zone) => {
    const [authority = Buffer.alloc(0)] = recordsOf(zone.startOfAuthority);
    if (!wantsAll(query, transport, zone.serial)) return sender.finish(authority);
    await sender.add(zone.startOfAuthority);
    for await (const records of zone.records) await sender.add(records);
    // Without its signature: the second start of authority is what ends a transfer.
    await sender.finish(authority);
    serving.transferred(key, zoneId);
  });
  if (found === null) await sender.refuse(RCODE.serverFailure);
}

const SERVED_TYPES = [TYPE_SOA, TYPE_AXFR, TYPE_IXFR];

/** Whether the answer is the whole zone: not where only its serial was asked for, is what is there, or does not fit. */
function wantsAll({ question, knownSerial }: ReadMessage, transport: "udp" | "tcp", serial: number): boolean {
  if (question?.type === TYPE_AXFR) return true;
  if (question?.type !== TYPE_IXFR || transport === "udp") return false;
  return knownSerial === null || isLaterSerial(serial, knownSerial);
}

/** The head of an answer to a message of which nothing else is known. */
function header(wire: Buffer, rcode: number): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  wire.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8000 | (wire.readUInt16BE(2) & 0x7900) | rcode, 2);
  return head;
}

const AUTHORITATIVE = 0x0400;

function answerTo(wire: Buffer, { question }: ReadMessage, rcode: number): Buffer {
  const head = header(wire, rcode);
  if (question === null) return head;
  head.writeUInt16BE(1, 4);
  return Buffer.concat([head, question.wire]);
}

/** Puts records into messages and signs each of these in turn. */
class Sender {
  readonly #wire: Buffer;
  readonly #query: ReadMessage;
  readonly #key: KnownKey;
  readonly #nowMs: number;
  readonly #send: (message: Buffer) => Promise<void>;
  #mac: Buffer | null;
  #sent = 0;
  #held: Buffer[] = [];
  #bytes = 0;
  #count = 0;

  constructor(
    wire: Buffer,
    query: ReadMessage,
    key: KnownKey,
    nowMs: number,
    send: (message: Buffer) => Promise<void>,
  ) {
    this.#wire = wire;
    this.#query = query;
    this.#key = key;
    this.#nowMs = nowMs;
    this.#send = send;
    this.#mac = query.tsig?.mac ?? null;
  }

  async refuse(rcode: number, error: TsigVerdict = TSIG_ERROR.none): Promise<void> {
    await this.#sign(answerTo(this.#wire, this.#query, rcode), error);
  }

  /** Adds records in wire form; a message that is full is sent. */
  async add(records: Buffer): Promise<void> {
    for (const record of recordsOf(records)) {
      if (this.#bytes + record.length > TRANSFER_BYTES && this.#count > 0) await this.#flush();
      this.#held.push(record);
      this.#bytes += record.length;
      this.#count += 1;
    }
  }

  async finish(records: Buffer): Promise<void> {
    await this.add(records);
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const head =
      this.#sent === 0 ? answerTo(this.#wire, this.#query, RCODE.noError) : header(this.#wire, RCODE.noError);
    head.writeUInt16BE(head.readUInt16BE(2) | AUTHORITATIVE, 2);
    head.writeUInt16BE(this.#count, 6);
    const message = Buffer.concat([head, ...this.#held]);
    this.#held = [];
    this.#bytes = 0;
    this.#count = 0;
    await this.#sign(message);
  }

  async #sign(message: Buffer, error: TsigVerdict = TSIG_ERROR.none): Promise<void> {
    const chain = { priorMac: this.#mac, continues: this.#sent > 0 };
    const { wire, mac } = withTsig(message, this.#key, this.#nowMs, chain, error);
    this.#mac = mac;
    this.#sent += 1;
    await this.#send(wire);
  }
}

/** Each record by itself. */
function* recordsOf(wire: Buffer): Generator<Buffer> {
  for (let start = 0; start < wire.length; ) {
    let at = start;
    while (wire.readUInt8(at) !== 0) at += wire.readUInt8(at) + 1;
    const end = at + 11 + wire.readUInt16BE(at + 9);
    yield wire.subarray(start, end);
    start = end;
  }
}
