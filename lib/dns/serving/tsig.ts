import { createHmac, timingSafeEqual } from "node:crypto";
import { REVEAL_SECRET, type SecretBytes } from "@/lib/crypto/secret-bytes";
import { nameToWire } from "@/lib/dns/dnssec/wire-name";
import { CLASS_ANY, HEADER_BYTES, type TsigRecord, TYPE_TSIG } from "./read-message";

/** The one algorithm that is spoken. Source: RFC 8945, 6. */
const ALGORITHM = "hmac-sha256";
const MAC_BYTES = 32;
/** How far clocks may be apart, in seconds. Source: RFC 8945, 10. */
const FUDGE = 300;
const ADDITIONAL_COUNT_AT = 10;

/** Errors that a TSIG record tells. Source: RFC 8945, 3. */
export const TSIG_ERROR = { none: 0, badSignature: 16, badKey: 17, badTime: 18 } as const;

/** A key that two servers share. */
export interface TsigKey {
  /** In lower case, without the dot at its end. */
  readonly name: string;
  readonly secret: SecretBytes;
}

/** What is wrong with the signature of a message, as TSIG tells it; `none` where it holds. */
export type TsigVerdict = (typeof TSIG_ERROR)[keyof typeof TSIG_ERROR];

/**
 * Checks the signature of a whole message, made with the key it names. `priorMac` is the one of the request, for an answer.
 * Time in milliseconds since 1970. Source: RFC 8945, 5.2 and 5.3.
 */
export function verifyTsig(
  wire: Buffer,
  tsig: TsigRecord,
  key: TsigKey,
  nowMs: number,
  priorMac: Buffer | null = null,
): TsigVerdict {
  if (tsig.algorithm !== ALGORITHM) return TSIG_ERROR.badKey;
  const message = Buffer.from(wire.subarray(0, tsig.offset));
  message.writeUInt16BE(tsig.originalId, 0);
  message.writeUInt16BE(message.readUInt16BE(ADDITIONAL_COUNT_AT) - 1, ADDITIONAL_COUNT_AT);
  const expected = macOf(key, [...priorOf(priorMac), message, variables(tsig, key)]);
  if (tsig.mac.length !== MAC_BYTES || !timingSafeEqual(tsig.mac, expected)) return TSIG_ERROR.badSignature;
  return Math.abs(nowMs / 1_000 - tsig.timeSigned) > tsig.fudge ? TSIG_ERROR.badTime : TSIG_ERROR.none;
}

/** How an answer follows what was signed before. */
export interface SignatureChain {
  /** MAC of the request or of the answer's message before; null for a request. */
  readonly priorMac: Buffer | null;
  /** Whether the message continues an answer of several: then less is signed. */
  readonly continues: boolean;
}

/**
 * A message with its TSIG record, and its MAC for the next one. `error` and the other time are of an answer to a request
 * whose time was wrong. Source: RFC 8945, 5.3 and 5.3.1.
 */
export function withTsig(
  message: Buffer,
  key: TsigKey,
  nowMs: number,
  { priorMac, continues }: SignatureChain,
  error: TsigVerdict = TSIG_ERROR.none,
): { readonly wire: Buffer; readonly mac: Buffer } {
  const timeSigned = Math.floor(nowMs / 1_000);
  const other = error === TSIG_ERROR.badTime ? sixBytes(timeSigned) : Buffer.alloc(0);
  const facts = { timeSigned, fudge: FUDGE, error, other };
  const signed = continues ? timers(facts) : variables(facts, key);
  const mac = macOf(key, [...priorOf(priorMac), message, signed]);
  return { wire: appended(message, key.name, { ...facts, mac }), mac };
}

/** A message whose TSIG record tells an error and signs nothing: the key is not known, or the signature wrong. Source: RFC 8945, 5.2.1. */
export function withUnsignedTsig(message: Buffer, { keyName, timeSigned }: TsigRecord, error: TsigVerdict): Buffer {
  const facts = { timeSigned, fudge: FUDGE, error, other: Buffer.alloc(0), mac: Buffer.alloc(0) };
  return appended(message, keyName, facts);
}

interface TsigFacts {
  readonly timeSigned: number;
  readonly fudge: number;
  readonly error: number;
  readonly other: Buffer;
}

function appended(message: Buffer, keyName: string, facts: TsigFacts & { readonly mac: Buffer }): Buffer {
  const { mac, error, other } = facts;
  const length = (value: number) => Buffer.of(value >> 8, value & 0xff);
  const originalId = message.subarray(0, 2);
  const data = Buffer.concat([
    nameToWire(ALGORITHM),
    timers(facts),
    length(mac.length),
    mac,
    originalId,
    length(error),
    length(other.length),
    other,
  ]);
  const fixed = Buffer.of(TYPE_TSIG >> 8, TYPE_TSIG & 0xff, CLASS_ANY >> 8, CLASS_ANY & 0xff, 0, 0, 0, 0);
  const wire = Buffer.concat([message, nameToWire(keyName), fixed, length(data.length), data]);
  wire.writeUInt16BE(wire.readUInt16BE(ADDITIONAL_COUNT_AT) + 1, ADDITIONAL_COUNT_AT);
  return wire;
}

function macOf({ secret }: TsigKey, parts: readonly Buffer[]): Buffer {
  const hmac = createHmac("sha256", secret.reveal(REVEAL_SECRET));
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

const priorOf = (mac: Buffer | null) => (mac === null ? [] : [Buffer.of(mac.length >> 8, mac.length & 0xff), mac]);

/** Source: RFC 8945, 4.3.3. */
function variables({ error, other, ...times }: TsigFacts, { name }: TsigKey): Buffer {
  const head = Buffer.concat([
    nameToWire(name),
    Buffer.of(CLASS_ANY >> 8, CLASS_ANY & 0xff, 0, 0, 0, 0),
    nameToWire(ALGORITHM),
  ]);
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(error, 0);
  tail.writeUInt16BE(other.length, 2);
  return Buffer.concat([head, timers(times), tail, other]);
}

function timers({ timeSigned, fudge }: Pick<TsigFacts, "timeSigned" | "fudge">): Buffer {
  return Buffer.concat([sixBytes(timeSigned), Buffer.of(fudge >> 8, fudge & 0xff)]);
}

function sixBytes(value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
}

/** Bytes that a TSIG record of a key takes at most. */
export const tsigBytes = ({ name }: TsigKey) =>
  HEADER_BYTES + nameToWire(name).length + nameToWire(ALGORITHM).length + 10 + 16 + MAC_BYTES + 6;
