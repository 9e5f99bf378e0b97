import { expect, test } from "vitest";
import { RESOURCE_TYPES, verbsOf } from "@/lib/contract/permissions";
import { type PermissionNode, permissionTree, typesOf, withoutContained } from "./permission-tree";

const verbsIn = (nodes: readonly PermissionNode[]): string[] =>
  nodes.flatMap(({ verb, children }) => [verb, ...verbsIn(children)]);

test("the tree of each resource type has every verb once, the contained ones below", () => {
  for (const type of RESOURCE_TYPES) {
    expect(verbsIn(permissionTree([type])).toSorted()).toEqual([...verbsOf(type)].toSorted());
  }
  const update = permissionTree(["kms_key"]).find(({ verb }) => verb === "update");
  const encrypt = update?.children.find(({ verb }) => verb === "encrypt");
  expect(encrypt?.children.map(({ verb }) => verb)).toEqual(["data_key"]);
});

test("several types share one tree, and a star stands for all of them", () => {
  const verbs = verbsIn(permissionTree(["secret", "iam_role"]));
  expect(verbs.filter((verb) => verb === "read")).toHaveLength(1);
  expect(verbs).toEqual(expect.arrayContaining(["getSecretValue", "bind"]));
  expect(typesOf(["*"])).toEqual(RESOURCE_TYPES);
  expect(typesOf(["secret", "kms_key"])).toEqual(["kms_key", "secret"]);
});

test("what another permission contains need not be said", () => {
  const tree = permissionTree(["kms_key"]);
  expect(withoutContained(["data_key", "encrypt", "rotate", "read"], tree)).toEqual(["read", "encrypt", "rotate"]);
  expect(withoutContained(["update", "encrypt", "jwt_sign"], tree)).toEqual(["update"]);
  expect(withoutContained(["read", "*"], tree)).toEqual(["*"]);
});
