import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { makeWrappingKey } from "@/lib/kms/test-wrapping-key";
import { newId } from "@/lib/platform/id";
import type { Route } from "./route";
import { ROUTES } from "./routes";
import { addressOf, kindsOf, nameOf, type TestObjects, testObjects } from "./test-objects";
import { openTestServer, type Sent, type TestServer } from "./test-server";

/**
 * Whatever an organisation names of another, by path, query, header or body, is answered like what does not exist: same
 * status, same body, and the same statements sent to the database, so that time says nothing either.
 */

let server: TestServer;
/** Organisation A, whose identities are tried, and B, whose owner tries them. */
let a: TestObjects;
let b: TestObjects;

beforeAll(async () => {
  server = await openTestServer();
  a = await testObjects(server, server.kms.ada);
  b = await testObjects(server, server.kms.eve);
  await makeWrappingKey(server.kms.eve.organisationId);
});
afterAll(() => server.close());

/** An answer without what differs from call to call, and what the database was asked for it. */
interface Seen {
  readonly status: number;
  readonly body: unknown;
  readonly statements: readonly string[];
}

/** What happens beside calls, whenever its time has come: last uses, counts, the health of regions. */
const BESIDE = /^\s*(UPDATE access_token SET last_used_at|INSERT INTO \w*call_count|SELECT 1$|SELECT check_value)/i;

async function seen(method: string, path: string, sent: Sent): Promise<Seen> {
  const { status, body, statements } = await server.sendWatched(method, path, sent);
  const { requestId: _, ...rest } = body;
  return { status, body: rest, statements: statements.filter((text) => !BESIDE.test(text)) };
}

/** An identity, or path, of the same form that nothing has. */
const absent = (identity: string) =>
  /^[a-z]+-[0-9a-v]{20}$/.test(identity) ? identity.replace(/-.*/, newId("req").slice(3)) : `${identity}-none`;

/** The same answer for both, of which at most one thing may be said: that nothing is there. */
async function expectAlike(method: string, known: [string, Sent], unknown: [string, Sent], status?: number) {
  await seen(method, ...unknown);
  const [there, nowhere] = [await seen(method, ...known), await seen(method, ...unknown)];
  expect(there, `${method} ${known[0]}`).toEqual(nowhere);
  if (status !== undefined) expect(there.status, `${method} ${known[0]}: ${JSON.stringify(there.body)}`).toBe(status);
}

const asB = (route: Route, more: Sent = {}): Sent => ({
  token: b.owner.token,
  body: route.method === "GET" ? undefined : (more.body ?? route.example ?? {}),
  headers: { ...b.headersOf(route), "x-organisation-identity": b.owner.organisationId, ...more.headers },
});

/** Regions are the installation's own. */
const isOfOrganisation = (kind: string) => !kind.endsWith("/:region") && kind !== "/v1/regions/:identity";

describe("an identity in the path", () => {
  const probes = ROUTES.flatMap((route) =>
    kindsOf(route.path)
      .filter(isOfOrganisation)
      .map((kind) => [`${route.operationId}, ${nameOf(kind)}`, route, nameOf(kind)] as const),
  );

  test.each(probes)("%s", async (_, route, name) => {
    const [of, own] = [await a.parametersOf(route), await b.parametersOf(route)];
    const foreign = of[name] ?? "";
    const at = (identity: string) => addressOf(route, { ...own, [name]: identity });
    await expectAlike(route.method, [at(foreign), asB(route)], [at(absent(foreign)), asB(route)], 404);
  });
});

describe("a slug in the path", () => {
  test.each([
    ["GET", "/v1/projects/:identity", "Ledger"],
    ["GET", "/v1/teams/:identity", "Ledger"],
    ["GET", "/v1/service-accounts/:identity", "Ledger"],
    ["GET", "/v1/iam/roles/:identity", "Ledger"],
    ["GET", "/v1/kms/nl-01/keys/:identity", "Ledger"],
  ])("%s %s", async (method, path, name) => {
    await server.make(a.owner, path.slice(0, path.lastIndexOf("/")), { name });
    const at = (identity: string) => addressOf({ path }, { identity });
    const sent = { token: b.owner.token };
    await expectAlike(method, [at("ledger"), sent], [at("nobody-has"), sent], 404);
  });

  test("GET /v1/organisations/:identity", async () => {
    const { token } = a.owner;
    const { body } = await server.send("GET", `/v1/organisations/${a.owner.organisationId}`, { token });
    const sent = { token: b.owner.token };
    const at = (slug: unknown) => `/v1/organisations/${slug}`;
    await expectAlike("GET", [at(body.slug), sent], [at("nobody-has"), sent], 404);
  });
});

describe("a project or organisation in header or query", () => {
  test.each(ROUTES.map((route) => [route.operationId, route] as const))("%s", async (_, route) => {
    const path = addressOf(route, await b.parametersOf(route));
    const probes: ((text: string) => [string, Sent])[] = [
      (project) => [path, asB(route, { headers: { "x-project-identity": project } })],
      (project) => {
        const { headers, ...rest } = asB(route);
        const { "x-project-identity": __, ...others } = headers ?? {};
        return [`${path}?project=${project}`, { ...rest, headers: others }];
      },
    ];
    for (const probe of probes) {
      // Acts about the caller itself look at no project: with one they do what they do anyway.
      if (isAboutSelf(route)) continue;
      await expectAlike(route.method, probe(a.project), probe(absent(a.project)), 404);
    }
    const inOrganisation = (id: string): [string, Sent] => [
      path,
      asB(route, { headers: { "x-organisation-identity": id } }),
    ];
    await expectAlike(
      route.method,
      inOrganisation(a.owner.organisationId),
      inOrganisation(absent(a.owner.organisationId)),
      404,
    );
  });

  const isAboutSelf = ({ path }: Route) => /^\/v1\/(me|organisations|regions|dns\/claims)(\/|$)/.test(path);
});

describe("an identity in the query", () => {
  // An organisation's own log tells what it has asked for itself, those identities included.
  const probes = ROUTES.filter(({ path }) => !path.startsWith("/v1/audit")).flatMap((route) =>
    Object.keys(route.query?.shape ?? {}).map((field) => [`${route.operationId}, ${field}`, route, field] as const),
  );

  test.each(probes)("%s", async (_, route, field) => {
    const path = addressOf(route, await b.parametersOf(route));
    const { key = "" } = await a.parametersOf({ path: "/v1/kms/:region/keys/:key" });
    const at = (identity: string) => `${path}?${field}=${identity}`;
    await expectAlike(route.method, [at(key), asB(route)], [at(absent(key)), asB(route)]);
  });
});

/**
 * How each field of a body that names something is tried: the rest of the body, and the address whose last parameter names
 * the same kind of thing. `statusOf` is the answer to both.
 */
interface Reference {
  readonly body: Readonly<Record<string, unknown>>;
  readonly kind: string;
  readonly status: number;
}

const subject = (kind: string): Reference => ({ body: {}, kind, status: 404 });
const MEMBER = "/v1/teams/:identity/members/:user";
const SUBJECTS = {
  userIdentity: subject(MEMBER),
  teamIdentity: subject("/v1/teams/:identity"),
  serviceAccountIdentity: subject("/v1/service-accounts/:identity"),
};
const PARENT: Reference = { body: { name: "below" }, kind: "/v1/projects/:identity", status: 400 };

const ALIASED: Reference = { body: { alias: "alias/probe" }, kind: "/v1/kms/:region/keys/:key", status: 404 };

/** Every field of a request that names something of an organisation, by operationId. */
const REFERENCES: Readonly<Record<string, Readonly<Record<string, Reference>>>> = {
  createSecret: {
    kmsKeyIdentity: {
      body: { path: "/probe", secretString: "YQ==" },
      kind: "/v1/kms/:region/keys/:key",
      status: 404,
    },
  },
  decideClaim: { zoneIdentity: { body: { decision: "grant" }, kind: "/v1/dns/zones/:zone", status: 403 } },
  createAlias: { keyIdentity: ALIASED },
  updateAlias: { keyIdentity: ALIASED },
  enableDnssec: {
    kmsKeyIdentity: { body: { region: "nl-01" }, kind: "/v1/kms/:region/keys/:key", status: 404 },
  },
  createProject: { parentProjectIdentity: PARENT },
  updateProject: { parentProjectIdentity: PARENT },
  addTeamMember: { userIdentity: { body: {}, kind: MEMBER, status: 400 } },
  createRoleBinding: SUBJECTS,
  createPolicyBinding: SUBJECTS,
  simulateAccess: {
    subjectIdentity: { body: { permission: "kms_key:encrypt" }, kind: MEMBER, status: 404 },
    key: {
      body: { permission: "kms_key:encrypt", region: "nl-01", subjectIdentity: "$self" },
      kind: "/v1/kms/:region/keys/:key",
      status: 404,
    },
  },
  createFederatedIdentity: {
    providerIdentity: {
      body: { name: "x", serviceAccountIdentity: "$account", providerSubject: "x", trustedAudiences: ["x"] },
      kind: "/v1/federated-identity-providers/:identity",
      status: 400,
    },
    serviceAccountIdentity: {
      body: { name: "x", providerIdentity: "$provider", providerSubject: "x", trustedAudiences: ["x"] },
      kind: "/v1/service-accounts/:identity",
      status: 404,
    },
  },
  createWebhook: {
    key: {
      body: { name: "x", url: "https://hooks.example/", region: "nl-01" },
      kind: "/v1/kms/:region/keys/:key",
      status: 404,
    },
  },
  createPersonalAccessToken: {
    organisationIdentity: { body: { name: "x" }, kind: "/v1/organisations/:identity", status: 400 },
  },
};

/** What stands in a body for something of B's own. */
const OWN: Readonly<Record<string, string>> = {
  $account: "/v1/service-accounts/:identity",
  $provider: "/v1/federated-identity-providers/:identity",
};

async function ownOf(value: unknown): Promise<unknown> {
  if (value === "$self") return b.owner.userId;
  const kind = typeof value === "string" ? OWN[value] : undefined;
  return kind === undefined ? value : (await b.parametersOf({ path: kind }))[nameOf(kind)];
}

describe("an identity in the body", () => {
  /** Fields that name one thing of an organisation; patterns of rules name nothing that has to exist. */
  const isReference = (field: string) => field === "key" || /Identit(y|ies)$/.test(field);
  const fieldsOf = ({ request }: Route) =>
    request instanceof z.ZodObject
      ? Object.keys(request.shape).filter((field) => isReference(field) && field !== "resourceIdentities")
      : [];
  const probes = ROUTES.flatMap((route) => fieldsOf(route).map((field) => [route.operationId, field, route] as const));

  test.each(probes)("%s, %s", async (operationId, field, route) => {
    const reference = REFERENCES[operationId]?.[field];
    if (reference === undefined) {
      throw new Error(
        `The field ${field} of ${operationId} names something. Add a line to REFERENCES in lib/api/other-organisation.integration.test.ts that says how to try the identity of another organisation in it, such as ${operationId}: { ${field}: { body: {}, kind: "/v1/teams/:identity", status: 404 } }.`,
      );
    }
    const parameters = await a.parametersOf({ path: reference.kind });
    const foreign = parameters[nameOf(reference.kind)] ?? "";
    const path = addressOf(route, await b.parametersOf(route));
    const rest = Object.fromEntries(
      await Promise.all(
        Object.entries(reference.body).map(async ([name, value]) => [name, await ownOf(value)] as const),
      ),
    );
    const probe = (identity: string): [string, Sent] => [path, asB(route, { body: { ...rest, [field]: identity } })];
    await expectAlike(route.method, probe(foreign), probe(absent(foreign)), reference.status);
  });
});

test("a rule that names another organisation's key, or everything, opens nothing there", async () => {
  const { key = "" } = await a.parametersOf({ path: "/v1/kms/:region/keys/:key" });
  const { token } = b.owner;
  const rules = [{ resources: ["*"], permissions: ["*"], resourceIdentities: [key, "*"] }];
  const { body } = await server.send("POST", "/v1/iam/roles", { token, body: { name: "reaching out", rules } });
  const bindings = `/v1/iam/roles/${body.identity}/bindings`;
  expect((await server.send("POST", bindings, { token, body: { userIdentity: b.owner.userId } })).status).toBe(201);
  expect((await server.send("GET", `/v1/kms/nl-01/keys/${key}`, { token })).status).toBe(404);
});

test("credentials are looked up by nothing that another organisation could name", async () => {
  const { credential = "" } = await a.parametersOf({
    path: "/v1/service-accounts/:identity/access-credentials/:credential",
  });
  const { body } = await server.send("GET", "/v1/me/access-tokens", { token: a.owner.token });
  const identities = [credential, ...Object.values(body).map((row) => String(Reflect.get(Object(row), "identity")))];
  for (const identity of identities) {
    expect((await server.send("GET", "/v1/me", { token: identity })).status).toBe(401);
    expect((await server.send("GET", "/v1/me", { token: `tc_pat_${identity}` })).status).toBe(401);
  }
});
