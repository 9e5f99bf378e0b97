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
  expect(conditionProblem({ ...part, type: "ip", cidrs: " \n" })).toBe("cidrs");
  const hours = { ...part, type: "time", startHour: "8", endHour: "24", timezone: "UTC" } as const;
  expect(conditionProblem(hours)).toBeNull();
  expect(conditionProblem({ ...hours, endHour: "25" })).toBe("hour");
  expect(conditionProblem({ ...hours, startHour: "" })).toBe("hour");
  expect(conditionProblem({ ...hours, timezone: " " })).toBe("zone");
  expect(statementProblem({ ...part, actions: ["*"], principals: "" })).toBe("principals");
});
