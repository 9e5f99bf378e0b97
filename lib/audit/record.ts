import { hash } from "node:crypto";
import { clock } from "@/lib/platform/clock";
import { newId, randomHex } from "@/lib/platform/id";

/** How a recorded act ended: allowed, refused by a rule, or failed on our side. */
export type Outcome = "allowed" | "refused" | "failed";

/** The facts of one act. Empty text stands for "none"; a plaintext, key, token or signature never belongs here. */
export interface AuditFacts {
  organisationId: string;
  projectId: string;
  /** Slug of the region, empty for acts of the control plane. */
  region: string;
  /** `u-…` or `sa-…`, empty for the installation itself. */
  actorId: string;
  credentialId: string;
  credentialKind: string;
  /** As documented: `kms.encrypt`, or the HTTP method for generic entries. */
  action: string;
  /** Our own name of the act, for example `kms.key.disable`. */
  event: string;
  resourceType: string;
  /** Identity of the object; for one that does not exist, what was asked for. */
  resourceId: string;
  resourceSlug: string;
  keyType: string;
  keyVersion: number | null;
  /** Revision of the key the act saw. */
  revision: string;
  payloadBytes: number | null;
  outcome: Outcome;
  /** Error code when not allowed; `replayed` where an earlier answer was given again. */
  reason: string;
  /** HTTP status of the answer. */
  status: number;
  requestId: string;
  /** `api` or `console`. */
  edge: string;
  method: string;
  /** Path of the request, without the query. */
  path: string;
  clientAddress: string;
  userAgent: string;
  /** From receipt to the moment of recording. */
  durationInMicroseconds: number;
  /** How many equal acts of one batch the record stands for; absent where it stands for one call. */
  count?: number;
  /** Which items of the batch they were, from 0 and at most 100; only where they were not allowed. */
  items?: readonly number[];
}

/** A row as it was seen: its revision is another one after every change. */
export interface SeenState {
  readonly id: string;
  readonly revision: string;
}

/** Under which state a record may be written: the rows it must still find. Null = unconditional. */
export interface AuditCondition {
  readonly key: SeenState | null;
  readonly secret?: SeenState | null;
  readonly epoch: { readonly organisationId: string; readonly epoch: bigint } | null;
}

/** A record ready to be written, with its condition. */
export interface AuditRecord {
  readonly eventId: string;
  readonly createdAt: string;
  /** Canonical text. */
  readonly body: string;
  /** 16 random bytes, hex: without it a hash would let anyone confirm a guess of the record. */
  readonly salt: string;
  /** SHA-256 of label, salt and body, hex; what the chain of groups is made of. */
  readonly hash: string;
  readonly facts: AuditFacts;
  readonly condition: AuditCondition;
}

const CAPS = { resourceId: 128, resourceSlug: 256, path: 512, clientAddress: 64, userAgent: 256 } as const;

// Control characters: NUL cannot be stored, tabs and line breaks separate what is sent to the database.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/**
 * Text that PostgreSQL stores and every JSON parser reads: no control characters, no lone surrogates, at most `length` UTF-16 units. One bad
 * row would fail the whole group it is committed with, so fields are made valid here, not trusted.
 */
export function storableText(text: string, length: number): string {
  const cut = text.length > length ? text.slice(0, length) : text;
  return cut.isWellFormed() && cut.search(CONTROLS) < 0 ? cut : cut.toWellFormed().replaceAll(CONTROLS, "\ufffd");
}

/** The facts themselves where nothing has to change, which is the rule: a copy at every call costs more than the checks. */
function storable(facts: AuditFacts): AuditFacts {
  const resourceId = storableText(facts.resourceId, CAPS.resourceId);
  const resourceSlug = storableText(facts.resourceSlug, CAPS.resourceSlug);
  const path = storableText(facts.path, CAPS.path);
  const clientAddress = storableText(facts.clientAddress, CAPS.clientAddress);
  const userAgent = storableText(facts.userAgent, CAPS.userAgent);
  const isStorable =
    resourceId === facts.resourceId &&
    resourceSlug === facts.resourceSlug &&
    path === facts.path &&
    clientAddress === facts.clientAddress &&
    userAgent === facts.userAgent;
  return isStorable ? facts : { ...facts, resourceId, resourceSlug, path, clientAddress, userAgent };
}

let written = { atMs: Number.NaN, text: "" };

/** Now, as ISO 8601 with milliseconds. Under load several records fall into one of them, and writing it costs a microsecond. */
function nowText(): string {
  const atMs = clock.nowMs();
  if (atMs !== written.atMs) written = { atMs, text: new Date(atMs).toISOString() };
  return written.text;
}

const SALT_BYTES = 16;

/** Hash of a record: SHA-256 over the line `pelagos/1/record`, the line of the salt in hex, and the canonical body as UTF-8. */
export function recordHash(salt: string, body: string): string {
  return hash("sha256", `pelagos/1/record\n${salt}\n${body}`, "hex");
}

/** Builds the record of one act, with a new event id and the time of now. */
export function auditRecord(given: AuditFacts, condition: AuditCondition): AuditRecord {
  const facts = storable(given);
  const eventId = newId("evt");
  const createdAt = nowText();
  // Neither needs escaping; copying the facts into another object takes longer than making text of them.
  const body = `{"v":1,"eventId":"${eventId}","createdAt":"${createdAt}",${JSON.stringify(facts).slice(1)}`;
  const salt = randomHex(SALT_BYTES);
  return { eventId, createdAt, facts, condition, body, salt, hash: recordHash(salt, body) };
}
