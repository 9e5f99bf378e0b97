import type { Condition, EventKind } from "@/lib/contract/event-kinds";
import { isKmsError } from "@/lib/contract/kms-error";
import { signOwn } from "@/lib/kms/sign-own";
import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { OUTBOUND_MS_MAX, OutboundError, postOutbound } from "@/lib/platform/outbound";
import type { DeliveryRow } from "./delivery-rows";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** How many messages are under way at once in a process. */
const AT_ONCE = 5;
/** After so many attempts, two days or so, a message is given up. */
const ATTEMPTS_MAX = 16;
const PAUSE_MINUTES_MAX = 360;
/** A message taken by a process that was killed is free again after this. */
const LEASE_MS = 2 * MINUTE_MS;
/** Longest run: what is left is taken by the next, a minute later. */
const RUN_MS = 50_000;
/** A webhook that failed for so long is switched off. */
const PAUSED_AFTER_MS = 3 * DAY_MS;
const FAILING_AFTER_MS = 60 * MINUTE_MS;
/** How long messages that are done with are kept. */
const KEPT_MS = 30 * DAY_MS;
/** Longest time to sign a message, in milliseconds. */
const SIGNING_MS = 4_800;
/** More of an answer is not read; nothing of it is kept. */
const ANSWER_BYTES_MAX = 65_536;

/** Kinds of events that are about webhooks. */
export const WEBHOOK_CONDITION_KINDS: readonly EventKind[] = ["webhook.failing", "webhook.paused"];

/** A message on its way, with what its webhook says about sending it. */
export interface Outgoing extends DeliveryRow {
  readonly url: string;
  readonly organisationId: string;
  readonly projectId: string;
  readonly region: string;
  readonly keyId: string;
}

const DELIVERY_COLUMNS = `d.id, d.webhook_id AS "webhookId", d.event_id AS "eventId", d.kind, d.transition, d.body, d.status,
  d.attempts, d.next_try_at AS "nextTryAt", d.last_tried_at AS "lastTriedAt", d.response_status AS "responseStatus",
  d.duration_in_milliseconds AS "durationInMilliseconds", d.error, d.created_at AS "createdAt"`;

const TAKEN = `
UPDATE webhook_delivery d SET attempts = d.attempts + 1, last_tried_at = $1, next_try_at = $2
FROM webhook w
WHERE w.id = d.webhook_id AND d.id IN (
  SELECT o.id FROM webhook_delivery o JOIN webhook x ON x.id = o.webhook_id
  WHERE o.status = 'pending' AND o.next_try_at <= $1 AND x.enabled AND x.paused_at IS NULL
  ORDER BY o.next_try_at, o.id LIMIT $3 FOR UPDATE OF o SKIP LOCKED)
RETURNING ${DELIVERY_COLUMNS}, w.url, w.organisation_id AS "organisationId", w.project_id AS "projectId", w.region,
  w.key_id AS "keyId"`;

const DONE = `
UPDATE webhook_delivery SET status = $2, next_try_at = $3, response_status = $4, duration_in_milliseconds = $5, error = $6
WHERE id = $1`;

const TOOK_ONE = "UPDATE webhook SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL";
const FAILED_ONE = `
UPDATE webhook SET failing_since = coalesce(failing_since, $2),
  paused_at = CASE WHEN failing_since <= $3 THEN coalesce(paused_at, $2) ELSE paused_at END
WHERE id = $1`;

/**
 * Sends the messages that are due at a time, some at once, until none is left or the run is long enough. A message is
 * sent at least once: a receiver knows a repetition by its id. Any number of processes may do it at the same time. Returns
 * how many were taken.
 */
export async function deliverDue(now: Date): Promise<number> {
  const startedAtMs = clock.monotonicMs();
  let taken = 0;
  for (;;) {
    const at = new Date(now.getTime() + Math.round(clock.monotonicMs() - startedAtMs));
    const { rows } = await homeDatabase().pool.query<Outgoing>(TAKEN, [at, leaseOf(at), AT_ONCE]);
    await Promise.all(rows.map((outgoing) => deliver(outgoing, at)));
    taken += rows.length;
    if (rows.length < AT_ONCE || clock.monotonicMs() - startedAtMs > RUN_MS) return taken;
  }
}

const leaseOf = (at: Date) => new Date(at.getTime() + LEASE_MS);

interface AttemptResult {
  /** Null where it was taken. */
  readonly error: string | null;
  readonly responseStatus: number | null;
  readonly durationMs: number;
}

async function deliver(outgoing: Outgoing, at: Date): Promise<void> {
  const result = await attemptDelivery(outgoing, at, OUTBOUND_MS_MAX);
  const isLast = outgoing.attempts >= ATTEMPTS_MAX;
  await noteAttempt(outgoing.id, result, result.error === null || isLast ? null : nextTry(outgoing.attempts, at));
  const { pool } = homeDatabase();
  if (result.error === null) await pool.query(TOOK_ONE, [outgoing.webhookId]);
  else await pool.query(FAILED_ONE, [outgoing.webhookId, at, new Date(at.getTime() - PAUSED_AFTER_MS)]);
}

/** When a message that failed so many times, from 1, is tried again: after 1, 2, 4, … minutes, at most 6 hours. */
export function nextTry(attempts: number, at: Date): Date {
  return new Date(at.getTime() + Math.min(2 ** (attempts - 1), PAUSE_MINUTES_MAX) * MINUTE_MS);
}

/** Stores how an attempt ended; without a next one the message is done with. */
export async function noteAttempt(id: string, result: AttemptResult, nextTryAt: Date | null): Promise<void> {
  const failed = nextTryAt === null ? "failed" : "pending";
  const status = result.error === null ? "delivered" : failed;
  const duration = Math.round(result.durationMs);
  const values = [id, status, nextTryAt, result.responseStatus, duration, result.error];
  await homeDatabase().pool.query(DONE, values);
}

/**
 * Signs a message and posts it once. The signature covers id, time and body, so that an old message cannot be sent again
 * as a new one. Only an answer of 200 to 299 counts as taken; what else the answer says is not kept.
 */
export async function attemptDelivery(outgoing: Outgoing, at: Date, milliseconds: number): Promise<AttemptResult> {
  const startedAtMs = clock.monotonicMs();
  const failed = (error: string) => ({ error, responseStatus: null, durationMs: clock.monotonicMs() - startedAtMs });
  try {
    const headers = await signedHeaders(outgoing, at);
    const limits = { milliseconds, bytes: ANSWER_BYTES_MAX };
    const { status } = await postOutbound(outgoing.url, outgoing.body, headers, limits);
    const taken = status >= 200 && status < 300;
    const error = taken ? null : `It answered ${status}; only 200 to 299 counts as taken.`;
    return { error, responseStatus: status, durationMs: clock.monotonicMs() - startedAtMs };
  } catch (error) {
    if (error instanceof OutboundError) return failed(error.message);
    if (isKmsError(error)) return failed(`The key that signs cannot be used: ${error.message}`);
    log.error({ delivery: outgoing.id, error: String(error) }, "webhook delivery failed unexpectedly");
    return failed("The message could not be sent because of an error on our side.");
  }
}

async function signedHeaders(outgoing: Outgoing, at: Date): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signed = Buffer.from(`${outgoing.id}.${timestamp}.${outgoing.body}`);
  const signature = await signOwn(outgoing, "webhook", signed, clock.monotonicMs() + SIGNING_MS);
  return {
    "pelagos-webhook-id": outgoing.id,
    "pelagos-webhook-timestamp": timestamp,
    "pelagos-webhook-key": `${outgoing.region}/${outgoing.keyId}`,
    "pelagos-webhook-signature": signature,
  };
}

const TROUBLED = `
SELECT id, name, organisation_id AS "organisationId", failing_since AS "failingSince", paused_at AS "pausedAt" FROM webhook
WHERE enabled AND (paused_at IS NOT NULL OR failing_since <= $1)`;

interface TroubledRow {
  readonly id: string;
  readonly name: string;
  readonly organisationId: string;
  readonly failingSince: Date | null;
  readonly pausedAt: Date | null;
}

/** Webhooks that fail for an hour or were paused, at a time. */
export async function webhookConditions(now: Date): Promise<Condition[]> {
  const { rows } = await homeDatabase().pool.query<TroubledRow>(TROUBLED, [new Date(now.getTime() - FAILING_AFTER_MS)]);
  return rows.map(({ id, name, organisationId, failingSince, pausedAt }) => {
    const since = failingSince?.toISOString() ?? "";
    return {
      kind: pausedAt === null ? "webhook.failing" : "webhook.paused",
      ...{ organisationId, projectId: "", region: "" },
      subject: { type: "webhook", id, name },
      details: { failingSince: since },
      occurrence: since,
    };
  });
}

/** Forgets messages that are done with for 30 days. */
export async function forgetOldDeliveries(now: Date): Promise<void> {
  await homeDatabase().pool.query("DELETE FROM webhook_delivery WHERE created_at < $1", [
    new Date(now.getTime() - KEPT_MS),
  ]);
}
