import { generateKeyPairSync } from "node:crypto";
import { createTestMember } from "@/lib/access/test-members";
import { createAccessToken } from "@/lib/iam/access-token";
import type { TestCaller } from "@/lib/kms/test-calls";
import { newId } from "@/lib/platform/id";
import type { Route } from "./route";
import type { TestServer } from "./test-server";

/** What an organisation has, for routes that name something of it. */
export interface TestObjects {
  readonly owner: TestCaller;
  /** The project of calls to addresses below `/v1/projects/iam`. */
  readonly project: string;
  /** Identities for the parameters of a route; routes that name the same share them. */
  parametersOf(route: Pick<Route, "path">): Promise<Record<string, string>>;
  /** Makes what the last parameter of a route names anew when it is asked for next, with what was below it. */
  forget(route: Pick<Route, "path">): void;
  /** Headers that calls to a route need. */
  headersOf(route: Pick<Route, "path">): Record<string, string>;
}

/**
 * How to make what a parameter names: one line for each address that ends in a new kind of parameter, with the parameters
 * before it. `make` creates as the owner.
 */
const MAKERS: Readonly<Record<string, (made: Making) => Promise<string>>> = {
  "/v1/kms/:region": async () => "nl-01",
  "/v1/kms/:region/keys/:key": ({ make }) => make("/v1/kms/nl-01/keys", { keyType: "ecdsa-p256" }),
  "/v1/regions/:identity": async () => "nl-01",
  "/v1/organisations/:identity": async ({ owner }) => owner.organisationId,
  "/v1/projects/:identity": ({ make }) => make("/v1/projects"),
  "/v1/memberships/:identity": ({ make }) => make("/v1/memberships", { email: `${newId("u")}@example.org` }),
  "/v1/teams/:identity": ({ make }) => make("/v1/teams"),
  "/v1/teams/:identity/members/:user": async ({ owner, make, parameters }) => {
    const { userId } = await createTestMember(owner.organisationId, newId("u"));
    await make(`/v1/teams/${parameters.identity}/members`, { name: undefined, userIdentity: userId });
    return userId;
  },
  "/v1/iam/roles/:role": ({ make }) => make("/v1/iam/roles"),
  "/v1/iam/roles/:role/rules/:rule": ({ make, parameters }) => make(`/v1/iam/roles/${parameters.role}/rules`, RULE),
  "/v1/iam/roles/:role/bindings/:binding": async ({ make, parameters, account }) =>
    make(`/v1/iam/roles/${parameters.role}/bindings`, { serviceAccountIdentity: await account() }),
  "/v1/projects/iam/policies/:policy": ({ make }) => make("/v1/projects/iam/policies"),
  "/v1/projects/iam/policies/:policy/rules/:rule": ({ make, parameters }) =>
    make(`/v1/projects/iam/policies/${parameters.policy}/rules`, RULE),
  "/v1/projects/iam/policies/:policy/bindings/:binding": async ({ make, parameters, account }) =>
    make(`/v1/projects/iam/policies/${parameters.policy}/bindings`, { serviceAccountIdentity: await account() }),
  "/v1/service-accounts/:identity": ({ account }) => account(),
  "/v1/service-accounts/:identity/access-credentials/:credential": ({ make, parameters }) =>
    make(`/v1/service-accounts/${parameters.identity}/access-credentials`),
  "/v1/client-keys/:identity": ({ make }) =>
    make("/v1/client-keys", { region: "nl-01", password: "correct-horse-1", policies: ["kms:Encrypt"] }),
  "/v1/credentials/:identity": async ({ make, account }) =>
    make(`/v1/service-accounts/${await account()}/access-credentials`),
  "/v1/events/:identity": async ({ owner, query }) => {
    const id = newId("ev");
    await query(
      `INSERT INTO event (id, organisation_id, project_id, kind, region, subject_type, subject_id, subject_name, opened_at)
       VALUES ($1, $2, '', 'key.rotation_failed', 'nl-01', 'kms_key', 'x', 'x', now())`,
      [id, owner.organisationId],
    );
    return id;
  },
  "/v1/webhooks/:identity": async ({ make }) => {
    const key = await make("/v1/kms/nl-01/keys", { keyType: "hmac-sha256", purpose: "webhook" });
    return make("/v1/webhooks", { url: "https://hooks.example/", region: "nl-01", key });
  },
  "/v1/secrets/:region": async () => "nl-01",
  "/v1/secrets/:region/secret/:path{.+}": async ({ make }) => {
    const path = `app/${newId("sec")}`;
    const kmsKeyIdentity = await make("/v1/kms/nl-01/keys");
    await make("/v1/secrets/nl-01/secrets", {
      name: undefined,
      path: `/${path}`,
      kmsKeyIdentity,
      secretString: "eA==",
    });
    return path;
  },
  "/v1/dns/zones/:zone": ({ make }) =>
    make("/v1/dns/zones", { name: undefined, zoneName: `${newId("dnsz").slice(5)}.example` }),
  "/v1/dns/secondaries/:identity": ({ make }) => make("/v1/dns/secondaries", { name: newId("dnss") }),
  "/v1/dns/zones/:zone/records/:record": ({ make, parameters }) =>
    make(`/v1/dns/zones/${parameters.zone}/records`, { name: newId("dnsr"), type: "A", values: ["192.0.2.1"] }),
  "/v1/federated-identity-providers/:identity": ({ make }) =>
    make("/v1/federated-identity-providers", {
      providerIssuer: `https://${newId("fip")}.example`,
      localJwks: { keys: [generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" })] },
    }),
  "/v1/federated-identities/:identity": async ({ make, account, another }) =>
    make("/v1/federated-identities", {
      providerIdentity: await another("/v1/federated-identity-providers/:identity"),
      serviceAccountIdentity: await account(),
      providerSubject: newId("req"),
      trustedAudiences: ["x"],
    }),
  "/v1/audit/sinks/:identity": ({ make }) => make("/v1/audit/sinks", { url: "https://logs.example/" }),
  "/v1/audit/records/:event": async ({ owner, make, query }) => {
    await make("/v1/teams");
    const rows = await query(
      "SELECT event_id FROM audit_record WHERE organisation_id = $1 AND outcome = 'allowed' ORDER BY event_id DESC LIMIT 1",
      [owner.organisationId],
    );
    return String(rows[0]?.event_id);
  },
  "/v1/me/access-tokens/:identity": async ({ owner: { userId } }) =>
    (await createAccessToken({ userId, name: "test", expiresAt: null })).id,
};

const RULE = { name: undefined, resources: ["kms_key"], permissions: ["encrypt"] };

interface Making {
  readonly owner: TestCaller;
  /** Those of the address so far. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Creates something with a name of its own, unless the body says otherwise. */
  make(path: string, body?: Readonly<Record<string, unknown>>): Promise<string>;
  /** A new service account. */
  account(): Promise<string>;
  /** What another line makes. */
  another(kind: string): Promise<string>;
  /** Of the home database. */
  readonly query: TestServer["kms"]["query"];
}

/**
 * Makes objects of an organisation through the API, as its owner: keys and secrets are the organisation's own, or those of
 * a project where one is given. For integration tests.
 */
export async function testObjects(server: TestServer, owner: TestCaller, ofProject?: string): Promise<TestObjects> {
  const shared = new Map<string, Promise<string>>();
  const project = ofProject ?? (await server.make(owner, "/v1/projects", { name: `project ${newId("prj")}` }));
  const inProject =
    ofProject === undefined ? /^\/v1\/projects\/iam\// : /^\/v1\/(projects\/iam|kms|secrets|dns|webhooks)\//;
  const headersOf = ({ path }: Pick<Route, "path">): Record<string, string> =>
    inProject.test(`${path}/`) ? { "x-project-identity": project } : {};
  const make: Making["make"] = (path, body) =>
    server.make(owner, path, { name: `test ${newId("req")}`, ...body }, headersOf({ path }));
  const account = () => make("/v1/service-accounts");
  const making = (parameters: Readonly<Record<string, string>>): Making => {
    const another = async (kind: string) => (await MAKERS[kind]?.(making({}))) ?? "";
    return { owner, parameters, make, account, another, query: server.kms.query };
  };
  return {
    owner,
    project,
    headersOf,
    async parametersOf({ path }) {
      const parameters: Record<string, string> = {};
      for (const kind of kindsOf(path)) {
        const maker = MAKERS[kind];
        if (maker === undefined) {
          throw new Error(`lib/api/test-objects.ts does not say how to make what ${kind} names: add a line to MAKERS.`);
        }
        const made = shared.get(kind) ?? maker(making({ ...parameters }));
        shared.set(kind, made);
        parameters[nameOf(kind)] = await made;
      }
      return parameters;
    },
    forget({ path }) {
      const last = kindsOf(path).at(-1);
      for (const kind of [...shared.keys()]) if (last !== undefined && kind.startsWith(last)) shared.delete(kind);
    },
  };
}

/** The parameters of a route for which no line says how to make what they name. */
export const unknownKinds = ({ path }: Pick<Route, "path">) => kindsOf(path).filter((kind) => !(kind in MAKERS));

/** The address up to and with each of its parameters. */
export function kindsOf(path: string): string[] {
  const parts = path.split("/");
  return parts.flatMap((part, index) => (part.startsWith(":") ? [parts.slice(0, index + 1).join("/")] : []));
}

/** The name of the parameter that an address ends with. */
export const nameOf = (kind: string) => kind.slice(kind.lastIndexOf(":") + 1).replace(/\{.*/, "");

/** The address of a route with its parameters filled in; one that takes several parts of a path keeps its slashes. */
export function addressOf({ path }: Pick<Route, "path">, parameters: Readonly<Record<string, string>>): string {
  return path.replaceAll(/:([A-Za-z]+)(\{[^}]*\})?/g, (_, name: string, several?: string) => {
    const text = encodeURIComponent(parameters[name] ?? "");
    return several === undefined ? text : text.replaceAll("%2F", "/");
  });
}
