import { describe, expect, test } from "vitest";
import { builtInPolicy } from "./built-in-policies";
import { type Gift, type Giver, missingToGrant, missingToLift } from "./grantable";
import type { Grant, Rule } from "./grants";

const NOW = Date.parse("2026-06-01T12:00:00Z");

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
const gift = (rules: readonly Rule[], more: Partial<Gift> = {}): Gift => ({
  rules,
  projectId: "",
  replicateToChildren: false,
  scopes: [],
  expiresAtMs: null,
  ...more,
});
function giver(
  grants: readonly Grant[],
  more: { owner?: true; projectPath?: string[]; confined?: string } = {},
): Giver {
  return {
    principal: { confinedToProject: more.confined ?? null },
    projectPath: more.projectPath ?? [],
    organisation: {
      id: "o-1",
      name: "Works",
      slug: "works",
      role: more.owner ? "OWNER" : "MEMBER",
      grants,
      featuresDisabled: [],
      limits: {},
      epoch: 1n,
    },
  };
}
const builtIn = (name: string) => builtInPolicy(name)?.rules ?? [];
const denial = (more: Partial<Rule> = {}) => rule({ effect: "deny", permissions: ["encrypt"], ...more });

describe("nobody grants more than they hold", () => {
  test.each<[string, Giver, Gift, string | null]>([
    ["without any grant", giver([]), gift([rule()]), "kms_key:encrypt"],
    ["with the same", giver([grant([rule()])]), gift([rule()]), null],
    ["what the own verb contains", giver([grant([rule({ permissions: ["update"] })])]), gift([rule()]), null],
    [
      "a verb that contains the own one",
      giver([grant([rule()])]),
      gift([rule({ permissions: ["update"] })]),
      "kms_key:update",
    ],
    [
      "every single part, but not what contains them",
      giver([grant([rule({ permissions: ["read"] })])]),
      gift([rule({ permissions: ["*"] })]),
      "kms_key:create",
    ],
    [
      "another type",
      giver([grant([rule({ permissions: ["read"] })])]),
      gift([rule({ resources: ["secret"], permissions: ["read"] })]),
      "secret:read",
    ],
    [
      "several rules, of which one is missing",
      giver([grant([rule()])]),
      gift([rule(), rule({ permissions: ["decrypt"] })]),
      "kms_key:decrypt",
    ],
    ["a denial, which gives nothing", giver([]), gift([denial()]), null],
    ["a built-in that is held", giver([grant(builtIn("kms:FullAccess"))]), gift(builtIn("kms:Encrypt")), null],
    [
      "a built-in that is wider",
      giver([grant(builtIn("kms:Encrypt"))]),
      gift(builtIn("kms:FullAccess")),
      "kms_key:create",
    ],
    [
      "administrator, by an operator",
      giver([grant(builtIn("operator"))]),
      gift(builtIn("administrator")),
      "kms_key:update",
    ],
    ["administrator, by an owner", giver([], { owner: true }), gift(builtIn("administrator")), null],
  ])("%s", (_, who, what, missing) => {
    expect(missingToGrant(who, what, NOW)).toBe(missing);
  });

  test.each<[string, string[], string[], boolean]>([
    ["the same object", ["kms-a"], ["kms-a"], true],
    ["another object", ["kms-a"], ["kms-b"], false],
    ["one of those that a prefix covers", ["kms-*"], ["kms-a"], true],
    ["a longer prefix", ["kms-*"], ["kms-a*"], true],
    ["a shorter prefix", ["kms-a*"], ["kms-*"], false],
    ["every object, holding one", ["kms-a"], [], false],
    ["every object, holding a prefix", ["kms-*"], [], false],
    ["every object, holding *", ["*"], [], true],
    ["* while holding every object", [], ["*"], true],
    ["two, each held by itself", ["kms-a", "kms-b"], ["kms-b", "kms-a"], true],
    ["two of which one is held", ["kms-a"], ["kms-a", "kms-b"], false],
    ["a star in the middle, which has no meaning", ["kms-*a"], ["kms-ba"], false],
  ])("identities: %s", (_, own, given, fine) => {
    const who = giver([grant([rule({ resourceIdentities: own })])]);
    const missing = missingToGrant(who, gift([rule({ resourceIdentities: given })]), NOW);
    expect(missing).toBe(fine ? null : "kms_key:encrypt");
  });

  test.each<[string, Partial<Rule["conditions"]>]>([
    ["labels", { labels: { stage: "test" } }],
    ["addresses", { sourceIps: ["0.0.0.0/0"] }],
    ["a first moment that has passed", { notBefore: "2020-01-01T00:00:00Z" }],
    ["a daily window", { dailyWindow: { from: "00:00", to: "00:00", timeZone: "UTC" } }],
  ])("what is held under a condition cannot be given: %s", (_, conditions) => {
    const own = rule({ conditions });
    expect(missingToGrant(giver([grant([own])]), gift([own]), NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(giver([grant([rule()])]), gift([own]), NOW)).toBe(null);
  });

  test("a denial in the way counts, on the same objects and whatever its conditions; on others it does not", () => {
    const who = (deny: Rule, owner?: true) => giver([grant([rule(), deny])], owner ? { owner } : {});
    expect(missingToGrant(who(denial()), gift([rule()]), NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(who(denial(), true), gift([rule()]), NOW)).toBe("kms_key:encrypt");
    const some = denial({ resourceIdentities: ["kms-a"], conditions: { sourceIps: ["192.0.2.1"] } });
    expect(missingToGrant(who(some), gift([rule()]), NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(who(some), gift([rule({ resourceIdentities: ["kms-*"] })]), NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(who(some), gift([rule({ resourceIdentities: ["kms-b"] })]), NOW)).toBe(null);
    expect(missingToGrant(who(denial({ permissions: ["decrypt"] })), gift([rule()]), NOW)).toBe(null);
  });

  test("owners can give rights of access management whatever denies it to them", () => {
    const deny = denial({ resources: ["*"], permissions: ["*"] });
    const who = giver([grant([deny])], { owner: true });
    expect(missingToGrant(who, gift([rule({ resources: ["iam_role"], permissions: ["*"] })]), NOW)).toBe(null);
    expect(missingToGrant(who, gift([rule()]), NOW)).toBe("kms_key:encrypt");
  });

  test("own grants that have expired give nothing, and none lasts longer in other hands", () => {
    const until = (ms: number | null) => giver([grant([rule()], { expiresAtMs: ms })]);
    expect(missingToGrant(until(NOW), gift([rule()], { expiresAtMs: NOW }), NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(until(NOW + 10), gift([rule()]), NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(until(NOW + 10), gift([rule()], { expiresAtMs: NOW + 11 }), NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(until(NOW + 10), gift([rule()], { expiresAtMs: NOW + 10 }), NOW)).toBe(null);
    const denied = giver([grant([rule()]), grant([denial()], { expiresAtMs: NOW })]);
    expect(missingToGrant(denied, gift([rule()]), NOW)).toBe(null);
  });

  test("own grants for reading calls give nothing for others", () => {
    const who = giver([grant([rule()], { scopes: ["api:read"] })]);
    expect(missingToGrant(who, gift([rule()]), NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(who, gift([rule()], { scopes: ["api:read", "api:write"] }), NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(who, gift([rule()], { scopes: ["api:read"] }), NOW)).toBe(null);
  });

  test("rights in a project are given there only, and below only where they are held below", () => {
    const path = ["prj-child", "prj-top"];
    const who = (projectId: string, replicateToChildren: boolean, confined?: string) =>
      giver(
        [grant([rule()], { projectId, replicateToChildren })],
        confined ? { projectPath: path, confined } : { projectPath: path },
      );
    const here = gift([rule()], { projectId: "prj-child" });
    const below = { ...here, replicateToChildren: true };
    expect(missingToGrant(who("prj-child", false), here, NOW)).toBe(null);
    expect(missingToGrant(who("prj-child", false), below, NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(who("prj-child", true), below, NOW)).toBe(null);
    expect(missingToGrant(who("prj-top", false), here, NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(who("prj-top", true), below, NOW)).toBe(null);
    expect(missingToGrant(who("prj-other", true), here, NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(who("prj-child", true), gift([rule()]), NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(who("", false), below, NOW)).toBe(null);
    expect(missingToGrant(who("", false, "prj-child"), below, NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(who("", false, "prj-child"), here, NOW)).toBe(null);
  });

  test("a denial in a project is in the way of what holds there", () => {
    const who = giver([grant([rule()]), grant([denial()], { projectId: "prj-a" })], { projectPath: ["prj-b"] });
    expect(missingToGrant(who, gift([rule()]), NOW)).toBe("kms_key:encrypt");
    expect(missingToGrant(who, gift([rule()], { projectId: "prj-b" }), NOW)).toBe(null);
    expect(missingToGrant(who, gift([rule()], { projectId: "prj-a" }), NOW)).toBe("kms_key:encrypt");
  });
});

test("a denial is lifted by owners and by those who hold what it denies", () => {
  expect(missingToLift(giver([grant([denial()])], { owner: true }), gift([denial()]), NOW)).toBe(null);
  expect(missingToLift(giver([grant([rule()])]), gift([denial()]), NOW)).toBe(null);
  expect(missingToLift(giver([]), gift([denial()]), NOW)).toBe("kms_key:encrypt");
  expect(missingToLift(giver([grant([rule(), denial()])]), gift([denial()]), NOW)).toBe("kms_key:encrypt");
  expect(missingToLift(giver([]), gift([rule()]), NOW)).toBe(null);
});
