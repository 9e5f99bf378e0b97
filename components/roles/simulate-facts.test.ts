import { expect, test } from "vitest";
import { simulateRequest } from "@/lib/contract/access-answers";
import { simulateAddress } from "./addresses";
import { draftOfFacts, factsIn, factsOf, requestOf, simulateProblems } from "./simulate-facts";

const facts = {
  subject: "u-d4kq7v2n0s9mrb1f8g3h",
  permission: "kms_key:encrypt",
  resource: "nl-01/orders",
  at: "2026-09-04T14:20:00.000Z",
  ip: "192.0.2.1",
};

test("what a link gives arrives in the form and in the question", () => {
  const address = simulateAddress({ organisation: "acme", project: "shop" }, facts);
  expect(address).toMatch(/^\/acme\/access\/simulate\?/);
  const search = new URLSearchParams(address.slice(address.indexOf("?")));
  expect(search.get("project")).toBe("shop");
  expect(factsIn(search)).toEqual(facts);
  expect(factsOf(draftOfFacts(facts))).toEqual(facts);
  expect(simulateRequest.parse(requestOf(facts))).toEqual({
    ...{ subjectIdentity: facts.subject, permission: facts.permission, region: "nl-01", key: "orders" },
    ...{ at: facts.at, sourceIp: facts.ip },
  });
});

test("without somebody or a permission there is nothing to ask", () => {
  expect(requestOf({ permission: "kms_key:encrypt" })).toBeNull();
  expect(requestOf({ ...facts, permission: "kms_key:fly" })).toBeNull();
  expect(requestOf({ ...facts, permission: "team:create" })).not.toHaveProperty("key");
});

test("what the server would refuse is said beside the field", () => {
  expect(simulateProblems(draftOfFacts(facts))).toEqual({});
  expect(simulateProblems(draftOfFacts({ ...facts, ip: "10.0.0.0/8" }))).toEqual({ ip: "ipWrong" });
  expect(simulateProblems(draftOfFacts({}))).toEqual({ subject: "subjectMissing", permission: "permissionMissing" });
});
