import { expect, test } from "vitest";
import { looksLikeId } from "@/lib/platform/id";
import { objectSlug } from "./object-slug";

test("a name gives a slug of lower-case letters, digits and single hyphens", () => {
  expect(objectSlug("Key users, Größe 2", "role")).toBe("key-users-grosse-2");
});

test("a name without Latin letters gets a generated slug that no identity can equal", () => {
  const slug = objectSlug("密钥", "team");
  expect(slug).toMatch(/^team-x[0-9a-v]{20}$/);
  expect(looksLikeId(slug)).toBe(false);
});

test("a name that reads as an identity is refused", () => {
  expect(() => objectSlug("role-0123456789abcdefghij", "role")).toThrow(/identity/);
});
