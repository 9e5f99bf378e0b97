import { expect, test } from "vitest";
import { versionState, workOf } from "./key-work";

test("a key's work follows from type, purpose and whether there is a private half", () => {
  expect(workOf({ keyType: "aes256-gcm96", purpose: "general" })).toBe("encrypt");
  expect(workOf({ keyType: "rsa-2048", purpose: "general" })).toBe("both");
  expect(workOf({ keyType: "rsa-2048", purpose: "encrypt" })).toBe("encrypt");
  expect(workOf({ keyType: "rsa-2048", purpose: "dnssec" })).toBe("sign");
  expect(workOf({ keyType: "hmac", purpose: "mac" })).toBe("mac");
  expect(workOf({ keyType: "hmac", purpose: "jwt" })).toBe("sign");
  expect(workOf({ keyType: "ed25519", purpose: "sign", publicOnly: true })).toBe("public");
});

test("a version below the lowest in use is refused although it is active", () => {
  const of = { latestVersion: 3, minDecryptionVersion: 2 };
  const state = (version: number, status: "active" | "disabled" | "destroyed") =>
    versionState(of, { version, status, createdAt: "2026-01-01T00:00:00Z" });
  expect([state(3, "active"), state(2, "active"), state(1, "active")]).toEqual(["latest", "older", "refused"]);
  expect([state(2, "disabled"), state(1, "destroyed")]).toEqual(["disabled", "destroyed"]);
});
