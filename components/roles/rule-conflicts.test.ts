import { expect, test } from "vitest";
import type { PolicyMessage, RuleMessage } from "@/lib/contract/access";
import { isAbout, overlap, rolesAgainst } from "./rule-conflicts";

const rule = (more: Partial<RuleMessage> = {}): RuleMessage => ({
  ...{ identity: "rule-a", effect: "allow", resources: ["kms_key"], resourceIdentities: [], permissions: ["encrypt"] },
  ...{ note: null, conditions: {} },
  ...more,
});

const role = (name: string, rules: RuleMessage[]): PolicyMessage => ({
  ...{ identity: `role-${name}`, name, slug: name, description: "", labels: {}, annotations: {} },
  ...{ createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z", objectVersion: 1 },
  ...{ isReadOnly: false, system: false, replicateToChildren: false, rules, bindings: [] },
});

test("a rule is about what its permissions contain", () => {
  expect(isAbout(rule({ permissions: ["update"] }), "kms_key:data_key")).toBe(true);
  expect(isAbout(rule({ permissions: ["encrypt"] }), "kms_key:decrypt")).toBe(false);
  expect(isAbout(rule({ resources: ["*"], permissions: ["*"] }), "team:delete")).toBe(true);
  expect(isAbout(rule({ resources: ["secret"], permissions: ["*"] }), "kms_key:read")).toBe(false);
  expect(isAbout(rule(), "kms_key:fly")).toBe(false);
});

test("rules overlap where permissions and identities do", () => {
  expect(overlap(rule({ permissions: ["update"] }), rule({ permissions: ["rotate"] }))).toBe(true);
  expect(overlap(rule({ permissions: ["sign"] }), rule({ permissions: ["encrypt"] }))).toBe(false);
  const about = (...resourceIdentities: string[]) => rule({ resourceIdentities });
  expect(overlap(about("kms-a*"), about("kms-ab"))).toBe(true);
  expect(overlap(about("kms-a"), about("kms-b", "kms-c*"))).toBe(false);
  expect(overlap(about("kms-a"), about())).toBe(true);
});

test("a denial is set against what it beats, an allowance against what beats it", () => {
  const roles = [
    role("encrypting", [rule()]),
    role("signing", [rule({ permissions: ["sign"] })]),
    role("no-encrypting", [rule({ effect: "deny", permissions: ["update"] })]),
  ];
  expect(rolesAgainst(rule({ effect: "deny" }), roles)).toEqual(["encrypting"]);
  expect(rolesAgainst(rule(), roles)).toEqual(["no-encrypting"]);
});
