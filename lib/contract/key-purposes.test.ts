import { describe, expect, test } from "vitest";
import {
  capabilitiesOf,
  KEY_PURPOSE_DEFAULT,
  KEY_PURPOSE_NAMES,
  type KeyPurpose,
  keyTypesFor,
  purposeFits,
} from "./key-purposes";
import { type Capability, KEY_TYPE_NAMES, type KeyFamily, keyTypeFacts } from "./key-types";

const AEAD: Capability[] = ["encrypt", "decrypt", "data_key", "rewrap", "export"];
const SIGN: Capability[] = ["sign", "verify", "public_key", "export"];
const JWT: Capability[] = ["jwt_sign", "jwt_verify"];
const DNSSEC: Capability[] = ["verify", "public_key"];
const RSA: Capability[] = ["encrypt", "decrypt", "rewrap"];

/** What each family may do under each purpose; an absent purpose does not fit the family. */
const EXPECTED: Readonly<Record<KeyFamily, Partial<Record<KeyPurpose, readonly Capability[]>>>> = {
  aead: { general: AEAD, encrypt: AEAD },
  rsa: {
    general: [...RSA, ...SIGN, ...JWT],
    encrypt: [...RSA, "public_key", "export"],
    sign: SIGN,
    jwt: [...JWT, "public_key", "export"],
    dnssec: DNSSEC,
  },
  ecdsa: { general: [...SIGN, ...JWT], sign: SIGN, jwt: [...JWT, "public_key", "export"], dnssec: DNSSEC },
  ed25519: { general: [...SIGN, ...JWT], sign: SIGN, jwt: [...JWT, "public_key", "export"] },
  hmac: {
    general: ["hmac", "verify_hmac", ...JWT, "export"],
    jwt: [...JWT, "export"],
    mac: ["hmac", "verify_hmac", "export"],
    webhook: ["verify_hmac"],
  },
};

const CELLS = KEY_TYPE_NAMES.flatMap((keyType) =>
  KEY_PURPOSE_NAMES.map((purpose) => {
    const isP521 = keyType === "ecdsa-p521" && purpose === "dnssec";
    return { keyType, purpose, expected: isP521 ? undefined : EXPECTED[keyTypeFacts(keyType).family][purpose] };
  }),
);
const FITTING = CELLS.flatMap(({ expected, ...cell }) => (expected === undefined ? [] : [{ ...cell, expected }]));

describe("type and purpose", () => {
  test("all thirteen types and seven purposes are in the table", () => {
    expect(KEY_TYPE_NAMES).toHaveLength(13);
    expect(KEY_PURPOSE_NAMES).toEqual(["general", "encrypt", "sign", "jwt", "mac", "webhook", "dnssec"]);
    expect(KEY_PURPOSE_DEFAULT).toBe("general");
  });

  test.each(CELLS)("$keyType and $purpose", ({ keyType, purpose, expected }) => {
    expect(purposeFits(purpose, keyType)).toBe(expected !== undefined);
    expect(keyTypesFor(purpose).includes(keyType)).toBe(expected !== undefined);
  });

  test.each(FITTING)("$keyType for $purpose has exactly its capabilities", ({ keyType, purpose, expected }) => {
    expect([...capabilitiesOf({ keyType, purpose })].sort()).toEqual([...expected].sort());
  });
});

describe("a narrow purpose", () => {
  const narrow = FITTING.filter(({ purpose }) => purpose !== "general");

  test.each(narrow)("$purpose never adds anything to $keyType", ({ keyType, purpose }) => {
    const general = capabilitiesOf({ keyType, purpose: "general" });
    expect(capabilitiesOf({ keyType, purpose }).filter((capability) => !general.includes(capability))).toEqual([]);
  });

  test("never mints tokens, DNS records and plain signatures with one key", () => {
    for (const { keyType, purpose } of narrow) {
      const capabilities = capabilitiesOf({ keyType, purpose });
      expect(capabilities.includes("sign") && capabilities.includes("jwt_sign")).toBe(false);
      if (purpose === "dnssec" || purpose === "webhook") {
        const able: Capability[] = ["sign", "jwt_sign", "hmac", "export", "encrypt", "decrypt"];
        expect(capabilities.filter((capability) => able.includes(capability))).toEqual([]);
      }
    }
  });
});

test.each(FITTING)("$keyType for $purpose with the public half alone does nothing secret", ({ keyType, purpose }) => {
  const secret: Capability[] = ["decrypt", "rewrap", "sign", "jwt_sign", "export"];
  const whole = capabilitiesOf({ keyType, purpose });
  expect(capabilitiesOf({ keyType, purpose, publicOnly: true })).toEqual(
    whole.filter((capability) => !secret.includes(capability)),
  );
});
