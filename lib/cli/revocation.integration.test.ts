import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { accessTokenHash } from "@/lib/iam/access-token";
import { newId } from "@/lib/platform/id";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import type { SpawnedServer } from "./spawn-server";
import { callServer, type TestInstallation, testInstallation } from "./test-installation";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

/** Two servers on one home database; the region `far` has a database of its own. */
let installation: TestInstallation;
let far: TestDatabase;
/** Where rights are changed, and where they are used. The second stands behind a proxy on this machine. */
let changing: SpawnedServer;
let used: SpawnedServer;
let home: pg.Client;

beforeAll(async () => {
  far = await createTestDatabase();
  installation = await testInstallation([{ slug: "near" }, { slug: "far", databaseUrl: far.url }]);
  // One address for both: it is the issuer of tokens.
  const both = { PELAGOS_PUBLIC_URL: "http://localhost:3000" };
  changing = await installation.serve(both);
  used = await installation.serve({ ...both, TRUSTED_PROXIES: "127.0.0.1,::1" });
  home = new pg.Client({ connectionString: installation.database.url });
  await home.connect();
  for (const region of ["near", "far"]) {
    expect((await installation.call(changing, "POST", `/${region}/keys`, { name: "a key" })).status).toBe(201);
  }
});
afterAll(async () => {
  await home.end();
  await installation.end();
  await far.drop();
});

interface Person {
  readonly userId: string;
  readonly membership: string;
  readonly token: string;
}

/** A member without rights, with a token. */
async function member(): Promise<Person> {
  const [userId, membership] = [newId("u"), newId("mem")];
  const token = `tc_pat_${randomBytes(24).toString("hex")}`;
  await home.query("INSERT INTO app_user (id, email, name, password_changed_at) VALUES ($1, $2, 'Bob', now())", [
    userId,
    `${userId}@example.org`,
  ]);
  await home.query(
    "INSERT INTO membership (id, organisation_id, user_id, role) SELECT $1, id, $2, 'MEMBER' FROM organisation",
    [membership, userId],
  );
  await home.query("INSERT INTO access_token (id, hash, user_id, name, created_at) VALUES ($1, $2, $3, 'x', now())", [
    newId("pat"),
    Buffer.from(accessTokenHash(token), "hex"),
    userId,
  ]);
  await home.query("UPDATE access_epoch SET epoch = epoch + 1");
  return { userId, membership, token };
}

interface Made {
  readonly identity: string;
  readonly rules: readonly { readonly identity: string }[];
  readonly accessKey: string;
  readonly accessSecret: string;
}

/** Changes something on the first server as the owner, or with another token. */
async function change(method: string, path: string, body?: unknown, token = installation.token): Promise<Made> {
  const answer = await fetch(`${changing.url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  expect(answer.ok, await answer.clone().text()).toBe(true);
  return answer.json();
}

const statusOf = async (token: string, region: string) =>
  (await callServer(used, token, "POST", `/${region}/keys/a-key/encrypt`, { plaintext: "aGVsbG8=" })).status;

const ENCRYPT = { resources: ["kms_key"], permissions: ["encrypt"] };
let made = 0;
const role = (rules: readonly unknown[] = [ENCRYPT]) => change("POST", "/iam/roles", { name: `role ${++made}`, rules });
const bind = (policy: string, to: unknown) => change("POST", `/iam/roles/${policy}/bindings`, to);

/** Somebody who may encrypt, and how that ends. */
interface Case {
  readonly token: string;
  readonly status: number;
  end(): Promise<unknown>;
}

async function bound(): Promise<Person & { role: Made; binding: Made }> {
  const person = await member();
  const given = await role();
  return { ...person, role: given, binding: await bind(given.identity, { userIdentity: person.userId }) };
}

async function inTeam(): Promise<Person & { team: string }> {
  const person = await member();
  const { identity: team } = await change("POST", "/teams", { name: `team ${++made}` });
  await change("POST", `/teams/${team}/members`, { userIdentity: person.userId });
  await bind((await role()).identity, { teamIdentity: team });
  return { ...person, team };
}

async function serviceAccount(): Promise<{ token: string; account: string; credential: string }> {
  const { identity: account } = await change("POST", "/service-accounts", { name: `account ${++made}` });
  await bind((await role()).identity, { serviceAccountIdentity: account });
  const path = `/service-accounts/${account}/access-credentials`;
  const { identity: credential, accessKey, accessSecret } = await change("POST", path, { name: "x" });
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: accessKey,
    client_secret: accessSecret,
  });
  const answer = await fetch(`${changing.url}/oidc/token`, { method: "POST", body });
  return { token: (await answer.json()).access_token, account, credential };
}

const CASES: Readonly<Record<string, () => Promise<Case>>> = {
  async "a binding removed"() {
    const { token, role: given, binding } = await bound();
    return {
      token,
      status: 404,
      end: () => change("DELETE", `/iam/roles/${given.identity}/bindings/${binding.identity}`),
    };
  },
  async "a rule taken from a role"() {
    const { token, role: given } = await bound();
    const rule = given.rules[0]?.identity;
    return { token, status: 404, end: () => change("DELETE", `/iam/roles/${given.identity}/rules/${rule}`) };
  },
  async "a denial added to a role"() {
    const { token, role: given } = await bound();
    const denial = { ...ENCRYPT, effect: "deny" };
    return { token, status: 404, end: () => change("POST", `/iam/roles/${given.identity}/rules`, denial) };
  },
  async "a role deleted"() {
    const { token, role: given } = await bound();
    return { token, status: 404, end: () => change("DELETE", `/iam/roles/${given.identity}`) };
  },
  async "a place in a team removed"() {
    const { token, team, userId } = await inTeam();
    return { token, status: 404, end: () => change("DELETE", `/teams/${team}/members/${userId}`) };
  },
  async "a team deleted"() {
    const { token, team } = await inTeam();
    return { token, status: 404, end: () => change("DELETE", `/teams/${team}`) };
  },
  async "a member removed"() {
    const { token, membership } = await bound();
    return { token, status: 400, end: () => change("DELETE", `/memberships/${membership}`) };
  },
  async "an access token revoked"() {
    const { token } = await bound();
    const { rows } = await home.query("SELECT id FROM access_token WHERE hash = decode($1, 'hex')", [
      accessTokenHash(token),
    ]);
    const path = `/me/access-tokens/${rows[0]?.id}`;
    return { token, status: 401, end: () => change("DELETE", path, undefined, token) };
  },
  async "a credential of a service account revoked"() {
    const { token, account, credential } = await serviceAccount();
    const path = `/service-accounts/${account}/access-credentials/${credential}`;
    return { token, status: 401, end: () => change("DELETE", path) };
  },
  async "a service account deleted"() {
    const { token, account } = await serviceAccount();
    return { token, status: 401, end: () => change("DELETE", `/service-accounts/${account}`) };
  },
};

it("a right that ends on one server is gone at the next call on the other, and within a second in a region of its own", async () => {
  const cases: (Case & { name: string })[] = [];
  for (const [name, prepare] of Object.entries(CASES)) cases.push({ name, ...(await prepare()) });
  // Both regions have decided for everybody and remember it.
  for (const { token, name } of cases) {
    expect([await statusOf(token, "near"), await statusOf(token, "far")], name).toEqual([200, 200]);
  }
  const endedAtMs: number[] = [];
  for (const { token, end, status, name } of cases) {
    expect([await statusOf(token, "near"), await statusOf(token, "far")], name).toEqual([200, 200]);
    await end();
    endedAtMs.push(performance.now());
    expect(await statusOf(token, "near"), name).toBe(status);
  }
  await sleep(Math.max(0, (endedAtMs.at(-1) ?? 0) + 1_000 - performance.now()));
  for (const { token, status, name } of cases) expect(await statusOf(token, "far"), name).toBe(status);
});

it("a binding made or removed on one server counts at the next call on the other", async () => {
  const { token, userId } = await member();
  for (let round = 0; round < 10; round += 1) {
    expect(await statusOf(token, "near")).toBe(404);
    const { identity } = await bind("kms:Encrypt", { userIdentity: userId });
    expect(await statusOf(token, "near")).toBe(200);
    await change("DELETE", `/iam/roles/kms%3AEncrypt/bindings/${identity}`);
  }
});

describe("an address that a rule asks for", () => {
  let token: string;
  beforeAll(async () => {
    const person = await member();
    token = person.token;
    const local = await role([{ ...ENCRYPT, conditions: { sourceIps: ["203.0.113.0/24"] } }]);
    await bind(local.identity, { userIdentity: person.userId });
  });

  const encrypts = async (server: SpawnedServer, headers: readonly [string, string][]) => {
    const answer = await fetch(`${server.url}/v1/kms/near/keys/a-key/encrypt`, {
      method: "POST",
      headers: [["authorization", `Bearer ${token}`], ["content-type", "application/json"], ...headers],
      body: '{"plaintext":"aGVsbG8="}',
    });
    await answer.body?.cancel();
    return answer.status;
  };
  const CLAIMS: [string, string][][] = [
    [],
    [["x-real-ip", "203.0.113.5"]],
    [["forwarded", "for=203.0.113.5"]],
    [["cf-connecting-ip", "203.0.113.5"]],
    [["true-client-ip", "203.0.113.5"]],
    [["x-client-ip", "203.0.113.5"]],
    [["x-pelagos-client-address", "203.0.113.5"]],
  ];
  const PASSED: [string, string][][] = [
    [["x-forwarded-for", "203.0.113.5"]],
    [["x-forwarded-for", "203.0.113.5:4711"]],
    [["x-forwarded-for", "198.51.100.1, 203.0.113.5"]],
    [["x-forwarded-for", "203.0.113.5, 127.0.0.1"]],
  ];
  const FORGED: [string, string][][] = [
    [["x-forwarded-for", "203.0.113.5, 198.51.100.1"]],
    [
      ["x-forwarded-for", "203.0.113.5"],
      ["x-forwarded-for", "198.51.100.1"],
    ],
    [["x-forwarded-for", "203.0.113.5, nonsense"]],
    [["x-forwarded-for", "203.0.113.5, "]],
  ];

  it("is that of the connection where no proxy is trusted, whatever headers say", async () => {
    for (const headers of [...CLAIMS, ...PASSED, ...FORGED]) {
      expect(await encrypts(changing, headers), JSON.stringify(headers)).toBe(404);
    }
  });

  it("is what the last trusted proxy saw, in X-Forwarded-For only, and nothing that came to it with the call", async () => {
    for (const headers of PASSED) expect(await encrypts(used, headers), JSON.stringify(headers)).toBe(200);
    for (const headers of [...CLAIMS, ...FORGED]) {
      expect(await encrypts(used, headers), JSON.stringify(headers)).toBe(404);
    }
  });
});

describe("an address written otherwise", () => {
  /** The status of a request whose first line is sent as it stands. */
  async function statusOfLine(line: string, headers: readonly string[] = []): Promise<number> {
    const { hostname, port } = new URL(changing.url);
    const socket = connect({ host: hostname, port: Number(port) });
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    await once(socket, "connect");
    socket.write([line, "Host: localhost", "Connection: close", ...headers, "", ""].join("\r\n"));
    await once(socket, "close");
    return Number(Buffer.concat(chunks).toString("latin1").slice(9, 12));
  }
  const PATHS = [
    "/v1/kms/summary",
    "//v1/kms/summary",
    "/v1//kms/summary",
    "/V1/kms/summary",
    "/v1/./kms/summary",
    "/v1/x/../kms/summary",
    "/v1/kms/%73ummary",
    "/v1/kms%2fsummary",
    "/%76%31/kms/summary",
    "/v1/kms/summary/",
    "/v1/kms/summary.",
    "/v1/kms/summary;a=b",
    "/v1/kms/summary%00",
    "/v1/kms/summary%20",
    "/healthz/../v1/kms/summary",
    "/healthz/..%2fv1/kms/summary",
    "/.well-known/../v1/kms/summary",
    "/.well-known/%2e%2e/metrics",
    "/openapi.json/../metrics",
    "/oidc/../metrics",
    "/metrics/",
    "/metrics%2f",
    "//metrics",
    "/v1\\kms\\summary",
    "/console-api/viewer",
    "/v1/console-api/viewer",
    "http://localhost/v1/kms/summary",
    "http://localhost//v1/kms/summary",
    "http://other.example/v1/kms/summary",
    "https://localhost@other.example/metrics",
    "localhost:80",
    "*",
  ];

  it("opens nothing without a credential, in either version of HTTP", async () => {
    for (const path of PATHS) {
      for (const version of ["1.1", "1.0"]) {
        const status = await statusOfLine(`GET ${path} HTTP/${version}`);
        expect([400, 401, 404], `${path} ${status}`).toContain(status);
      }
    }
  });

  it("of another method, named in a header or the query, is the method that was sent", async () => {
    const body = { name: "reading", scopes: ["api:read"] };
    const { token } = (await change("POST", "/me/access-tokens", body)) as Made & { token: string };
    for (const [headers, query] of [
      [["X-HTTP-Method-Override: GET", "X-HTTP-Method: GET", "X-Method-Override: GET"], ""],
      [[], "?_method=GET"],
    ] as const) {
      const line = `POST /v1/kms/near/keys/a-key/rotate${query} HTTP/1.1`;
      expect(await statusOfLine(line, [`Authorization: Bearer ${token}`, "Content-Length: 0", ...headers])).toBe(403);
    }
    const elsewhere = ["X-Original-URL: /v1/kms/summary", "X-Rewrite-URL: /v1/kms/summary"];
    expect(await statusOfLine("GET /v1/none HTTP/1.1", [`Authorization: Bearer ${token}`, ...elsewhere])).toBe(404);
  });
});
