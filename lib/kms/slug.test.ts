import fc from "fast-check";
import { expect, it } from "vitest";
import { looksLikeId } from "@/lib/platform/id";
import { slugOf } from "./slug";

it("names become addresses: lower case, without accents, single hyphens", () => {
  expect(slugOf("Orders DB")).toBe("orders-db");
  expect(slugOf("  Über_Größe 2 ")).toBe("uber-grosse-2");
  expect(slugOf("a--b")).toBe("a-b");
  expect(slugOf("x".repeat(300))).toBe("x".repeat(63));
});

it("a name without Latin letters or digits gets a generated address", () => {
  expect(slugOf("密钥")).toMatch(/^key-x[0-9a-v]{20}$/);
  expect(slugOf("!!!")).not.toBe(slugOf("!!!"));
});

it("a name that would read as an identity or as a part of an address is refused", () => {
  for (const name of ["kms-0123456789abcdefghij", "KMS 0123456789ABCDEFGHIJ", "new", "Import!"]) {
    expect(() => slugOf(name)).toThrow(/reserved/);
  }
});

it("every address is one that can be looked up, whatever the name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }), (name) => {
      const slug = slugOf(name);
      expect(slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(looksLikeId(slug)).toBe(false);
    }),
  );
});
