import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NextRequest } from "next/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type KeyPage, keyDetail, keyPage, regionOverview, rotationOverview, viewer } from "@/lib/contract/console";
import { wrappingKeyResponse } from "@/lib/contract/kms-operations";
import { createSession, revokeSession } from "@/lib/iam/session";
import { createTestPerson, forgetEverything } from "@/lib/iam/test-home";
import { createKey } from "@/lib/kms/create-key";
import { closeRuntime, openRuntime } from "@/lib/kms/runtime";
import { config, loadConfig, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { consoleCall } from "./console-call";
import { handleRead } from "./reads";

let home: TestDatabase;
let elsewhere: TestDatabase;
let folder: string;
let ada: Awaited<ReturnType<typeof createTestPerson>> & { sessionId: string };
let eve: typeof ada;

beforeAll(async () => {
  [home, elsewhere] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  folder = mkdtempSync(join(tmpdir(), "pelagos-reads-"));
  const region = (slug: string, databaseUrl?: string) => ({
    ...{ slug, name: slug, location: "Delft", latitude: 52, longitude: 4.4, databaseUrl },
  });
  const regionsFile = join(folder, "regions.json");
  writeFileSync(regionsFile, JSON.stringify([region("nl-01"), region("nl-02"), region("de-01", elsewhere.url)]));
  setConfig({ ...loadConfig({}), databaseUrl: home.url, dataDirectory: folder, regionsFile });
  forgetEverything();
  await openRuntime();
  ada = await signedIn("ada");
  eve = await signedIn("eve");
});

afterAll(async () => {
  await closeRuntime();
  await Promise.all([home.drop(), elsewhere.drop()]);
  rmSync(folder, { recursive: true, force: true });
});

async function signedIn(name: string) {
  const person = await createTestPerson(name);
  const session = await createSession({ userId: person.userId, address: "", userAgent: "", replaces: null });
  return { ...person, ...session };
}

function makeKey(person: typeof ada, region: string, name: string, more: Record<string, unknown> = {}) {
  const { sessionId, organisationId: organisation } = person;
  const body = { name, ...more };
  const request = { method: "POST", path: "/test", headers: new Headers(), project: null } as const;
  return createKey(consoleCall({ ...request, sessionId, organisation, body }), { region });
}

async function get(path: string, person: typeof ada | null = ada, headers: Record<string, string> = {}) {
  const cookie = person === null ? "" : `pelagos.session=${person.sessionId}`;
  const request = new NextRequest(`http://localhost:3000/console-api/${path}`, { headers: { cookie, ...headers } });
  const parts = request.nextUrl.pathname.split("/").slice(2).map(decodeURIComponent);
  return handleRead(request, { params: Promise.resolve({ path: parts }) });
}

const page = async (query: string, person = ada): Promise<KeyPage> =>
  keyPage.parse(await (await get(`${person.organisationId}/keys?${query}`, person)).json());
const names = ({ keys }: KeyPage) => keys.map(({ name }) => name);

test("without a session every read is 401 in the API's error body", async () => {
  for (const path of ["viewer", `${ada.organisationId}/keys`, `${ada.organisationId}/regions`]) {
    const response = await get(path, null);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      ...{ code: "unauthenticated", message: "Your session has ended. Sign in again." },
      requestId: expect.stringMatching(/^req-/),
    });
  }
});

test("the viewer is the person of the session", async () => {
  const response = await get("viewer");
  expect(response.headers.get("cache-control")).toBe("private, no-store");
  expect(viewer.parse(await response.json())).toMatchObject({
    user: { identity: ada.userId },
    organisations: [{ slug: "ada-works" }],
  });
});

test("another organisation looks absent, and a page on another site reads nothing", async () => {
  expect((await get("eve-works/keys")).status).toBe(404);
  expect((await get("ada-works/keys", ada, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await get("ada-works/keys", ada, { "sec-fetch-site": "same-site" })).status).toBe(403);
  expect((await get("ada-works/nothing")).status).toBe(404);
});

test("keys of every region, on whatever database, come in one order, page by page, each once", async () => {
  const wanted = Array.from({ length: 150 }, (_, index) => `key-${String(index).padStart(3, "0")}`);
  const regions = ["nl-01", "de-01", "nl-02", "de-01", "de-01"];
  const waiting = wanted.map((name, index) => ({ name, region: regions[index % regions.length] ?? "" }));
  // Some at a time: all at once would wait for each other longer than a call may take on a slow machine.
  while (waiting.length > 0) {
    await Promise.all(waiting.splice(0, 10).map(({ name, region }) => makeKey(ada, region, name)));
  }
  await makeKey(eve, "nl-01", "key-of-another");
  for (const sort of ["name", "-name"]) {
    const first = await page(`sort=${sort}`);
    const second = await page(`cursor=${first.nextCursor}`);
    expect(first).toMatchObject({ matchingCount: 150, totalCount: 150, unavailableRegions: [] });
    expect(names(first)).toHaveLength(100);
    expect(second.nextCursor).toBeNull();
    const order = sort === "name" ? wanted : wanted.toReversed();
    expect([...names(first), ...names(second)]).toEqual(order);
  }
});

test("rotation tells failed, overdue, scheduled, paused and unscheduled keys apart, and counts those in trouble", async () => {
  const cyd = await signedIn("cyd");
  const scheduled = { keyRotationEnabled: true, rotationPeriodInDays: 30 };
  const make = async (name: string, region: string, more = {}) => (await makeKey(cyd, region, name, more)).identity;
  const [failed, overdue] = [await make("failed", "nl-01", scheduled), await make("overdue", "nl-02", scheduled)];
  await make("ahead", "de-01", scheduled);
  await make("by-hand", "nl-01");
  const paused = await make("paused", "nl-01", scheduled);
  const query = (text: string, values: unknown[]) => homeDatabase().pool.query(text, values);
  await query("UPDATE kms_key SET status = 'disabled' WHERE id = $1", [paused]);
  await query("UPDATE kms_key_version SET created_at = now() - interval '40 days' WHERE key_id = $1", [overdue]);
  await query(
    `INSERT INTO kms_rotation_failure (key_id, attempts, message, last_tried_at, next_try_at)
     VALUES ($1, 2, 'The region was sealed.', now(), now() + interval '1 hour')`,
    [failed],
  );
  const read = async (path: string, person = cyd) => (await get(`${person.organisationId}/${path}`, person)).json();
  const overview = rotationOverview.parse(await read("rotation"));
  expect(Object.fromEntries(overview.keys.map(({ name, state }) => [name, state]))).toEqual({
    ...{ failed: "failed", overdue: "overdue", ahead: "scheduled", paused: "paused", "by-hand": "none" },
  });
  expect(overview.keys.find(({ name }) => name === "failed")?.failure).toMatchObject({
    ...{ attempts: 2, message: "The region was sealed." },
  });
  expect(overview.keys.find(({ name }) => name === "ahead")?.nextRotationAt).not.toBeNull();
  expect(await read("rotation/trouble")).toEqual({ count: 2 });
  const dan = await signedIn("dan");
  expect(await read("rotation", dan)).toMatchObject({ keys: [], unavailableRegions: [] });
  expect(await read("rotation/trouble", dan)).toEqual({ count: 0 });
  expect((await get(`${cyd.organisationId}/rotation`, dan)).status).toBe(404);
});

test("filters hold together and leave the total alone", async () => {
  await makeKey(ada, "nl-02", "Payroll", { keyType: "aes128-gcm96", labels: { team: "finance", tier: "1" } });
  const total = (await page("")).totalCount;
  expect(names(await page("q=payr"))).toEqual(["Payroll"]);
  expect(names(await page("label=team%3Dfinance,tier%3D1&keyType=aes128-gcm96&region=nl-02"))).toEqual(["Payroll"]);
  expect(await page("q=payr&region=nl-01")).toMatchObject({ keys: [], matchingCount: 0, totalCount: total });
  expect(names(await page("q=payr&status=disabled"))).toEqual([]);
});

test.each([
  "sort=size",
  "cursor=x",
  "status=gone",
  "keyType=rot13",
  "label=team",
  "q=a%00b",
  `cursor=${Buffer.from('{"sort":"createdAt","after":{"nl-01":{"value":"soon","id":"x"}}}').toString("base64url")}`,
  `cursor=${Buffer.from('{"sort":"name","after":{"nl-01":{"value":"\\u0000","id":"x"}}}').toString("base64url")}`,
  "unknown=1&sort=-",
  `q=${"x".repeat(257)}`,
])("a list with %s is refused with 400", async (query) => {
  const response = await get(`ada-works/keys?${query}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ code: "invalid_request" });
});

test("a key's page shows the key and what was done to it, without the reading of the page itself", async () => {
  const key = await makeKey(ada, "de-01", "Detail");
  const address = `ada-works/keys/de-01/${key.slug}`;
  await get(address);
  const detail = keyDetail.parse(await (await get(address)).json());
  expect(detail.key.identity).toBe(key.identity);
  expect(detail.activity).toMatchObject([{ event: "kms.key.create", outcome: "allowed", actorName: "ada" }]);
});

test("a key of another organisation looks absent", async () => {
  const response = await get("eve-works/keys/de-01/detail", eve);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: "key_not_found" });
});

test("a session that was ended on another node is refused at once, although this node remembers it", async () => {
  const bob = await signedIn("bob");
  await makeKey(bob, "nl-01", "before");
  // Only the database learns of it, as when another node does this.
  await revokeSession(bob.sessionId);
  await expect(makeKey(bob, "nl-01", "after")).rejects.toMatchObject({ code: "unauthenticated" });
  expect((await get("bob-works/keys", bob)).status).toBe(401);
  const { rows } = await homeDatabase().pool.query("SELECT slug FROM kms_key WHERE organisation_id = $1", [
    bob.organisationId,
  ]);
  expect(rows).toEqual([{ slug: "before" }]);
});

test("regions show their health and the keys of the caller's organisation only", async () => {
  const { regions } = regionOverview.parse(await (await get("eve-works/regions", eve)).json());
  expect(regions.map(({ slug, state, totalKeys }) => [slug, state, totalKeys])).toEqual([
    ["nl-01", expect.stringMatching(/^(available|slow)$/), 1],
    ["nl-02", expect.stringMatching(/^(available|slow)$/), 0],
    ["de-01", expect.stringMatching(/^(available|slow)$/), 0],
  ]);
});

test("the public address of the console decides what counts as its own page", async () => {
  const headers = { origin: "http://localhost:3000" };
  expect((await get("viewer", ada, headers)).status).toBe(200);
  expect((await get("viewer", ada, { origin: "http://localhost:3001" })).status).toBe(403);
  expect(config().publicUrl).toBe("http://localhost:3000");
});

test("a region whose database is gone is named, and the others are shown", async () => {
  await elsewhere.drop();
  await expect.poll(async () => (await page("")).unavailableRegions, { timeout: 10_000 }).toEqual(["de-01"]);
  const shown = await page("q=key-");
  expect(new Set(shown.keys.map(({ region }) => region.slug))).toEqual(new Set(["nl-01", "nl-02"]));
  const germany = async () => regionOverview.parse(await (await get("ada-works/regions")).json()).regions[2];
  await expect
    .poll(germany, { timeout: 10_000 })
    .toMatchObject({ slug: "de-01", state: "unreachable", totalKeys: null });
  expect((await page("")).unavailableRegions).toEqual(["de-01"]);
});

test("the wrapping key of a region is what the import wraps under, and nobody else's", {
  timeout: 60_000,
}, async () => {
  const read = async (person: typeof ada) =>
    wrappingKeyResponse.parse(await (await get(`${person.organisationId}/wrapping-key/nl-01`, person)).json());
  const [mine, theirs] = await Promise.all([read(ada), read(eve)]);
  expect(mine.publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  expect(mine.publicKey).not.toBe(theirs.publicKey);
  expect(await read(ada)).toEqual(mine);
  expect((await get(`${eve.organisationId}/wrapping-key/nl-01`, ada)).status).toBe(404);
  expect((await get(`${ada.organisationId}/wrapping-key/xx-99`)).status).toBe(404);
  expect((await get(`${ada.organisationId}/wrapping-key/nl-01`, null)).status).toBe(401);
});

test("events, webhooks, usage and availability are read by a session like everything else", async () => {
  const { slug } = await makeKey(ada, "nl-01", "counted in the console");
  const org = ada.organisationId;
  for (const path of [
    "events?state=attention",
    "webhooks",
    "availability?by=hour",
    "usage?by=key",
    `keys/nl-01/${slug}/usage`,
  ]) {
    expect((await get(`${org}/${path}`)).status).toBe(200);
    expect((await get(`${org}/${path}`, null)).status).toBe(401);
    expect((await get(`${org}/${path}`, eve)).status).toBe(404);
  }
  expect((await get(`${org}/events/ev-0123456789abcdefghij`)).status).toBe(404);
  expect((await get(`${org}/webhooks/wh-0123456789abcdefghij/deliveries`)).status).toBe(404);
});
