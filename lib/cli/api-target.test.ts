import { expect, test } from "vitest";
import { isApiTarget } from "./api-target";

test.each([
  "/v1",
  "/v1/kms/summary",
  "/v1?x=1",
  "/healthz",
  "/readyz?verbose",
  "/metrics",
  "/openapi.json",
  "/oidc/token",
])("%s goes to the API", (target) => expect(isApiTarget(target)).toBe(true));

test.each([
  "/",
  "/v10",
  "/v1x/keys",
  "/healthz2",
  "/acme/v1",
  "/sign-in?next=/v1/kms",
  "/console-api/keys",
  "/_next/x",
])("%s goes to the console", (target) => expect(isApiTarget(target)).toBe(false));
