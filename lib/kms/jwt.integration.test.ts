import { createHmac, createPublicKey, type KeyObject } from "node:crypto";
import {
  compactVerify,
  createLocalJWKSet,
  decodeProtectedHeader,
  exportPKCS8,
  exportSPKI,
  generateKeyPair,
  importJWK,
  jwtVerify as joseVerify,
  SignJWT,
} from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KmsKey } from "@/lib/contract/kms";
import { randomMaterial } from "@/lib/crypto/key-material";
import { suiteFor } from "@/lib/crypto/suites";
import { clock, type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { disableKey } from "./change-status";
import { getJwks } from "./get-jwks";
import { getPublicKey } from "./get-public-key";
import { jwtSign } from "./jwt-sign";
import { signJws, verifyJws } from "./jwt-signature";
import { jwtVerify } from "./jwt-verify";
import type { KeyFacts } from "./key-facts";
import { rotateKey } from "./rotate-key";
import { callAs, codeOf, openTestKms, type TestKms } from "./test-calls";
import { updateVersions } from "./update-versions";

let kms: TestKms;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(() => kms.close());

const target = (key: Pick<KmsKey, "slug">) => ({ region: "nl-01", key: key.slug });
const CLAIMS = { iss: "https://issuer.example", sub: "ada", aud: ["one", "two"] };

const signed = async (
  key: KmsKey,
  body: Readonly<Record<string, unknown>> = { claims: CLAIMS, lifetimeInSeconds: 60 },
) => (await jwtSign(callAs(kms.ada, body), target(key))).token;
const verified = (key: KmsKey, token: string, more: Readonly<Record<string, unknown>> = {}) =>
  jwtVerify(callAs(kms.ada, { token, ...more }), target(key));
const jwksOf = async (key: KmsKey) => (await getJwks(callAs(kms.ada, undefined, { method: "GET" }), target(key))).jwks;

const PEM = /-----[A-Z ]+-----/g;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The same token with another header or claims set, its signature kept. */
function altered(token: string, change: { header?: object; claims?: object }): string {
  const [header = "", claims = "", signature = ""] = token.split(".");
  return [
    change.header ? encode(change.header) : header,
    change.claims ? encode(change.claims) : claims,
    signature,
  ].join(".");
}

const ASYMMETRIC = [
  { keyType: "ecdsa-p256", alg: "ES256" },
  { keyType: "ecdsa-p384", alg: "ES384" },
  { keyType: "ecdsa-p521", alg: "ES512" },
  { keyType: "ed25519", alg: "EdDSA" },
  { keyType: "rsa-2048", alg: "RS256" },
  { keyType: "rsa-2048", alg: "PS256", rsaPaddings: ["pss"] },
];

describe.each(ASYMMETRIC)("a token of a key of type $keyType, $alg", ({ alg, ...request }) => {
  let key: KmsKey;

  beforeAll(async () => {
    key = await kms.makeKey({ ...request, purpose: "jwt" });
  });

  it("is verified by jose with the key set, and by the service", async () => {
    const token = await signed(key);
    expect(decodeProtectedHeader(token)).toEqual({ alg, kid: `${key.identity}.1`, typ: "JWT" });
    const { payload } = await joseVerify(token, createLocalJWKSet(await jwksOf(key)), {
      issuer: CLAIMS.iss,
      audience: "two",
      algorithms: [alg],
    });
    expect(payload).toMatchObject(CLAIMS);
    expect(await verified(key, token)).toEqual({ valid: true, claims: payload, keyVersion: 1 });
  });

  it("is not valid with other claims or another signature, and no token at all with another algorithm", async () => {
    const token = await signed(key);
    expect(await verified(key, altered(token, { claims: { ...CLAIMS, sub: "eve" } }))).toEqual({
      valid: false,
      reason: "signature",
      keyVersion: 1,
    });
    const other = await signed(key, { claims: { sub: "other" } });
    const swapped = [...token.split(".").slice(0, 2), other.split(".")[2]].join(".");
    expect(await verified(key, swapped)).toMatchObject({ valid: false, reason: "signature" });
    const kid = `${key.identity}.1`;
    for (const wrong of ["none", "None", "HS256", "RS512", alg.toLowerCase(), undefined, [alg]]) {
      expect(await codeOf(verified(key, altered(token, { header: { alg: wrong, kid } }))), String(wrong)).toBe(
        "invalid_token",
      );
    }
  });
});

describe("another implementation", () => {
  it.each([
    ["ecdsa-p256", "ES256"],
    ["ecdsa-p384", "ES384"],
    ["ecdsa-p521", "ES512"],
    ["ed25519", "EdDSA"],
    ["rsa-2048", "RS256"],
    ["rsa-2048", "PS256"],
  ] as const)("signs tokens of %s with %s that verify here", async (keyType, alg) => {
    const pair = await generateKeyPair(alg, { extractable: true });
    const material = suiteFor(keyType).accept(
      Buffer.from((await exportPKCS8(pair.privateKey)).replaceAll(PEM, ""), "base64"),
    );
    const token = await new SignJWT(CLAIMS).setProtectedHeader({ alg }).sign(pair.privateKey);
    const { identity: id } = await kms.makeKey({});
    const facts = { id, keyType, rsaPaddings: [] } as unknown as KeyFacts;
    const [header = "", claims = "", signature = ""] = token.split(".");
    const signedText = { data: Buffer.from(`${header}.${claims}`), signature: Buffer.from(signature, "base64url") };
    const deadlineMs = clock.monotonicMs() + 5_000;
    expect(await verifyJws(facts, alg, material, signedText, deadlineMs)).toBe(true);
    const other = { ...signedText, data: Buffer.from(`${header}.${encode({})}`) };
    expect(await verifyJws(facts, alg, material, other, deadlineMs)).toBe(false);
    const own = await signJws(facts, alg, material, other.data, deadlineMs);
    const verifiedThere = compactVerify(`${other.data}.${own.toString("base64url")}`, pair.publicKey);
    await expect(verifiedThere).resolves.toMatchObject({ protectedHeader: { alg } });
  });

  it.each([
    ["ecdsa-p384", "ES384"],
    ["ed25519", "EdDSA"],
    ["rsa-2048", "RS256"],
  ] as const)("signs tokens that an imported public key of %s verifies through the verb", async (keyType, alg) => {
    const pair = await generateKeyPair(alg, { extractable: true });
    const importPublicKey = await exportSPKI(pair.publicKey);
    const key = await kms.makeKey({ keyType, purpose: "jwt", importPublicKey });
    const token = (kid: string, claims = CLAIMS) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid }).setExpirationTime("1m").sign(pair.privateKey);
    const right = await token(`${key.identity}.1`);
    expect(await verified(key, right, { issuer: CLAIMS.iss })).toMatchObject({ valid: true, claims: CLAIMS });
    expect(await codeOf(verified(key, await token("another")))).toBe("invalid_token");
    const forged = altered(right, { claims: { ...CLAIMS, sub: "eve" } });
    expect(await verified(key, forged)).toMatchObject({ valid: false, reason: "signature" });
    expect((await jwksOf(key)).keys).toMatchObject([{ kid: `${key.identity}.1`, alg, use: "sig" }]);
    expect(await codeOf(signed(key))).toBe("operation_not_supported");
  });

  it("authenticates tokens with HS256 and HS512 that verify here", async () => {
    for (const [keyType, alg, bytes] of [
      ["hmac", "HS256", 32],
      ["hmac-sha512", "HS512", 64],
    ] as const) {
      const material = randomMaterial(bytes);
      const secret = Uint8Array.from(material.raw());
      const token = await new SignJWT(CLAIMS).setProtectedHeader({ alg }).sign(secret);
      const [header = "", claims = "", signature = ""] = token.split(".");
      const signedText = { data: Buffer.from(`${header}.${claims}`), signature: Buffer.from(signature, "base64url") };
      const facts = { keyType, rsaPaddings: [] } as unknown as KeyFacts;
      expect(verifyJws(facts, alg, material, signedText, 0)).toBe(true);
      const own = await signJws(facts, alg, material, signedText.data, 0);
      await expect(compactVerify(`${signedText.data}.${own.toString("base64url")}`, secret)).resolves.toBeDefined();
    }
  });
});

describe.each([
  { keyType: "hmac", alg: "HS256" },
  { keyType: "hmac-sha256", alg: "HS256" },
  { keyType: "hmac-sha512", alg: "HS512" },
])("a token of a key of type $keyType", ({ keyType, alg }) => {
  it(`is authenticated with ${alg}, verified by the service alone, and has no key set`, async () => {
    const key = await kms.makeKey({ keyType });
    const token = await signed(key);
    expect(decodeProtectedHeader(token).alg).toBe(alg);
    expect(await verified(key, token)).toMatchObject({ valid: true, claims: CLAIMS });
    expect(await verified(key, altered(token, { claims: CLAIMS }))).toMatchObject({
      valid: false,
      reason: "signature",
    });
    const [header = "", claims = "", signature = ""] = token.split(".");
    const mac = Buffer.from(signature, "base64url");
    const flipped = Buffer.from(mac.map((byte, index) => (index === 0 ? byte ^ 1 : byte)));
    for (const wrong of [flipped, mac.subarray(0, -1), mac.subarray(0, 16), Buffer.concat([mac, Buffer.of(0)])]) {
      const forged = `${header}.${claims}.${wrong.toString("base64url")}`;
      expect(await verified(key, forged)).toMatchObject({ valid: false, reason: "signature" });
    }
    expect(await codeOf(jwksOf(key))).toBe("operation_not_supported");
  });
});

describe("what a token says of itself", () => {
  let key: KmsKey;
  let token: string;

  beforeAll(async () => {
    key = await kms.makeKey({ keyType: "ecdsa-p256" });
    token = await signed(key);
  });

  it("an HMAC made with the public key as its secret is no token of the key", async () => {
    const { keys } = await getPublicKey(callAs(kms.ada), target(key), {});
    const secret = String(keys["1"]);
    for (const alg of ["HS256", "ES256"]) {
      const input = `${encode({ alg, kid: `${key.identity}.1`, typ: "JWT" })}.${encode(CLAIMS)}`;
      const mac = createHmac("sha256", secret).update(input).digest("base64url");
      const outcome = await verified(key, `${input}.${mac}`).then(
        ({ valid, reason }) => `${valid} ${reason}`,
        (error: { code: string }) => error.code,
      );
      expect(outcome).toBe(alg === "HS256" ? "invalid_token" : "false signature");
    }
  });

  it("kid must name a version of this very key", async () => {
    const other = await kms.makeKey({ keyType: "ecdsa-p256" });
    const kids = [
      undefined,
      null,
      5,
      "",
      "1",
      key.identity,
      `${key.identity}.2`,
      `${key.identity}.01`,
      `${key.identity}.1 `,
      `${key.identity}.1.1`,
      `${key.slug}.1`,
      `${other.identity}.1`,
      ["x"],
      "../../../dev/null",
    ];
    for (const kid of kids) {
      expect(await codeOf(verified(key, altered(token, { header: { alg: "ES256", kid } }))), String(kid)).toBe(
        "invalid_token",
      );
    }
    expect(await codeOf(verified(other, token))).toBe("invalid_token");
  });

  it("a token of one version is not one of another", async () => {
    const rotated = await kms.makeKey({ keyType: "ed25519" });
    const first = await signed(rotated);
    await rotateKey(callAs(kms.ada), target(rotated));
    const header = { ...decodeProtectedHeader(first), kid: `${rotated.identity}.2` };
    expect(await verified(rotated, first)).toMatchObject({ valid: true, keyVersion: 1 });
    expect(await verified(rotated, altered(first, { header }))).toMatchObject({
      valid: false,
      reason: "signature",
      keyVersion: 2,
    });
    expect(decodeProtectedHeader(await signed(rotated)).kid).toBe(`${rotated.identity}.2`);
    expect(decodeProtectedHeader(await signed(rotated, { claims: {}, keyVersion: "1" })).kid).toBe(
      `${rotated.identity}.1`,
    );
  });

  it("crit and b64 are refused, also where they were signed", async () => {
    const header = decodeProtectedHeader(token);
    for (const more of [
      { crit: ["b64"], b64: false },
      { crit: [] },
      { crit: ["exp"] },
      { b64: true },
      { b64: false },
    ]) {
      expect(await codeOf(verified(key, altered(token, { header: { ...header, ...more } })))).toBe("invalid_token");
    }
  });

  it("keys and addresses inside a header are not looked at", async () => {
    const attacker = await kms.makeKey({ keyType: "ecdsa-p256" });
    const { keys } = await jwksOf(attacker);
    const header = { ...decodeProtectedHeader(token), jwk: keys[0], jku: "https://attacker.example/keys" };
    expect(await verified(key, altered(token, { header }))).toMatchObject({ valid: false, reason: "signature" });
  });

  it("what is no compact JWS with two JSON objects is malformed", async () => {
    const [header = "", claims = "", signature = ""] = token.split(".");
    const odd = [
      "",
      ".",
      "..",
      header,
      `${header}.${claims}`,
      `${header}.${claims}.`,
      `${token}.`,
      `${token}.x.y`,
      ` ${token}`,
      `${token}\n`,
      `${token}=`,
      `${header}=.${claims}.${signature}`,
      `${header}.${claims}.${signature.slice(0, -1)}*`,
      `${Buffer.from("[]").toString("base64url")}.${claims}.${signature}`,
      `${Buffer.from("null").toString("base64url")}.${claims}.${signature}`,
      `${Buffer.from("{").toString("base64url")}.${claims}.${signature}`,
      `${header}.${Buffer.from('"text"').toString("base64url")}.${signature}`,
      `${header}.${Buffer.from([0x7b, 0xff, 0x7d]).toString("base64url")}.${signature}`,
      `${header}.${Buffer.from("\ufeff{}").toString("base64url")}.${signature}`,
    ];
    for (const text of odd) expect(await codeOf(verified(key, text)), JSON.stringify(text)).toBe("invalid_token");
    expect(await codeOf(verified(key, "x".repeat(32_769)))).toBe("invalid_request");
  });

  it("a signature in DER, or of another length, is not valid", async () => {
    const [header = "", claims = ""] = token.split(".");
    for (const bytes of [1, 63, 65, 70, 72, 132]) {
      const signature = Buffer.alloc(bytes, 1).toString("base64url");
      expect(await verified(key, `${header}.${claims}.${signature}`)).toMatchObject({ valid: false });
    }
    expect(await verified(key, `${header}.${claims}.${Buffer.alloc(64).toString("base64url")}`)).toMatchObject({
      valid: false,
    });
  });
});

describe("time and claims", () => {
  let key: KmsKey;
  let fake: FakeClock;
  const now = () => Math.floor(Date.parse("2031-03-04T05:06:07.890Z") / 1_000);

  beforeAll(async () => {
    key = await kms.makeKey({ keyType: "hmac" });
  });

  it("exp and nbf are kept to the second, with the tolerance asked for", async () => {
    const expiring = await signed(key, { claims: { exp: now() } });
    const early = await signed(key, { claims: { nbf: now() + 1 } });
    const lasting = await signed(key, { claims: { exp: now() + 1, nbf: now() } });
    fake = useFakeClock("2031-03-04T05:06:07.890Z");
    try {
      expect(await verified(key, expiring)).toEqual({ valid: false, reason: "expired", keyVersion: 1 });
      expect(await verified(key, early)).toEqual({ valid: false, reason: "not_yet_valid", keyVersion: 1 });
      expect(await verified(key, lasting)).toMatchObject({ valid: true });
      expect(await verified(key, expiring, { clockToleranceInSeconds: 1 })).toMatchObject({ valid: true });
      expect(await verified(key, early, { clockToleranceInSeconds: 1 })).toMatchObject({ valid: true });
    } finally {
      fake.restore();
    }
  });

  it("audience, issuer and subject must be what was asked for, and be there", async () => {
    const token = await signed(key);
    for (const asked of [{ audience: "two" }, { audience: ["x", "one"] }, { issuer: CLAIMS.iss }, { subject: "ada" }]) {
      expect(await verified(key, token, asked), JSON.stringify(asked)).toMatchObject({ valid: true });
    }
    for (const asked of [{ audience: "three" }, { issuer: "https://issuer.example/" }, { subject: "Ada" }]) {
      expect(await verified(key, token, asked), JSON.stringify(asked)).toEqual({
        valid: false,
        reason: "claims",
        keyVersion: 1,
      });
    }
    const bare = await signed(key, { claims: {} });
    for (const asked of [{ audience: "one" }, { issuer: CLAIMS.iss }, { subject: "ada" }]) {
      expect(await verified(key, bare, asked)).toMatchObject({ valid: false, reason: "claims" });
    }
  });

  it("the installation's own address is refused as issuer, and typ comes from a list", async () => {
    const body = (more: object) => jwtSign(callAs(kms.ada, { claims: CLAIMS, ...more }), target(key));
    expect(await codeOf(body({ claims: { iss: "http://localhost:3000/oidc" } }))).toBe("invalid_request");
    expect(await codeOf(body({ typ: "pelagos+jwt" }))).toBe("invalid_request");
    expect(await codeOf(body({ alg: "none" }))).toBe("invalid_request");
    expect(await codeOf(body({ claims: [] }))).toBe("invalid_request");
    const { token } = await body({ typ: "at+jwt" });
    expect(decodeProtectedHeader(token).typ).toBe("at+jwt");
  });
});

describe("versions and states", () => {
  it("a version that may not be used neither signs nor verifies, and is in no key set", async () => {
    const key = await kms.makeKey({ keyType: "ecdsa-p256", purpose: "jwt" });
    const first = await signed(key);
    await rotateKey(callAs(kms.ada), target(key));
    await rotateKey(callAs(kms.ada), target(key));
    expect((await jwksOf(key)).keys.map(({ kid }) => kid)).toEqual(
      [1, 2, 3].map((version) => `${key.identity}.${version}`),
    );
    await updateVersions(callAs(kms.ada, { version: 2, status: "disabled" }), target(key));
    expect((await jwksOf(key)).keys.map(({ kid }) => kid)).toEqual(
      [1, 3].map((version) => `${key.identity}.${version}`),
    );
    await updateVersions(callAs(kms.ada, { minDecryptionVersion: 2 }), target(key));
    expect((await jwksOf(key)).keys.map(({ kid }) => kid)).toEqual([`${key.identity}.3`]);
    expect(await codeOf(verified(key, first))).toBe("key_version_not_usable");
    expect(await codeOf(signed(key, { claims: {}, keyVersion: 2 }))).toBe("key_version_not_usable");
    expect(await codeOf(signed(key, { claims: {}, keyVersion: 9 }))).toBe("key_version_not_found");
    await disableKey(callAs(kms.ada), target(key));
    expect(await jwksOf(key)).toEqual({ keys: [] });
    expect(await codeOf(verified(key, first))).toBe("key_not_usable");
  });

  it("purposes and paddings decide what signs tokens", async () => {
    const plain = await kms.makeKey({ keyType: "ecdsa-p256", purpose: "sign" });
    expect(await codeOf(signed(plain))).toBe("purpose_forbids");
    const oaep = await kms.makeKey({ keyType: "rsa-2048", rsaPaddings: ["oaep"] });
    expect(await codeOf(signed(oaep))).toBe("purpose_forbids");
    const symmetric = await kms.makeKey({});
    expect(await codeOf(signed(symmetric))).toBe("operation_not_supported");
  });

  it("records name key, version and size, never token or claims", async () => {
    const key = await kms.makeKey({ keyType: "hmac" });
    const call = callAs(kms.ada, { claims: { sub: "very secret subject" } });
    const { token } = await jwtSign(call, target(key));
    const [record] = await kms.recordsOf(call);
    expect(record).toMatchObject({ event: "kms.jwt_sign", outcome: "allowed", body: { keyVersion: 1 } });
    expect(JSON.stringify(record)).not.toContain("very secret");
    expect(JSON.stringify(record)).not.toContain(token.split(".")[1]);
  });
});

describe("a public key set", () => {
  const anonymous = (key: string, region = "nl-01") =>
    getJwks(callAs(null, undefined, { method: "GET", withoutCredential: true }), { region, key });

  it("is answered without a credential, by identity only and only where the key says so", async () => {
    const open = await kms.makeKey({ keyType: "ecdsa-p256", jwksPublic: true });
    const closed = await kms.makeKey({ keyType: "ecdsa-p256" });
    const { jwks, isPublic } = await anonymous(open.identity);
    expect([jwks, isPublic]).toEqual([await jwksOf(open), true]);
    expect(jwks.keys[0]).not.toHaveProperty("d");
    const key: KeyObject = createPublicKey({ key: { ...jwks.keys[0] }, format: "jwk" });
    expect(key.type).toBe("public");
    await expect(importJWK({ ...jwks.keys[0] })).resolves.toBeDefined();
    const refused = [
      [open.slug, "nl-01"],
      [open.identity, "nl-02"],
      [open.identity, "xx-99"],
      [closed.identity, "nl-01"],
      ["kms-00000000000000000000", "nl-01"],
      ["", "nl-01"],
      ["kms-' OR true --", "nl-01"],
    ];
    for (const [named = "", region] of refused)
      expect(await codeOf(anonymous(named, region)), named).toBe("unauthenticated");
  });

  it("is empty once the key is disabled, and refused where the organisation's KMS is off", async () => {
    const key = await kms.makeKey({ keyType: "ed25519", jwksPublic: true });
    await disableKey(callAs(kms.ada), target(key));
    expect((await anonymous(key.identity)).jwks).toEqual({ keys: [] });
    await kms.query("UPDATE organisation SET features_disabled = '{kms}' WHERE id = $1", [kms.ada.organisationId]);
    expect(await codeOf(anonymous(key.identity))).toBe("unauthenticated");
    await kms.query("UPDATE organisation SET features_disabled = '{}' WHERE id = $1", [kms.ada.organisationId]);
  });

  it("a wrong credential is refused although the set is public", async () => {
    const key = await kms.makeKey({ keyType: "ed25519", jwksPublic: true });
    expect(await codeOf(getJwks(callAs(null), { region: "nl-01", key: key.identity }))).toBe("unauthenticated");
  });
});
