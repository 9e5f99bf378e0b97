import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestMember } from "@/lib/access/test-members";
import { createAccessToken } from "@/lib/iam/access-token";
import { BUILT_IN_POLICIES } from "@/lib/iam/built-in-policies";
import { createSession } from "@/lib/iam/session";
import { makeWrappingKey } from "@/lib/kms/test-wrapping-key";
import { answerInNext } from "./next-mount";
import type { Route } from "./route";
import { ROUTES } from "./routes";
import { ACCESS_ROWS, type AccessRow } from "./test-access-rows";
import { addressOf, type TestObjects, testObjects } from "./test-objects";
import { openTestServer, type TestServer } from "./test-server";

/** Somebody who calls, and what a row says they get. */
interface Caller {
  readonly name: string;
  readonly token: string | null;
  expected(row: AccessRow, route: Route): number;
}

let server: TestServer;
let objects: TestObjects;
let ofProject: TestObjects;
let callers: readonly Caller[];

const POLICIES = BUILT_IN_POLICIES.map(({ name }) => name);

function allowedStatus({ allowed }: AccessRow, { method }: Route): number {
  return allowed ?? (method === "GET" || method === "DELETE" ? 200 : 400);
}

function may({ also, onlyOwner }: AccessRow, name: string): boolean {
  if (also.includes("*") || also.includes(name) || name === "owner") return true;
  return name === "administrator" && onlyOwner !== true;
}

const byRow =
  (name: string): Caller["expected"] =>
  (row, route) =>
    may(row, name) ? allowedStatus(row, route) : row.seenBy?.includes(name) ? 403 : row.refused;

beforeAll(async () => {
  server = await openTestServer();
  const { ada, eve } = server.kms;
  objects = await testObjects(server, ada);
  const { project } = objects;
  ofProject = await testObjects(server, ada, project);
  const reading = await createAccessToken({ userId: ada.userId, name: "r", expiresAt: null, scopes: ["api:read"] });
  const members = await Promise.all(
    ["nobody", ...POLICIES].map(async (name): Promise<Caller> => {
      const { userId, token } = await createTestMember(ada.organisationId, name.replace(":", "-").toLowerCase());
      const path = `/v1/iam/roles/${encodeURIComponent(name)}/bindings`;
      if (name !== "nobody") await server.make(ada, path, { userIdentity: userId });
      return { name, token, expected: byRow(name) };
    }),
  );
  await makeWrappingKey(ada.organisationId);
  callers = [
    { name: "owner", token: ada.token, expected: byRow("owner") },
    ...members,
    { name: "owner of another organisation", token: eve.token, expected: () => 404 },
    { name: "without a credential", token: null, expected: () => 401 },
    {
      name: "owner, with the scope api:read",
      token: reading.token,
      expected: (row, route) => (route.method === "GET" ? allowedStatus(row, route) : 403),
    },
    {
      name: CONFINED,
      token: await confinedToken(project),
      expected: (row, route) => row.confined ?? byRow("administrator")(row, route),
    },
  ];
});
afterAll(() => server.close());

const CONFINED = "administrator, confined to a project";

/** The token of a service account that may do everything, for one project. */
async function confinedToken(project: string): Promise<string> {
  const { ada } = server.kms;
  const account = await server.make(ada, "/v1/service-accounts", { name: "confined" });
  await server.make(ada, "/v1/iam/roles/administrator/bindings", { serviceAccountIdentity: account });
  const path = `/v1/service-accounts/${account}/access-credentials`;
  const { body } = await server.send("POST", path, { token: ada.token, body: { name: "x" } });
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: String(body.accessKey),
    client_secret: String(body.accessSecret),
    project,
  });
  const answer = await fetch(`${server.url}/oidc/token`, { method: "POST", body: form });
  return (await answer.json()).access_token;
}

/** A token confined to a project sees keys and secrets of that project. */
const objectsFor = ({ name }: Caller) => (name === CONFINED ? ofProject : objects);

async function statusFor(caller: Caller, route: Route): Promise<number> {
  const of = objectsFor(caller);
  const { status } = await server.send(route.method, addressOf(route, await of.parametersOf(route)), {
    token: caller.token,
    body: route.method === "GET" ? undefined : { "no such field": 1 },
    headers: { ...of.headersOf(route), "x-organisation-identity": server.kms.ada.organisationId },
  });
  return status;
}

/** What everybody gets: first, at once, those who are refused, then one after the other those who may end something. */
async function statusesOf(route: Route, row: AccessRow): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  const ends = ({ expected }: Caller) => route.method === "DELETE" && expected(row, route) === 200;
  for (const of of [objects, ofProject]) await of.parametersOf(route);
  await Promise.all(
    callers
      .filter((caller) => !ends(caller))
      .map(async (caller) => {
        statuses[caller.name] = await statusFor(caller, route);
      }),
  );
  for (const caller of callers.filter(ends)) {
    statuses[caller.name] = await statusFor(caller, route);
    objectsFor(caller).forget(route);
  }
  return statuses;
}

describe("every route answers everybody as its row says", () => {
  test.each(ROUTES.map((route) => [route.operationId, route] as const))("%s", async (operationId, route) => {
    const row = ACCESS_ROWS[operationId];
    if (row === undefined) {
      throw new Error(
        `${route.method} ${route.path} (${operationId}) has no line in lib/api/test-access-rows.ts. Add one that says who may call it, such as ${operationId}: refuses("operator"), and if it names a new kind of object a line in MAKERS of lib/api/test-objects.ts.`,
      );
    }
    const wanted = Object.fromEntries(callers.map((caller) => [caller.name, caller.expected(row, route)]));
    expect(await statusesOf(route, row)).toEqual(wanted);
  });

  test("no row is left of a route that is gone", () => {
    const known = ROUTES.map(({ operationId }) => operationId);
    expect(Object.keys(ACCESS_ROWS).filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe("the cookie of a session opens no route", () => {
  const cookies = async () => {
    const { userId } = server.kms.ada;
    const { sessionId } = await createSession({ userId, address: "", userAgent: "", replaces: null });
    return { cookie: `pelagos.session=${sessionId}; __Host-pelagos.session=${sessionId}` };
  };

  test("on the server's own listener, the token endpoint included", async () => {
    const headers = await cookies();
    for (const route of ROUTES) {
      const path = addressOf(route, await objects.parametersOf(route));
      expect((await server.send(route.method, path, { headers })).status, route.operationId).toBe(401);
    }
    const body = new URLSearchParams({ grant_type: "client_credentials" });
    expect((await fetch(`${server.url}/oidc/token`, { method: "POST", body, headers })).status).toBe(401);
  });

  test("mounted in Next", async () => {
    const headers = { ...(await cookies()), origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };
    for (const { method, ...route } of ROUTES) {
      const url = `http://localhost:3000${addressOf(route, await objects.parametersOf(route))}`;
      expect((await answerInNext(new Request(url, { method, headers }))).status, route.operationId).toBe(401);
    }
    const body = new URLSearchParams({ grant_type: "client_credentials" });
    const token = new Request("http://localhost:3000/oidc/token", { method: "POST", body, headers });
    expect((await answerInNext(token)).status).toBe(401);
  });
});

describe("addresses beside the table", () => {
  const form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/oidc/token`, { method: "POST", body: new URLSearchParams(fields), headers });
  const client = { grant_type: "client_credentials", client_id: "tcak_none", client_secret: "x" };

  test("the token endpoint takes the credentials of service accounts and nothing else", async () => {
    const { ada } = server.kms;
    const bearer = { authorization: `Bearer ${ada.token}` };
    const basic = { authorization: `Basic ${btoa(`${ada.userId}:${ada.token}`)}` };
    const { client_id: _, client_secret: __, ...bare } = client;
    expect((await form(client)).status).toBe(401);
    expect((await form(bare)).status).toBe(401);
    expect((await form(bare, bearer)).status).toBe(401);
    expect((await form(bare, basic)).status).toBe(401);
  });

  test.each([
    ["/healthz", 200],
    ["/readyz", 200],
    ["/openapi.json", 200],
    ["/.well-known/jwks.json", 200],
    ["/.well-known/openid-configuration", 200],
    ["/metrics", 401],
  ])("%s answers %d without a credential, and the same with one", async (path, status) => {
    const { token } = server.kms.ada;
    expect((await server.send("GET", path)).status).toBe(status);
    expect((await server.send("GET", path, { token })).status).toBe(status);
  });
});
