import { expect, test } from "vitest";
import { refuseDotSegments } from "./dot-segments";

test.each([
  "/v1/secrets/nl-01/secret/app/prod/../../a+b",
  "/v1/secrets/nl-01/secret/app/%2e%2e/a",
  "/v1/secrets/nl-01/secret/app/.%2E/a",
  "/v1/secrets/nl-01/secret/app/./a",
  "/v1/kms/..",
  "/v1/kms/%2e?x=1",
  "/v1/kms/a\\..\\b",
  "/v1/kms/a%2F..%2fb",
  "/v1/kms/a/..#x",
])("%s is refused", (target) => expect(() => refuseDotSegments(target)).toThrow("must not hold . or .."));

test.each([
  "/v1/secrets/nl-01/secret/app/.env",
  "/v1/secrets/nl-01/secret/app/a..b/...",
  "/v1/secrets/nl-01/secret?path=/a/../b",
  "/.well-known/openid-configuration",
  "/v1/kms/nl-01/keys/key.",
])("%s is left alone", (target) => expect(() => refuseDotSegments(target)).not.toThrow());
