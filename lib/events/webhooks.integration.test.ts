import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createAuditSink, updateAuditSink } from "@/lib/access/audit-sinks";
import { createTestMember } from "@/lib/access/test-members";
import { disableKey, enableKey } from "@/lib/kms/change-status";
import { exportKey } from "@/lib/kms/export-key";
import { getKey } from "@/lib/kms/get-key";
import { hmac, verifyHmac } from "@/lib/kms/hmac";
import { callAs, codeOf, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { deliverDue, nextTry } from "./deliver";
import { detectObjectEvents, detectServiceEvents } from "./detect";
import { listEvents } from "./events";
import { releaseLeftOverKeys } from "./release-keys";
import { createWebhook, deleteWebhook, getWebhook, listDeliveries, testWebhook, updateWebhook } from "./webhooks";

vi.setConfig({ testTimeout: 60_000 });

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let kms: TestKms;
let receiver: Server;
let received: Received[] = [];
let answer: (url: string) => { status: number; location?: string } | null = () => ({ status: 204 });
let port = 0;

beforeAll(async () => {
  kms = await openTestKms();
  receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text) => {
      body += text;
    });
    request.on("end", () => {
      received.push({ url: request.url ?? "", headers: request.headers, body });
      const given = answer(request.url ?? "");
      if (given !== null)
        response.writeHead(given.status, given.location ? { location: given.location } : {}).end("secret answer");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  port = (receiver.address() as AddressInfo).port;
});
beforeEach(() => {
  setConfig({ ...config(), outboundAllow: ["127.0.0.1"] });
  received = [];
  answer = () => ({ status: 204 });
});
afterEach(async () => {
  await kms.query("DELETE FROM webhook");
  await kms.query("DELETE FROM event");
  await kms.query("DELETE FROM kms_key_dependent");
  await kms.query("UPDATE kms_key SET purged_at = now() WHERE status = 'pending_deletion'");
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await kms.close();
});

const call = (body?: unknown) => callAs(kms.ada, body);
const at = (path: string) => `http://127.0.0.1:${port}${path}`;
const in1 = (key: string) => ({ region: "nl-01", key });

async function newWebhook(more: Record<string, unknown> = {}, keyRequest: Record<string, unknown> = {}) {
  const key = await kms.makeKey({ keyType: "hmac-sha256", purpose: "webhook", ...keyRequest });
  const made = await createWebhook(
    call({ name: "on call", url: at("/hook"), region: "nl-01", key: key.slug, ...more }),
  );
  return { ...made, signer: key };
}

/** A key whose deletion is a few days away, which is an event. */
async function troubledKey() {
  const { identity, slug } = await kms.makeKey({});
  await kms.query(
    "UPDATE kms_key SET status = 'pending_deletion', status_before_deletion = 'active', deletion_scheduled_at = now() + interval '5 days' WHERE id = $1",
    [identity],
  );
  return { identity, slug };
}

const calm = (identity: string) =>
  kms.query("UPDATE kms_key SET status = 'active', deletion_scheduled_at = NULL WHERE id = $1", [identity]);

it("an event is posted once when its condition comes and once when it goes, signed so that the key proves it", async () => {
  const { identity, signer: key } = await newWebhook({ events: ["key.deletion_in_7_days"] });
  const troubled = await troubledKey();
  const now = new Date();
  for (const _ of [1, 2, 3]) await detectObjectEvents(now);
  await Promise.all([deliverDue(now), deliverDue(now), deliverDue(now)]);
  await deliverDue(new Date(now.getTime() + MINUTE_MS));
  expect(received).toHaveLength(1);
  await calm(troubled.identity);
  await detectObjectEvents(new Date(now.getTime() + 2 * MINUTE_MS));
  await deliverDue(new Date(now.getTime() + 3 * MINUTE_MS));
  expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
    { type: "key.deletion_in_7_days", transition: "opened", webhook: identity, organisation: kms.ada.organisationId },
    {
      type: "key.deletion_in_7_days",
      transition: "closed",
      event: { state: "closed", subject: { name: troubled.slug } },
    },
  ]);
  for (const { headers, body } of received) {
    const id = String(headers["pelagos-webhook-id"]);
    const timestamp = String(headers["pelagos-webhook-timestamp"]);
    const proof = (signed: string) =>
      verifyHmac(
        call({ input: Buffer.from(signed).toString("base64"), hmac: headers["pelagos-webhook-signature"] }),
        in1(key.slug),
      );
    expect(JSON.parse(body).id).toBe(id);
    expect(headers["pelagos-webhook-key"]).toBe(`nl-01/${key.identity}`);
    expect(await proof(`${id}.${timestamp}.${body}`)).toMatchObject({ valid: true });
    expect(await proof(`${id}.${Number(timestamp) + 600}.${body}`)).toMatchObject({ valid: false });
    expect(await proof(`whd-0.${timestamp}.${body}`)).toMatchObject({ valid: false });
  }
  const log = await listDeliveries(call(), identity, {});
  expect(log).toMatchObject([
    { transition: "closed", status: "delivered", responseStatus: 204, attempts: 1 },
    { transition: "opened", status: "delivered", responseStatus: 204, attempts: 1 },
  ]);
  expect(JSON.stringify(log)).not.toContain("secret answer");
});

it("a general key is narrowed for good: no HMAC, no export; it names the webhook until that is deleted", async () => {
  const { signer: key, identity } = await newWebhook({}, { purpose: "general", exportAllowed: true, keyType: "hmac" });
  const input = Buffer.from("forged").toString("base64");
  expect(await codeOf(hmac(call({ input }), in1(key.slug)))).toBe("purpose_forbids");
  expect(await codeOf(exportKey(call({}), in1(key.slug)))).toBe("purpose_forbids");
  const named = await getKey(call(), in1(key.slug));
  expect(named).toMatchObject({ purpose: "webhook", dependents: [{ kind: "webhook", identity, name: "on call" }] });
  expect(await disableKey(call(), in1(key.slug))).toMatchObject({ dependents: [{ kind: "webhook", identity }] });
  await enableKey(call(), in1(key.slug));
  await testWebhook(call(), identity);
  expect(received).toHaveLength(1);
  await deleteWebhook(call(), identity);
  expect(await getKey(call(), in1(key.slug))).toMatchObject({ purpose: "webhook", dependents: [] });
});

it("a webhook needs its rights before anything is said about the key, and a key that fits", async () => {
  const mac = await kms.makeKey({ keyType: "hmac-sha256", purpose: "mac" });
  const aes = await kms.makeKey({});
  const request = { name: "x", url: at("/hook"), region: "nl-01" };
  expect(await codeOf(createWebhook(call({ ...request, key: mac.slug })))).toBe("purpose_forbids");
  expect(await codeOf(createWebhook(call({ ...request, key: aes.slug })))).toBe("purpose_forbids");
  expect(await codeOf(createWebhook(call({ ...request, key: "absent" })))).toBe("key_not_found");
  expect(await codeOf(createWebhook(call({ ...request, key: mac.slug, url: "ftp://example.org/" })))).toBe(
    "invalid_request",
  );
  expect(await codeOf(createWebhook(call({ ...request, key: mac.slug, url: "https://a:b@example.org/" })))).toBe(
    "invalid_request",
  );
  expect(await codeOf(createWebhook(call({ ...request, key: mac.slug, events: ["key.nonsense"] })))).toBe(
    "invalid_request",
  );
  expect(await codeOf(createWebhook(call("nothing")))).toBe("invalid_request");
  expect(await codeOf(createWebhook(callAs(null, { ...request, key: mac.slug })))).toBe("unauthenticated");
  expect(await codeOf(createWebhook(callAs(kms.eve, { ...request, key: mac.slug })))).toBe("key_not_found");
  const { identity } = await newWebhook();
  expect(await codeOf(getWebhook(callAs(kms.eve), identity))).toBe("object_not_found");
  expect(await codeOf(listDeliveries(callAs(kms.eve), identity, {}))).toBe("object_not_found");
  expect(await codeOf(testWebhook(callAs(kms.eve), identity))).toBe("object_not_found");
});

it("an address that can never be called is refused when a webhook or an audit sink is made or changed, in the same words", async () => {
  const { identity, signer } = await newWebhook();
  const sink = await createAuditSink(call({ name: "siem", url: "https://siem.example.org/" }));
  const words = async (answer: Promise<unknown>) => answer.catch((error: Error) => error.message);
  const request = { name: "x", region: "nl-01", key: signer.slug };
  for (const url of ["https://10.0.0.1/", "https://169.254.169.254/", "https://a:b@example.org/"]) {
    const said = await words(createAuditSink(call({ name: "x", url })));
    expect(said).toMatch(/^url: /);
    expect(await words(updateAuditSink(call({ url }), sink.identity))).toBe(said);
    expect(await words(createWebhook(call({ ...request, url })))).toBe(said);
    expect(await words(updateWebhook(call({ url }), identity))).toBe(said);
  }
});

it("a webhook that is refused has a record of its own with the reason, whoever asks and whatever is wrong", async () => {
  const { signer } = await newWebhook();
  const member = await createTestMember(kms.ada.organisationId, "mallory");
  const request = { name: "x", url: at("/hook"), region: "nl-01", key: signer.slug };
  const refusals = async () => {
    const rows = await kms.query(
      "SELECT actor_id, reason FROM (SELECT actor_id, created_at, body::json->>'reason' AS reason FROM audit_record WHERE event = 'webhook.create' AND outcome = 'refused') r ORDER BY created_at DESC LIMIT 1",
    );
    return rows[0];
  };
  await codeOf(createWebhook(callAs(member, request)));
  expect(await refusals()).toEqual({ actor_id: member.userId, reason: "permission_denied" });
  await codeOf(createWebhook(call({ ...request, url: "https://10.0.0.1/" })));
  expect(await refusals()).toEqual({ actor_id: kms.ada.userId, reason: "invalid_request" });
  await codeOf(createWebhook(call({ ...request, key: "absent" })));
  expect(await refusals()).toEqual({ actor_id: kms.ada.userId, reason: "key_not_found" });
});

it("a receiver that fails, is silent, redirects to a private address or is private itself gets no message more than asked", async () => {
  const failures = { "/fails": 500, "/gone": 404 } as Record<string, number>;
  answer = (url) => {
    if (url === "/silent") return null;
    if (url === "/redirects") return { status: 307, location: at("/private") };
    return { status: failures[url] ?? 204 };
  };
  const told = async (url: string) => testWebhook(call(), (await newWebhook({ url })).identity);
  expect(await told(at("/fails"))).toMatchObject({ status: "failed", responseStatus: 500 });
  expect(await told(at("/redirects"))).toMatchObject({ status: "failed", responseStatus: 307 });
  expect(await told(at("/silent"))).toMatchObject({ status: "failed", error: expect.stringContaining("in time") });
  expect(received.map(({ url }) => url)).toEqual(["/fails", "/redirects", "/silent"]);
  const { identity } = await newWebhook();
  setConfig({ ...config(), outboundAllow: [] });
  expect(await testWebhook(call(), identity)).toMatchObject({ error: expect.stringContaining("private network") });
  expect(received).toHaveLength(3);
});

it("a message is tried again with growing pauses and given up at last; the webhook pauses after three days, with an event", async () => {
  answer = () => ({ status: 503 });
  const { identity } = await newWebhook({ name: "failing" });
  const other = await newWebhook({ name: "told", url: at("/other"), events: ["webhook.failing", "webhook.paused"] });
  await troubledKey();
  let now = new Date();
  await detectObjectEvents(now);
  const tries: number[] = [];
  for (let hour = 0; hour < 90; hour += 1) {
    await deliverDue(now);
    tries.push(received.filter(({ url }) => url === "/hook").length);
    await detectServiceEvents(now);
    now = new Date(now.getTime() + 60 * MINUTE_MS);
  }
  // 16 for the deletion; later ones for what the other webhook did.
  const [delivery] = (await listDeliveries(call(), identity, {})).filter(
    ({ kind }) => kind === "key.deletion_in_7_days",
  );
  expect(delivery).toMatchObject({ status: "failed", attempts: 16, responseStatus: 503 });
  expect(tries[2]).toBeLessThan(5);
  const { events } = await listEvents(call(), { kind: "webhook.failing,webhook.paused" });
  expect(events.map(({ kind, subject }) => [kind, subject.name])).toContainEqual(["webhook.failing", "failing"]);
  expect(
    received.some(({ url, body }) => url === "/other" && JSON.parse(body).event.subject.identity === identity),
  ).toBe(true);
  expect(
    received.some(({ url, body }) => url === "/hook" && JSON.parse(body).event.subject.identity === identity),
  ).toBe(false);

  await troubledKey();
  await detectObjectEvents(now);
  for (let hour = 0; hour < 3; hour += 1) {
    await deliverDue(now);
    await detectServiceEvents(now);
    now = new Date(now.getTime() + 60 * MINUTE_MS);
  }
  expect(await getWebhook(call(), identity)).toMatchObject({ state: "paused" });
  received = [];
  await deliverDue(new Date(now.getTime() + DAY_MS));
  expect(received.filter(({ url }) => url === "/hook")).toEqual([]);
  answer = () => ({ status: 200 });
  expect(await updateWebhook(call({ enabled: true }), identity)).toMatchObject({ state: "active" });
  await deliverDue(new Date(now.getTime() + 2 * DAY_MS));
  expect(await getWebhook(call(), identity)).toMatchObject({ state: "active" });
  await deleteWebhook(call(), other.identity);
});

it("pauses between attempts double from a minute to six hours", () => {
  const now = new Date("2026-05-01T00:00:00Z");
  const minutes = [1, 2, 3, 9, 10, 16].map(
    (attempts) => (nextTry(attempts, now).getTime() - now.getTime()) / MINUTE_MS,
  );
  expect(minutes).toEqual([1, 2, 4, 256, 360, 360]);
});

it("a key that cannot sign keeps its messages waiting, and they go out once it can", async () => {
  const { signer: key, identity } = await newWebhook();
  await troubledKey();
  const now = new Date();
  await detectObjectEvents(now);
  await disableKey(call(), in1(key.slug));
  await deliverDue(now);
  expect(received).toEqual([]);
  const [waiting] = await listDeliveries(call(), identity, {});
  expect(waiting).toMatchObject({ status: "pending", error: expect.stringContaining("disabled") });
  await enableKey(call(), in1(key.slug));
  await deliverDue(new Date(now.getTime() + 2 * MINUTE_MS));
  expect(received).toHaveLength(1);
});

it("a message taken by a process that was killed is sent again, with the same id", async () => {
  const { identity } = await newWebhook();
  await troubledKey();
  const now = new Date();
  await detectObjectEvents(now);
  await kms.query(
    "UPDATE webhook_delivery SET attempts = 1, next_try_at = now() + interval '2 minutes' WHERE webhook_id = $1",
    [identity],
  );
  await deliverDue(now);
  expect(received).toEqual([]);
  await deliverDue(new Date(now.getTime() + 3 * MINUTE_MS));
  const [delivery] = await listDeliveries(call(), identity, {});
  expect(received.map(({ headers }) => headers["pelagos-webhook-id"])).toEqual([delivery?.identity]);
});

it("a key that names a webhook whose making broke off is let go", async () => {
  const { signer: key, identity } = await newWebhook();
  await kms.query("DELETE FROM webhook WHERE id = $1", [identity]);
  expect(await releaseLeftOverKeys(homeDatabase(), new Date())).toBe(0);
  expect(await releaseLeftOverKeys(homeDatabase(), new Date(Date.now() + 11 * MINUTE_MS))).toBe(1);
  expect((await getKey(call(), in1(key.slug))).dependents).toEqual([]);
});
