import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import { ALL_PERMISSIONS, partsOf, RESOURCE_TYPES } from "@/lib/contract/permissions";
import { messages } from "../messages/catalogue";
import { ruleWords, type SaidRule, verbWords } from "./rule-words";

const t = createTranslator({ locale: "en", messages, namespace: "roles", timeZone: "UTC" });

const said = (rule: Partial<SaidRule>) =>
  ruleWords(
    {
      effect: "allow",
      resources: ["kms_key"],
      resourceIdentities: [],
      permissions: ["encrypt"],
      conditions: {},
      ...rule,
    },
    t,
  );

test("a rule without conditions says what on what", () => {
  expect(said({})).toBe("allows encrypting on keys");
  expect(said({ permissions: ["rotate", "encrypt", "decrypt"] })).toBe(
    "allows encrypting, decrypting and rotating on keys",
  );
  expect(said({ resources: ["kms_key", "secret"], permissions: ["read"] })).toBe("allows reading on keys and secrets");
  expect(said({ resources: ["*"], permissions: ["*"] })).toBe("allows everything on every object");
});

test("a denial says that it wins", () => {
  expect(said({ effect: "deny", permissions: ["export"] })).toBe("denies exporting on keys, whatever else allows it");
});

test("what another permission of the rule contains is not said again", () => {
  expect(said({ permissions: ["encrypt", "data_key"] })).toBe("allows encrypting on keys");
  expect(said({ permissions: ["read", "list", "*"] })).toBe("allows everything on keys");
});

test("identities are exact or a beginning, and long lists are cut", () => {
  expect(said({ resourceIdentities: ["kms-a", "kms-b*"] })).toBe(
    "allows encrypting on keys with the identity kms-a or one that begins with kms-b",
  );
  expect(said({ resourceIdentities: ["kms-b*"] })).toBe("allows encrypting on keys whose identity begins with kms-b");
  expect(said({ resources: ["secret"], permissions: ["read"], resourceIdentities: ["/app/*", "/web/*"] })).toBe(
    "allows reading on secrets whose path begins with /app/ or /web/",
  );
  expect(said({ resources: ["secret"], permissions: ["read"], resourceIdentities: ["/app/*", "/key"] })).toBe(
    "allows reading on secrets with the path /key or one that begins with /app/",
  );
  expect(said({ resourceIdentities: ["*", "kms-a"] })).toBe("allows encrypting on keys");
  expect(said({ resourceIdentities: ["a", "b", "c", "d", "e"] })).toBe(
    "allows encrypting on keys with the identity a, b, c or 2 more",
  );
});

test("conditions stand at the end, in one order", () => {
  expect(
    said({
      conditions: {
        labels: { team: "platform", stage: "live" },
        sourceIps: ["10.0.0.0/8", "192.0.2.1"],
        notBefore: "2026-09-01T00:00:00Z",
        notAfter: "2026-10-01T02:00:00+02:00",
        dailyWindow: { from: "09:00", to: "17:00", timeZone: "Europe/Amsterdam" },
      },
    }),
  ).toBe(
    "allows encrypting on keys labelled team=platform and stage=live, when the call comes from 10.0.0.0/8 or 192.0.2.1, " +
      "every day from 09:00 to 17:00 (Europe/Amsterdam), from 1 Sept 2026, 00:00:00 UTC, until 1 Oct 2026, 00:00:00 UTC",
  );
});

test("every permission and every resource type has words", () => {
  for (const permission of ALL_PERMISSIONS) {
    const { verb } = partsOf(permission);
    expect(verbWords(verb, t), permission).toMatch(/ing\b/);
  }
  for (const type of RESOURCE_TYPES) expect(t(`type.${type}`)).not.toBe("");
});
