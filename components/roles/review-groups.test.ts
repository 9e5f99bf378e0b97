import { expect, test } from "vitest";
import type { ReviewedRight } from "@/lib/contract/access-answers";
import { objectsOf, reviewGroups, textOf } from "./review-groups";

const right = (name: string, resourceIdentities: string[] | null, resources = ["kms_key"]): ReviewedRight => ({
  who: { identity: `u-${name}`, kind: "user", name, email: `${name}@example.org` },
  rule:
    resourceIdentities === null
      ? null
      : {
          ...{ identity: "rule-a", effect: "allow", resources, resourceIdentities, permissions: ["encrypt"] },
          ...{ note: null, conditions: {} },
        },
  through: null,
  ...{ project: null, replicateToChildren: false, expiresAt: null },
});

test("a right is on what its rule names, and without names on its types", () => {
  expect(objectsOf(right("ada", ["kms-a", "kms-b*"]))).toEqual(["kms-a", "kms-b*"]);
  expect(objectsOf(right("ada", [], ["kms_key", "secret"]))).toEqual(["kms_key:*", "secret:*"]);
  expect(objectsOf(right("ada", ["*", "kms-a"]))).toEqual(["kms_key:*"]);
  expect(objectsOf(right("ada", [], ["*"]))).toEqual(["*"]);
  expect(objectsOf(right("ada", null))).toEqual(["*"]);
});

test("groups hold every right, by person and by object", () => {
  const rights = [right("ada", null), right("ada", ["kms-a"]), right("bob", ["kms-a", "kms-b"])];
  expect(reviewGroups(rights, "who").map(({ id, rights: { length } }) => [id, length])).toEqual([
    ["u-ada", 2],
    ["u-bob", 1],
  ]);
  expect(reviewGroups(rights, "object").map(({ id, rights: { length } }) => [id, length])).toEqual([
    ["*", 1],
    ["kms-a", 2],
    ["kms-b", 1],
  ]);
});

test("the filter finds who, what and on what", () => {
  expect(textOf(right("ada", ["kms-a"]))).toContain("ada@example.org");
  expect(textOf(right("ada", ["kms-a"]))).toContain("kms-a encrypt kms_key");
});
