import { expect, test } from "vitest";
import { KEY_TYPE_NAMES } from "@/lib/contract/key-types";
import { factsOfUse, firstTypeFor, KEY_USES, keyUseNamed, typesFor } from "./key-uses";

test("the recommended type of every use is one that serves it", () => {
  for (const use of KEY_USES) expect(typesFor(use, "generated")).toContain(factsOfUse(use).recommended);
});

test("what cannot be imported or has no public half is not offered", () => {
  expect(typesFor("general", "generated")).toEqual(KEY_TYPE_NAMES);
  expect(typesFor("general", "imported").filter((name) => name.startsWith("hmac"))).toEqual([]);
  expect(firstTypeFor("mac", "imported")).toBeNull();
  expect(typesFor("encrypt", "public")).toEqual(["rsa-2048", "rsa-3072", "rsa-4096"]);
  expect(firstTypeFor("encrypt", "public")).toBe("rsa-2048");
});

test("a use that does not exist is the usual one", () => {
  expect([keyUseNamed("jwt"), keyUseNamed("webhook"), keyUseNamed(null)]).toEqual(["jwt", "encrypt", "encrypt"]);
});
