import { expect, test } from "vitest";
import { type AccessPrincipal, accessRows, type HeldPermission, holdingOf, verbsHeld } from "./access-rows";

const held = (verb: string, more: Partial<HeldPermission> = {}): HeldPermission => ({
  ...{ permission: `kms_key:${verb}`, text: "", bindingIdentity: "bind-a", policyIdentity: "role-a" },
  ...{ policyName: "Users", projectIdentity: null, ruleIdentity: "rule-a", team: null },
  ...{ conditions: {}, unless: null, expiresAt: null },
  ...more,
});

const person = (name: string, permissions: HeldPermission[]): AccessPrincipal => ({
  ...{ identity: `u-${name}`, kind: "user", name, email: `${name}@example.org` },
  permissions,
});

const ada = person("ada", [
  held("read"),
  held("encrypt", { ruleIdentity: "rule-b", conditions: { sourceIps: ["10.0.0.0/8"] } }),
  held("list"),
  held("sign", { unless: "Denied at times." }),
]);

test("permissions through the same rule are one row", () => {
  expect(accessRows([ada]).map(({ ruleIdentity, verbs }) => [ruleIdentity, verbs])).toEqual([
    ["rule-a", ["read", "list"]],
    ["rule-b", ["encrypt"]],
    ["rule-a", ["sign"]],
  ]);
});

test("a condition or a possible denial makes a permission one of some times only", () => {
  expect(["read", "encrypt", "sign", "export"].map((verb) => holdingOf(ada, verb))).toEqual([
    "always",
    "sometimes",
    "sometimes",
    "never",
  ]);
});

test("the matrix has columns for what somebody holds", () => {
  expect(verbsHeld([ada, person("bob", [held("rotate")])], ["read", "export", "rotate", "list"])).toEqual([
    "read",
    "rotate",
    "list",
  ]);
});
