import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RuleConditions } from "@/lib/contract/access-rules";
import type { Permission } from "@/lib/contract/permissions";
import { evaluate, matchesIdentity, type ResourceReference, visibility } from "./authorise";
import { builtInPolicy } from "./built-in-policies";
import type { Caller, Scope } from "./caller";
import { conditionsHold, isAddressIn, isWithin } from "./conditions";
import type { Grant, Rule } from "./grants";

const NOW = Date.parse("2026-06-01T12:00:00Z");
const KEY: ResourceReference = { type: "kms_key", id: "kms-a", organisationId: "o-1", projectId: "", labels: {} };

const rule = (more: Partial<Rule> = {}): Rule => ({
  id: "rule-1",
  effect: "allow",
  resources: ["kms_key"],
  resourceIdentities: [],
  permissions: ["encrypt"],
  conditions: {},
  ...more,
});
const grant = (rules: readonly Rule[], more: Partial<Grant> = {}): Grant => ({
  bindingId: "bind-1",
  policyId: "role-1",
  policyName: "a role",
  team: null,
  projectId: "",
  replicateToChildren: false,
  scopes: [],
  expiresAtMs: null,
  rules,
  ...more,
});

interface Who {
  readonly role?: "OWNER" | "MEMBER";
  readonly projectPath?: readonly string[];
  readonly method?: string;
  readonly address?: string;
}

function caller(grants: readonly Grant[], { role = "MEMBER", projectPath = [], method, address }: Who = {}): Caller {
  const organisation = {
    id: "o-1",
    name: "",
    slug: "works",
    role,
    grants,
    featuresDisabled: [],
    limits: {},
    epoch: 1n,
  };
  return {
    principal: {
      kind: "user",
      actorId: "u-1",
      actorName: "",
      actorEmail: "",
      isPlatformAdministrator: false,
      credentialKind: "access_token",
      credentialId: "pat-1",
      scopes: null,
      confinedToProject: null,
      confinedToOrganisation: null,
      expiresAtMs: null,
      organisations: [organisation],
      confirmedAtMs: 0,
    },
    organisation,
    scope: { organisationId: "o-1", projectId: projectPath[0] ?? "" } as Scope,
    projectPath,
    origin: { clientAddress: address ?? "192.0.2.7", method: method ?? "POST" },
  };
}

const allowed = (who: Caller, permission: Permission, resource = KEY, atMs = NOW) =>
  evaluate(who, permission, resource, atMs).allowed;

/** What each built-in policy gives on keys, written out: a letter per permission, in the order of PERMISSIONS_OF_KEYS. */
const PERMISSIONS_OF_KEYS = [
  "create read list update delete encrypt data_key decrypt rewrap sign jwt_sign verify jwt_verify hmac verify_hmac random",
  "rotate update_rotation export import rotate_wrapping_key enable disable cancel_deletion update_versions update_aliases",
].flatMap((line) => line.split(" "));
const EVERY_KEY_PERMISSION = PERMISSIONS_OF_KEYS.join(" ");
const ON_KEYS: Readonly<Record<string, string>> = {
  administrator: EVERY_KEY_PERMISSION,
  operator:
    "create read list encrypt data_key decrypt rewrap sign jwt_sign verify jwt_verify hmac verify_hmac random rotate update_rotation import rotate_wrapping_key enable disable update_aliases",
  auditor: "read list",
  "kms:FullAccess": EVERY_KEY_PERMISSION,
  "kms:ReadAccess": "read list",
  "kms:Encrypt": "encrypt data_key",
  "kms:Decrypt": "decrypt",
  "kms:Sign": "sign jwt_sign",
  "kms:Verify": "verify jwt_verify",
  "kms:HMAC": "hmac verify_hmac",
  "kms:Rotate": "rotate",
  "kms:Export": "export",
  "secrets:FullAccess": "",
  "secrets:ReadAccess": "",
  "secrets:GetSecretValue": "",
  "dns:FullAccess": "",
  "dns:ReadAccess": "",
};

/** What they give on anything else. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  administrator: [
    "secret:getSecretValue",
    "secret:delete",
    "dns_zone:create",
    "audit_log:read",
    "iam_role:bind",
    "iam_policy:unbind",
    "membership:create",
    "service_account:create_credential",
    "organisation:update",
  ],
  operator: ["secret:getSecretValue", "dns_zone:create", "audit_log:read"],
  auditor: ["audit_log:read"],
  "kms:FullAccess": [],
  "kms:ReadAccess": [],
  "kms:Encrypt": [],
  "kms:Decrypt": [],
  "kms:Sign": [],
  "kms:Verify": [],
  "kms:HMAC": [],
  "kms:Rotate": [],
  "kms:Export": [],
  "secrets:FullAccess": ["secret:getSecretValue", "secret:delete"],
  "secrets:ReadAccess": [],
  "secrets:GetSecretValue": ["secret:getSecretValue"],
  "dns:FullAccess": ["dns_zone:create"],
  "dns:ReadAccess": [],
};
const ASKED_ELSEWHERE = ELSEWHERE.administrator ?? [];

describe("built-in policies", () => {
  test.each(Object.keys(ON_KEYS))("%s gives on keys exactly what its row says", (name) => {
    const who = caller([grant(builtInPolicy(name)?.rules ?? [])]);
    const given = PERMISSIONS_OF_KEYS.filter((verb) => allowed(who, `kms_key:${verb}` as Permission));
    expect(given.join(" ")).toBe(
      PERMISSIONS_OF_KEYS.filter((verb) => ON_KEYS[name]?.split(" ").includes(verb)).join(" "),
    );
  });

  test.each(Object.keys(ELSEWHERE))("%s gives elsewhere exactly what its row says", (name) => {
    const who = caller([grant(builtInPolicy(name)?.rules ?? [])]);
    const given = ASKED_ELSEWHERE.filter((permission) =>
      allowed(who, permission as Permission, { ...KEY, type: permission.split(":")[0] as ResourceReference["type"] }),
    );
    expect(given).toEqual(ELSEWHERE[name]);
  });
});

describe("evaluate", () => {
  test("without a rule nothing is allowed, and owners may do everything", () => {
    expect(allowed(caller([]), "kms_key:encrypt")).toBe(false);
    expect(allowed(caller([], { role: "OWNER" }), "kms_key:encrypt")).toBe(true);
  });

  test("a denial wins, before or after what allows, for owners too except in access management", () => {
    const deny = rule({ effect: "deny", resources: ["*"], permissions: ["*"] });
    const allow = rule({ resources: ["*"], permissions: ["*"] });
    for (const rules of [
      [deny, allow],
      [allow, deny],
    ]) {
      expect(allowed(caller([grant(rules)]), "kms_key:encrypt")).toBe(false);
      expect(allowed(caller(rules.map((one) => grant([one]))), "kms_key:encrypt")).toBe(false);
      const owner = caller([grant(rules)], { role: "OWNER" });
      expect(allowed(owner, "kms_key:encrypt")).toBe(false);
      expect(allowed(owner, "iam_role:unbind", { ...KEY, type: "iam_role" })).toBe(true);
    }
  });

  test("denying what contains a permission denies it, and denying a part leaves the rest", () => {
    const all = rule({ permissions: ["*"] });
    const who = (denied: string) => caller([grant([all, rule({ effect: "deny", permissions: [denied] })])]);
    expect(allowed(who("update"), "kms_key:decrypt")).toBe(false);
    expect(allowed(who("decrypt"), "kms_key:update")).toBe(true);
    expect(allowed(who("decrypt"), "kms_key:encrypt")).toBe(true);
  });

  test("nothing outside the scope of the call is allowed", () => {
    const who = caller([grant([rule()])], { role: "OWNER" });
    expect(allowed(who, "kms_key:encrypt", { ...KEY, organisationId: "o-2" })).toBe(false);
    expect(allowed(who, "kms_key:encrypt", { ...KEY, projectId: "prj-a" })).toBe(false);
    expect(allowed(who, "kms_key:encrypt", { ...KEY, type: "secret" })).toBe(false);
  });

  test.each<[string, string, boolean, readonly string[], boolean]>([
    ["an organisation's binding in the organisation", "", false, [], true],
    ["an organisation's binding in a project", "", false, ["prj-b", "prj-a"], true],
    ["a project's binding in it", "prj-b", false, ["prj-b", "prj-a"], true],
    ["a project's binding in the organisation", "prj-b", true, [], false],
    ["a project's binding in another", "prj-c", true, ["prj-b", "prj-a"], false],
    ["a binding of the project above", "prj-a", false, ["prj-b", "prj-a"], false],
    ["a replicated binding of the project above", "prj-a", true, ["prj-b", "prj-a"], true],
    ["a replicated binding of the project below", "prj-b", true, ["prj-a"], false],
  ])("%s", (_, projectId, replicateToChildren, projectPath, expected) => {
    const who = caller([grant([rule()], { projectId, replicateToChildren })], { projectPath });
    expect(allowed(who, "kms_key:encrypt", { ...KEY, projectId: projectPath[0] ?? "" })).toBe(expected);
  });

  test("a binding counts until the moment it expires, and for calls that fit its scopes", () => {
    const until = caller([grant([rule()], { expiresAtMs: NOW })]);
    expect([NOW - 1, NOW].map((at) => allowed(until, "kms_key:encrypt", KEY, at))).toEqual([true, false]);
    const fits = (scopes: string[], method: string) =>
      allowed(caller([grant([rule()], { scopes })], { method }), "kms_key:encrypt");
    expect([fits(["api:read"], "GET"), fits(["api:read"], "POST")]).toEqual([true, false]);
    expect([fits(["api:write"], "GET"), fits(["api:write"], "POST")]).toEqual([true, true]);
    expect([fits(["kubernetes"], "GET"), fits([], "DELETE")]).toEqual([false, true]);
  });

  test.each<[string, string, boolean]>([
    ["kms-a", "kms-a", true],
    ["kms-a", "kms-ab", false],
    ["kms-", "kms-a", false],
    ["kms-*", "kms-a", true],
    ["*", "kms-a", true],
    ["kms-*b", "kms-ab", false],
    ["kms-*b", "kms-*b", true],
    ["*a", "kms-a", false],
    ["kms-?", "kms-a", false],
    ["kms-%", "kms-a", false],
    ["kms-_", "kms-a", false],
    ["kms-.*", "kms-a", false],
    ["kms-_*", "kms-ab", false],
    ["kms-%*", "kms-ab", false],
    ["KMS-A", "kms-a", false],
    ["", "kms-a", false],
  ])("the pattern %s and the identity %s", (pattern, id, expected) => {
    expect(matchesIdentity(pattern, id)).toBe(expected);
  });
});

describe("conditions", () => {
  test.each<[string, string[], boolean]>([
    ["192.0.2.7", ["192.0.2.7"], true],
    ["192.0.2.7", ["192.0.2.0/24"], true],
    ["192.0.3.7", ["192.0.2.0/24"], false],
    ["::ffff:192.0.2.7", ["192.0.2.0/24"], true],
    ["::FFFF:192.0.2.7", ["192.0.2.0/24"], true],
    ["2001:db8::1", ["2001:db8::/32"], true],
    ["2001:db9::1", ["2001:db8::/32"], false],
    // IPv4 addresses are part of IPv6 as ::ffff:0:0/96.
    ["192.0.2.7", ["::/0"], true],
    ["192.0.2.7", ["2000::/3"], false],
    ["2001:db8::1", ["0.0.0.0/0"], false],
    ["", ["0.0.0.0/0", "::/0"], false],
    ["192.0.2.7, 10.0.0.1", ["0.0.0.0/0"], false],
  ])("the address %s in %j", (address, ranges, expected) => {
    expect(isAddressIn(address, ranges)).toBe(expected);
  });

  test.each<[string, string, string, string, boolean]>([
    ["2026-06-01T08:59:59Z", "09:00", "17:00", "UTC", false],
    ["2026-06-01T09:00:00Z", "09:00", "17:00", "UTC", true],
    ["2026-06-01T16:59:59Z", "09:00", "17:00", "UTC", true],
    ["2026-06-01T17:00:00Z", "09:00", "17:00", "UTC", false],
    ["2026-06-01T23:30:00Z", "22:00", "06:00", "UTC", true],
    ["2026-06-01T05:59:00Z", "22:00", "06:00", "UTC", true],
    ["2026-06-01T06:00:00Z", "22:00", "06:00", "UTC", false],
    // Summer time: 09:00 in Amsterdam is 07:00 UTC in June and 08:00 UTC in January.
    ["2026-06-01T07:00:00Z", "09:00", "17:00", "Europe/Amsterdam", true],
    ["2026-01-05T07:00:00Z", "09:00", "17:00", "Europe/Amsterdam", false],
    ["2026-01-05T08:00:00Z", "09:00", "17:00", "Europe/Amsterdam", true],
    // The night on which the clocks go back has 02:30 twice, the one on which they go forward not at all.
    ["2026-10-25T00:30:00Z", "02:00", "03:00", "Europe/Amsterdam", true],
    ["2026-10-25T01:30:00Z", "02:00", "03:00", "Europe/Amsterdam", true],
    ["2026-03-29T01:00:00Z", "02:00", "03:00", "Europe/Amsterdam", false],
    ["2026-06-01T00:00:00Z", "07:00", "07:00", "UTC", true],
  ])("%s is between %s and %s in %s: %s", (at, from, to, timeZone, _expected) => {
    expect(isWithin(Date.parse(at), { from, to, timeZone })).toBe(_expected);
  });

  test("labels must all be there with their values, inherited names do not count", () => {
    const holds = (labels: Record<string, string>, wanted: Record<string, string>) =>
      conditionsHold({ labels: wanted }, { clientAddress: "", atMs: NOW, labels });
    expect(holds({ a: "1", b: "2" }, { a: "1" })).toBe(true);
    expect(holds({ a: "1" }, { a: "1", b: "2" })).toBe(false);
    expect(holds({ a: "2" }, { a: "1" })).toBe(false);
    expect(holds({}, { constructor: "x" })).toBe(false);
  });

  test("notBefore is the first moment that counts, notAfter the first that does not", () => {
    const at = new Date(NOW).toISOString();
    const holds = (conditions: RuleConditions, atMs: number) =>
      conditionsHold(conditions, { clientAddress: "", atMs, labels: {} });
    expect([NOW - 1, NOW].map((ms) => holds({ notBefore: at }, ms))).toEqual([false, true]);
    expect([NOW - 1, NOW].map((ms) => holds({ notAfter: at }, ms))).toEqual([true, false]);
    expect(holds({ notBefore: "nonsense" }, NOW)).toBe(false);
  });
});

const PROJECT_PATHS = [[], ["prj-a"], ["prj-b", "prj-a"]];
const anyRule: fc.Arbitrary<Rule> = fc.record({
  id: fc.constant("rule-x"),
  effect: fc.constantFrom("allow", "allow", "deny"),
  resources: fc.constantFrom(["kms_key"], ["secret"], ["*"], ["kms_key", "secret"]),
  resourceIdentities: fc.constantFrom(
    [],
    [],
    ["kms-a"],
    ["kms-b", "kms-a"],
    ["kms-*"],
    ["kms-a*"],
    ["*"],
    ["kms-%"],
    ["k*a"],
  ),
  permissions: fc.constantFrom(
    ["*"],
    ["read"],
    ["list"],
    ["update"],
    ["encrypt"],
    ["delete", "create"],
    ["sign"],
    ["hmac"],
  ),
  conditions: fc.constantFrom<RuleConditions[]>(
    {},
    {},
    {},
    { labels: { stage: "test" } },
    { sourceIps: ["192.0.2.0/24"] },
    { sourceIps: ["198.51.100.1"] },
    { notAfter: "2026-06-01T12:00:00Z" },
    { notBefore: "2026-06-01T12:00:00Z" },
  ),
});
const anyGrant: fc.Arbitrary<Grant> = fc
  .record({
    rules: fc.array(anyRule, { maxLength: 3 }),
    projectId: fc.constantFrom("", "", "prj-a", "prj-b"),
    replicateToChildren: fc.boolean(),
    scopes: fc.constantFrom([], [], ["api:read"], ["api:write"]),
    expiresAtMs: fc.constantFrom(null, null, NOW, NOW + 1),
  })
  .map(({ rules, ...more }) => grant(rules, more));
const anyCaller = fc
  .record({
    grants: fc.array(anyGrant, { maxLength: 4 }),
    role: fc.constantFrom("MEMBER", "MEMBER", "MEMBER", "OWNER"),
    projectPath: fc.constantFrom(...PROJECT_PATHS),
    method: fc.constantFrom("GET", "POST"),
    address: fc.constantFrom("192.0.2.7", "203.0.113.9"),
  })
  .map(({ grants, ...who }) => caller(grants, who));
const anyObject = fc.record({
  id: fc.constantFrom("kms-a", "kms-b", "kms-ab", "kms-%", ""),
  labels: fc.constantFrom<Record<string, string>[]>({}, { stage: "test" }, { stage: "live" }),
});

/** What a permission is contained in, written down once more. */
const CONTAINERS: Readonly<Record<string, readonly string[]>> = {
  list: ["list", "read"],
  read: ["read"],
  encrypt: ["encrypt", "update"],
  data_key: ["data_key", "encrypt", "update"],
  jwt_sign: ["jwt_sign", "sign", "update"],
  verify_hmac: ["verify_hmac", "hmac", "update"],
  enable: ["enable", "delete"],
  import: ["import", "create"],
};
const ADDRESSES: Readonly<Record<string, string>> = { "192.0.2.0/24": "192.0.2.7", "198.51.100.1": "198.51.100.1" };

/** The same decision as a sentence: some rule allows it or one is an owner, and none denies it. */
function naive(who: Caller, verb: string, id: string, labels: Record<string, string>): boolean {
  const counting = who.organisation.grants.flatMap((one) => {
    const place = one.projectId;
    const inPlace = place === "" || place === who.projectPath[0];
    const fromAbove = one.replicateToChildren && who.projectPath.slice(1).includes(place);
    const fits = one.scopes.length === 0 || one.scopes[0] === "api:write" || who.origin.method === "GET";
    return (inPlace || fromAbove) && fits && one.expiresAtMs !== NOW ? one.rules : [];
  });
  const speaking = counting.filter((one) => {
    const { labels: wanted, sourceIps, notAfter } = one.conditions;
    const named = one.resourceIdentities.map((text) =>
      text.at(-1) === "*" ? id.indexOf(text.slice(0, text.length - 1)) === 0 : text === id,
    );
    return [
      one.resources.some((type) => type === "kms_key" || type === "*"),
      one.permissions.some((given) => given === "*" || CONTAINERS[verb]?.includes(given)),
      named.length === 0 || named.some(Boolean),
      wanted === undefined || labels.stage === wanted.stage,
      sourceIps === undefined || ADDRESSES[sourceIps[0] ?? ""] === who.origin.clientAddress,
      notAfter === undefined,
    ].every(Boolean);
  });
  if (speaking.some((one) => one.effect === "deny")) return false;
  return who.organisation.role === "OWNER" || speaking.length > 0;
}

test("a naive evaluator, written by itself, agrees on random policies", () => {
  let yes = 0;
  fc.assert(
    fc.property(anyCaller, fc.constantFrom(...Object.keys(CONTAINERS)), anyObject, (who, verb, { id, labels }) => {
      const resource = { ...KEY, id, labels, projectId: who.scope.projectId };
      const decision = allowed(who, `kms_key:${verb}` as Permission, resource);
      if (decision) yes += 1;
      expect(decision).toBe(naive(who, verb, id, { ...labels }));
    }),
    { numRuns: 10_000 },
  );
  expect(yes).toBeGreaterThan(500);
});

test("what a list may show is what evaluate allows, object by object", () => {
  fc.assert(
    fc.property(anyCaller, anyObject, (who, { id, labels }) => {
      const { allow, deny } = visibility(who, "kms_key:list", NOW);
      const fits = (one: (typeof deny)[number]) =>
        (one.identities.length === 0 || one.identities.some((pattern) => matchesIdentity(pattern, id))) &&
        Object.entries(one.labels).every(([name, value]) => Reflect.get(labels, name) === value);
      const shown = (allow === null || allow.some(fits)) && !deny.some(fits);
      expect(shown).toBe(allowed(who, "kms_key:list", { ...KEY, id, labels, projectId: who.scope.projectId }));
    }),
    { numRuns: 10_000 },
  );
});
