import { describe, expect, test } from "vitest";
import { returnAddress } from "./return-address";

const ORIGIN = "http://localhost:3000";

describe("the address after signing in", () => {
  test.each(["/acme/keys?status=active#top", "/acme"])("follows the path %s", (wish) => {
    expect(returnAddress(wish, ORIGIN)).toBe(wish);
  });

  test.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "http://localhost:3000@evil.example/",
    "/sign-in?callbackUrl=/sign-in",
    "",
    null,
    undefined,
  ])("does not follow %j", (wish) => {
    expect(returnAddress(wish, ORIGIN)).toBe("/");
  });
});
