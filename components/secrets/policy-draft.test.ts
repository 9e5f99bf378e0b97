import { expect, test } from "vitest";
import type { AccessPolicy } from "@/lib/contract/secrets";
import { conditionProblem, draftOfPolicy, policyOf, statementProblem } from "./policy-draft";

const POLICY: AccessPolicy = {
  conditions: [
    { type: "ip", effect: "allow", cidrs: ["10.0.0.0/8", "2001:db8::/32"] },
    { type: "time", effect: "deny", startHour: 22, endHour: 6, timezone: "Europe/Amsterdam" },
  ],
  statements: [{ effect: "Deny", actions: ["secrets:GetSecretValue", "putSecretValue"], principals: ["*"] }],
};

test("a policy that is only looked at stays as it is", () => {
  expect(policyOf(draftOfPolicy(POLICY))).toEqual(POLICY);
  expect(policyOf(draftOfPolicy(undefined))).toBeNull();
});

test("parts that say nothing are found before the server is asked", () => {
  const part = { id: 0, isDenying: false };
  expect(conditionProblem({ ...part, type: "ip", cidrs: " \n" })).toMatchObject({ code: "cidrs" });
  expect(conditionProblem({ ...part, type: "ip", cidrs: "10.0.0.0/8\n10.0.0.0/99" })).toEqual({
    code: "cidr",
    entry: "10.0.0.0/99",
  });
  const hours = { ...part, type: "time", startHour: "8", endHour: "24", timezone: "UTC" } as const;
  expect(conditionProblem(hours)).toBeNull();
  expect(conditionProblem({ ...hours, endHour: "25" })).toMatchObject({ code: "hour" });
  expect(conditionProblem({ ...hours, startHour: "" })).toMatchObject({ code: "hour" });
  expect(conditionProblem({ ...hours, timezone: " " })).toMatchObject({ code: "zone" });
  expect(conditionProblem({ ...hours, timezone: "Nowhere" })).toMatchObject({ code: "zone" });
  expect(statementProblem({ ...part, actions: ["*"], principals: "" })).toMatchObject({ code: "principals" });
});

test("a word of a statement that names nothing is told with its field", () => {
  const part = { id: 0, isDenying: false, actions: ["secrets:GetSecretValue"], principals: "*" };
  const known = "u-0123456789abcdefghij, sa-0123456789abcdefghij\nck-0123456789abcdefghij";
  expect(statementProblem(part)).toBeNull();
  expect(statementProblem({ ...part, principals: known })).toBeNull();
  expect(statementProblem({ ...part, actions: ["*", "bogus"] })).toEqual({ code: "action", entry: "bogus" });
  for (const entry of ["u-bogus", "ada@example.com", "sa-*", "team-0123456789abcdefghij"])
    expect(statementProblem({ ...part, principals: `*\n${entry}` })).toEqual({ code: "principal", entry });
});
