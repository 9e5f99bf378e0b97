import { z } from "zod";
import { type Asked, accessChange, accessRead, outsideProjects } from "@/lib/access/access-verb";
import { requireObject } from "@/lib/access/object-rights";
import { requireCallableAddress } from "@/lib/access/require-callable-address";
import { type ErrorCode, errorStatus } from "@/lib/contract/errors";
import {
  createWebhookRequest,
  listDeliveriesQuery,
  updateWebhookRequest,
  type WebhookDeliveryMessage,
  type WebhookMessage,
} from "@/lib/contract/events";
import type { KmsKey } from "@/lib/contract/kms";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/contract/permissions";
import type { Call } from "@/lib/door/call";
import type { Entered } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { requirePermission } from "@/lib/iam/authorise";
import type { IamTransaction } from "@/lib/iam/store";
import { bindKey, releaseKey } from "@/lib/kms/bind-key";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { regionNamed } from "@/lib/regions/registry";
import { attemptDelivery, noteAttempt, type Outgoing } from "./deliver";
import { deliveryMessage, messageBody } from "./delivery-rows";
import {
  changeWebhook,
  countWebhooks,
  findDeliveries,
  findDelivery,
  findWebhook,
  findWebhooks,
  insertTestDelivery,
  insertWebhook,
  removeWebhook,
  type WebhookRow,
} from "./webhook-store";

const NOUN = "webhook";
const WEBHOOKS_MAX = 50;
/** Refusals of callers whose organisation is not known, or who are throttled: they are counted, not recorded. */
const BEFORE_ANY_RECORD: readonly ErrorCode[] = [
  "unauthenticated",
  "too_many_requests",
  "organisation_required",
  "organisation_not_found",
];
/** Longest wait for the answer to a test, in milliseconds: it is part of a call. */
const TEST_MS_MAX = 3_500;

/** An organisation's webhooks. */
export const listWebhooks = accessRead({
  event: "webhook.list",
  permission: "webhook:list",
  async run({ organisationId }) {
    return (await findWebhooks(organisationId)).map(messageOf);
  },
});

/** One webhook. Errors: object_not_found. */
export const getWebhook = accessRead({
  event: "webhook.read",
  permission: null,
  onObject: "webhook:read",
  run: async (asked) => messageOf(await webhookOf(asked, "webhook:read")),
});

/** The newest messages to a webhook, and how each was taken. Errors: object_not_found, invalid_request. */
export function listDeliveries(call: Call, webhook: string, query: unknown): Promise<WebhookDeliveryMessage[]> {
  const verb = accessRead({
    event: "webhook.list_deliveries",
    permission: null,
    onObject: "webhook:read",
    async run(asked) {
      const { id } = await webhookOf(asked, "webhook:read");
      const { limit } = parseRequest(listDeliveriesQuery, query, "The query");
      return (await findDeliveries(id, limit)).map(deliveryMessage);
    },
  });
  return verb(call, webhook);
}

/**
 * Makes a webhook. Its key is taken first, in a change and with a record of its own: the key then names the webhook as a
 * dependent, and a `general` key is narrowed for good. Needs webhook:create, event:list, for a webhook tells every event of
 * the organisation, and kms_key:update on the key. Errors: permission_denied, invalid_request, region_not_found,
 * key_not_found, key_state_conflict, purpose_forbids, state_conflict (50 webhooks).
 */
export async function createWebhook(call: Call): Promise<WebhookMessage> {
  const id = newId("wh");
  const key = await bindKey(call, await namedKey(call), {
    purpose: "webhook",
    request: createWebhookRequest,
    admit: admitNew,
    dependent: ({ name }) => ({ kind: "webhook", identity: id, name }),
  }).catch((error: unknown) => refuseNew(call, error));
  const verb = accessChange({
    event: "webhook.create",
    permission: "webhook:create",
    status: 201,
    request: createWebhookRequest,
    async apply({ tx, request, ...asked }) {
      asked.require("event:list");
      asked.about(id);
      requireCallableAddress(request.url);
      await requireRoom(tx, asked.organisationId);
      const { name, url, events, enabled } = request;
      const own = { region: key.region.slug, keyId: key.identity, projectId: key.projectId ?? "" };
      const columns = { id, organisationId: asked.organisationId, name, description: request.description || null };
      const times = { createdAt: asked.at, updatedAt: asked.at };
      return messageOf(await insertWebhook(tx, { ...columns, url, events, enabled, ...own, ...times }));
    },
  });
  return verb(call).catch(async (error: unknown) => {
    await release(key, id);
    throw error;
  });
}

/** Changes a webhook; what the request leaves out stays. `enabled` true also ends a pause. Errors: object_not_found, invalid_request. */
export const updateWebhook = accessChange({
  event: "webhook.update",
  permission: null,
  onObject: "webhook:update",
  request: updateWebhookRequest,
  async apply({ tx, request, ...asked }) {
    const { id } = await webhookOf(asked, "webhook:update", tx);
    if (request.url !== undefined) requireCallableAddress(request.url);
    const { name, url, events, enabled } = request;
    const description = request.description === undefined ? undefined : request.description || null;
    const again = enabled === true ? { failingSince: null, pausedAt: null } : {};
    const moved = { updatedAt: asked.at, objectVersion: { increment: 1 } };
    return messageOf(await changeWebhook(tx, id, { name, description, url, events, enabled, ...again, ...moved }));
  },
});

/** Deletes a webhook with its deliveries, and lets its key go; a key that was narrowed stays so. Errors: object_not_found. */
export async function deleteWebhook(call: Call, webhook: string) {
  const verb = accessChange({
    event: "webhook.delete",
    permission: null,
    onObject: "webhook:delete",
    request: z.unknown(),
    async apply({ tx, ...asked }) {
      const row = await webhookOf(asked, "webhook:delete", tx);
      await removeWebhook(tx, row.id);
      return row;
    },
  });
  const row = await verb(call, webhook);
  await release({ identity: row.keyId, region: { slug: row.region } }, row.id);
  return { identity: row.id, deleted: true as const };
}

/**
 * Sends a webhook a test message now and tells how it was taken; a paused or disabled one too. It is not tried again.
 * Errors: object_not_found.
 */
export async function testWebhook(call: Call, webhook: string): Promise<WebhookDeliveryMessage> {
  const verb = accessChange({
    event: "webhook.test",
    permission: null,
    onObject: "webhook:test",
    request: z.unknown(),
    async apply({ tx, ...asked }) {
      const row = await webhookOf(asked, "webhook:test", tx);
      const id = newId("whd");
      const content = { type: "test", transition: "test" };
      const body = messageBody(id, row, content, asked.at);
      const delivery = { id, webhookId: row.id, kind: "test", body, createdAt: asked.at };
      return { ...row, ...(await insertTestDelivery(tx, delivery)) } satisfies Outgoing;
    },
  });
  const outgoing = await verb(call, webhook);
  const result = await attemptDelivery(outgoing, clock.now(), TEST_MS_MAX);
  await noteAttempt(outgoing.id, result, null);
  return deliveryMessage((await findDelivery(outgoing.id)) ?? outgoing);
}

async function webhookOf(asked: Asked, permission: Permission, within?: IamTransaction): Promise<WebhookRow> {
  const row = await findWebhook(asked.organisationId, asked.attempt.act.asked, within);
  return requireObject(asked, permission, row, NOUN);
}

/** The refusal of the key has a record about the key; what was asked for, a webhook, has one of its own with the same reason. */
async function refuseNew(call: Call, error: unknown): Promise<never> {
  if (!isKmsError(error) || BEFORE_ANY_RECORD.includes(error.code) || errorStatus(error.code) >= 500) throw error;
  const verb = accessRead({
    event: "webhook.create",
    permission: "webhook:create",
    run: () => Promise.reject(error),
  });
  // The call was let through its rate already.
  return verb({ ...call, isPart: true });
}

/** The key that a body names, before anything is known about caller and body; what is not text names none. */
async function namedKey(call: Call): Promise<{ region: string; key: string }> {
  const named = z
    .looseObject({ region: z.string().catch(""), key: z.string().catch("") })
    .catch({ region: "", key: "" });
  const { region, key } = named.parse(await call.body().catch(() => null));
  return { region, key };
}

/** The key may be one of a project, which the call then names; a webhook is the organisation's. */
async function admitNew({ caller: given, attempt }: Entered): Promise<void> {
  const caller = outsideProjects(given);
  const { organisationId } = caller.scope;
  for (const permission of ["webhook:create", "event:list"] as const) {
    const type = permission === "webhook:create" ? "webhook" : "event";
    requirePermission(caller, permission, { type, id: "", organisationId, projectId: "" });
  }
  requireCallableAddress(parseRequest(createWebhookRequest, await attempt.call.body()).url);
}

async function requireRoom(tx: IamTransaction, organisationId: string): Promise<void> {
  if ((await countWebhooks(tx, organisationId)) < WEBHOOKS_MAX) return;
  throw new KmsError("state_conflict", { message: `An organisation has at most ${WEBHOOKS_MAX} webhooks.` });
}

/** What is not let go now, a job finds later. */
async function release(key: { identity: string; region: Pick<KmsKey["region"], "slug"> }, webhookId: string) {
  const dependent = { kind: "webhook", identity: webhookId };
  await releaseKey(regionNamed(key.region.slug).database, key.identity, dependent).catch((error: unknown) =>
    log.warn({ key: key.identity, webhook: webhookId, error: String(error) }, "key of a webhook not released yet"),
  );
}

function messageOf(row: WebhookRow): WebhookMessage {
  return {
    identity: row.id,
    name: row.name,
    description: row.description ?? "",
    url: row.url,
    events: [...row.events],
    region: row.region,
    key: row.keyId,
    projectId: row.projectId || undefined,
    enabled: row.enabled,
    state: stateOf(row),
    failingSince: row.failingSince?.toISOString(),
    pausedAt: row.pausedAt?.toISOString(),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    objectVersion: row.objectVersion,
  };
}

function stateOf({ enabled, pausedAt, failingSince }: WebhookRow): WebhookMessage["state"] {
  if (!enabled) return "disabled";
  if (pausedAt !== null) return "paused";
  return failingSince === null ? "active" : "failing";
}
