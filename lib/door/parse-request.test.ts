import { expect, test } from "vitest";
import { z } from "zod";
import { ruleRequest } from "@/lib/contract/access-rules";
import { updateVersionsRequest } from "@/lib/contract/kms";
import { isKmsError } from "@/lib/contract/kms-error";
import { parseRequest } from "./parse-request";

function refusal(schema: z.ZodType, body: unknown): string {
  try {
    parseRequest(schema, body);
  } catch (error) {
    if (isKmsError(error)) return error.message;
    throw error;
  }
  return "accepted";
}

test("a body is checked once, however much of it is wrong", () => {
  let checks = 0;
  const entry = z.unknown().refine(() => {
    checks += 1;
    return false;
  }, "is wrong");
  const schema = z.object({ list: z.array(entry) });
  expect(refusal(schema, { list: Array.from({ length: 100_000 }, () => 1) })).toBe(
    "list.0: is wrong; list.1: is wrong; list.2: is wrong.",
  );
  expect(checks).toBe(100_000);
});

test("lists have entries, texts have characters, numbers are at least something", () => {
  const schema = z.strictObject({
    list: z.array(z.string()).min(1).max(2),
    text: z.string().max(1),
    number: z.int().min(1),
  });
  expect(refusal(schema, { list: [], text: "ab", number: 0 })).toBe(
    "list: must have at least 1 entry; text: must have at most 1 character; number: must be at least 1.",
  );
  expect(refusal(schema, { list: ["a", "b", "c"], text: "a", number: 1 })).toBe("list: must have at most 2 entries.");
});

test("times, addresses and e-mail addresses are told by an example, and never repeated", () => {
  const schema = z.object({
    at: z.iso.datetime(),
    email: z.email(),
    url: z.url(),
    map: z.record(z.string().min(3), z.string()),
  });
  const message = refusal(schema, { at: "soon", email: "soon", url: "soon", map: { a: "b" } });
  expect(message).toBe(
    "at: must be a time such as 2026-05-01T00:00:00Z; email: must be an e-mail address; url: must be an address that begins with https://.",
  );
  const good = { at: "2026-05-01T00:00:00Z", email: "a@example.org", url: "https://example.org" };
  expect(refusal(schema, { ...good, map: { ab: "b" } })).toBe("map: each name must have at least 3 characters.");
});

test("no field is said twice", () => {
  expect(refusal(updateVersionsRequest, { version: 1 })).toBe(
    "version: must be given together with status, and status with it.",
  );
});

const rule = (more: Record<string, unknown>) => ({ resources: ["kms_key"], permissions: ["encrypt"], ...more });

test.each([
  [
    "a kind of object that has none of the permissions",
    { resources: ["kms_key", "secret"] },
    /^resources\.1: has none of/,
  ],
  [
    "identities of other objects",
    { resourceIdentities: ["kms-1*", "sec-1*"] },
    /^resourceIdentities\.1: .*begin with kms-/,
  ],
  [
    "a span that ends before it begins",
    { conditions: { notBefore: "2026-05-02T00:00:00Z", notAfter: "2026-05-01T00:00:00Z" } },
    /^conditions\.notAfter: must be later than notBefore/,
  ],
  [
    "an empty span",
    { conditions: { notBefore: "2026-05-02T00:00:00Z", notAfter: "2026-05-02T02:00:00+02:00" } },
    /^conditions\.notAfter/,
  ],
  [
    "labels of what has none",
    { resources: ["audit_log"], permissions: ["read"], conditions: { labels: { team: "a" } } },
    /^conditions\.labels: /,
  ],
])("a rule that can never hold is refused: %s", (_, more, message) => {
  expect(refusal(ruleRequest, rule(more))).toMatch(message);
});

test.each([
  { resourceIdentities: ["kms-0123*", "k*", "*"] },
  { resources: ["secret"], permissions: ["read"], resourceIdentities: ["/app/*", "/app/password"] },
  { resources: ["*"], permissions: ["encrypt"], resourceIdentities: ["anything-1*"] },
  { resources: ["kms_key", "secret"], permissions: ["*"], resourceIdentities: ["/app/*", "kms-1*"] },
  { conditions: { sourceIps: ["192.0.2.1", "198.51.100.0/24", "2001:db8::/32"], labels: { team: "a" } } },
  { conditions: { dailyWindow: { from: "22:00", to: "06:00", timeZone: "Europe/Amsterdam" } } },
])("a rule that may hold is taken: %o", (more) => {
  expect(refusal(ruleRequest, rule(more))).toBe("accepted");
});
