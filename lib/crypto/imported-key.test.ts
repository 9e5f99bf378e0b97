import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KEY_TYPE_NAMES, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { isKmsError } from "@/lib/contract/kms-error";
import type { SignatureScheme } from "./suite";
import { suiteFor } from "./suites";
import multiPrime from "./vectors/multi-prime-rsa.json";

const SCHEME: SignatureScheme = {
  hashAlgorithm: "sha2-256",
  prehashed: false,
  padding: "pss",
  saltLength: "hash",
  encoding: "der",
};

const pkcs8 = (key: KeyObject) => key.export({ format: "der", type: "pkcs8" });
const spki = (key: KeyObject) => key.export({ format: "der", type: "spki" });
const spkiPem = (key: KeyObject) => key.export({ format: "pem", type: "spki" }).toString();
const pemOf = (der: Uint8Array) =>
  `-----BEGIN PUBLIC KEY-----\n${Buffer.from(der).toString("base64")}\n-----END PUBLIC KEY-----\n`;
const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve }).privateKey;

const PAIRS = {
  "rsa-2048": generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey,
  "ecdsa-p256": ec("prime256v1"),
  "ecdsa-p384": ec("secp384r1"),
  "ecdsa-p521": ec("secp521r1"),
  ed25519: generateKeyPairSync("ed25519").privateKey,
};
type PairType = keyof typeof PAIRS;
const PAIR_TYPES = Object.keys(PAIRS) as PairType[];

/** The message of a refusal; anything but a refusal of the material fails the test. */
function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isKmsError(error) && error.code === "invalid_key_material") return error.message;
    throw error;
  }
  throw new Error("accepted");
}

const refused = (keyType: KeyType, bytes: Uint8Array) => refusal(() => suiteFor(keyType).accept(Buffer.from(bytes)));
const refusedPublic = (keyType: KeyType, pem: string) => refusal(() => suiteFor(keyType).acceptPublic(pem));

describe.each(PAIR_TYPES)("%s", (keyType) => {
  const suite = suiteFor(keyType);
  const key = PAIRS[keyType];
  const data = Buffer.from("data");

  test("an imported pair is stored as it was and signs what its imported public half verifies", () => {
    const material = suite.accept(pkcs8(key));
    expect(pkcs8(material.privateKey()).equals(pkcs8(key))).toBe(true);
    const publicOnly = suite.acceptPublic(spkiPem(createPublicKey(key)));
    expect(spki(publicOnly.publicKey()).equals(spki(createPublicKey(key)))).toBe(true);
    const signature = suite.sign(material, { ...SCHEME, data });
    expect(suite.verify(publicOnly, { ...SCHEME, data, signature })).toBe(true);
    expect(() => suite.sign(publicOnly, { ...SCHEME, data })).toThrow("no private key");
  });

  test("material of every other type is refused", () => {
    for (const other of PAIR_TYPES.filter((name) => name !== keyType)) {
      expect(refused(other, pkcs8(key))).toContain(other);
      expect(refusedPublic(other, spkiPem(createPublicKey(key)))).toContain(other);
    }
  });

  test("nothing may stand in front of or behind the structure", () => {
    const der = pkcs8(key);
    for (const bytes of [Buffer.concat([der, Buffer.alloc(1)]), Buffer.concat([Buffer.alloc(1), der])]) {
      expect(refused(keyType, bytes)).toContain("PKCS#8 DER");
    }
    const publicDer = spki(createPublicKey(key));
    expect(refusedPublic(keyType, pemOf(Buffer.concat([publicDer, Buffer.alloc(1)])))).toContain("importPublicKey");
  });

  test("truncated material is refused at every length", () => {
    const der = pkcs8(key);
    const publicDer = spki(createPublicKey(key));
    for (let length = 0; length < der.length; length += 7) refused(keyType, der.subarray(0, length));
    for (let length = 0; length < publicDer.length; length += 7) {
      refusedPublic(keyType, pemOf(publicDer.subarray(0, length)));
    }
  });

  test("PEM instead of DER, an encrypted key and a public key instead of a private one are refused", () => {
    const encrypted = key.export({ format: "der", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "secret" });
    for (const bytes of [
      Buffer.from(key.export({ format: "pem", type: "pkcs8" })),
      encrypted,
      spki(createPublicKey(key)),
    ]) {
      expect(refused(keyType, bytes)).toContain("PKCS#8 DER");
    }
  });

  test("a private key is not taken for a public one, under either label", () => {
    const pem = key.export({ format: "pem", type: "pkcs8" }).toString();
    for (const text of [pem, pem.replaceAll("PRIVATE", "PUBLIC"), pemOf(pkcs8(key))]) {
      expect(refusedPublic(keyType, text)).toContain("importPublicKey");
    }
  });

  test("a public PEM is one block alone", () => {
    const pem = spkiPem(createPublicKey(key));
    const privatePem = key.export({ format: "pem", type: "pkcs8" }).toString();
    for (const text of ["", "text", `${pem}text`, `text${pem}`, pem + pem, pem + privatePem, pem.slice(0, -10)]) {
      expect(refusedPublic(keyType, text)).toContain("importPublicKey");
    }
    expect(suite.acceptPublic(`\n${pem.replaceAll("\n", "\r\n")}\n`).form).toBe("spki");
  });

  test("no change of bytes makes importing crash", { timeout: 60_000 }, () => {
    const der = pkcs8(key);
    const publicDer = spki(createPublicKey(key));
    const change = fc.tuple(fc.nat(), fc.constantFrom(0, 1, 0x80, 0xff, 0x30, 0x03));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        for (const [source, accept] of [
          [der, (bytes: Buffer) => suite.accept(bytes)],
          [publicDer, (bytes: Buffer) => suite.acceptPublic(pemOf(bytes))],
        ] as const) {
          const changed = Buffer.from(source);
          for (const [at, value] of changes) changed.writeUInt8(value, at % changed.length);
          try {
            accept(changed);
          } catch (error) {
            expect(isKmsError(error) && error.code).toBe("invalid_key_material");
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("symmetric material", () => {
  const types = KEY_TYPE_NAMES.flatMap((keyType) => {
    const facts = keyTypeFacts(keyType);
    return facts.family === "aead" ? [{ keyType, keyBytes: facts.keyBytes }] : [];
  });

  test.each(types)("of $keyType has exactly $keyBytes bytes", ({ keyType, keyBytes }) => {
    const bytes = randomBytes(keyBytes);
    expect(suiteFor(keyType).accept(Buffer.from(bytes)).raw().equals(bytes)).toBe(true);
    for (const length of [0, 1, keyBytes - 1, keyBytes + 1, 24, 48, 64]) {
      expect(refused(keyType, Buffer.alloc(length))).toContain(`exactly ${keyBytes} bytes`);
    }
  });

  test("leaves no copy in the bytes that came in", () => {
    const bytes = Buffer.alloc(32, 7);
    suiteFor("aes256-gcm96").accept(bytes);
    expect(bytes.equals(Buffer.alloc(32))).toBe(true);
  });
});

describe("RSA", () => {
  const key = PAIRS["rsa-2048"];
  const jwk = key.export({ format: "jwk" });
  const withNumbers = (numbers: JsonWebKey) => pkcs8(createPrivateKey({ key: { ...jwk, ...numbers }, format: "jwk" }));
  const bigint = (text = "") => BigInt(`0x${Buffer.from(text, "base64url").toString("hex")}`);
  const text = (value: bigint) => {
    const hex = value.toString(16);
    return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex").toString("base64url");
  };

  test("with a modulus of another length is refused", () => {
    const short = generateKeyPairSync("rsa", { modulusLength: 1_024 });
    expect(refused("rsa-2048", pkcs8(short.privateKey))).toContain("exactly 2048 bits");
    expect(refusedPublic("rsa-2048", spkiPem(short.publicKey))).toContain("exactly 2048 bits");
    for (const keyType of ["rsa-3072", "rsa-4096"] as const) {
      expect(refused(keyType, pkcs8(key))).toContain("exactly");
      expect(refusedPublic(keyType, spkiPem(createPublicKey(key)))).toContain("exactly");
    }
  });

  test("with another public exponent is refused", () => {
    const three = generateKeyPairSync("rsa", { modulusLength: 2_048, publicExponent: 3 });
    expect(refused("rsa-2048", pkcs8(three.privateKey))).toContain("65537");
    expect(refusedPublic("rsa-2048", spkiPem(three.publicKey))).toContain("65537");
  });

  test("under the identifier of RSA-PSS is refused", () => {
    const pss = generateKeyPairSync("rsa-pss", { modulusLength: 2_048 });
    expect(refused("rsa-2048", pkcs8(pss.privateKey))).toContain("rsaEncryption");
    expect(refusedPublic("rsa-2048", spkiPem(pss.publicKey))).toContain("rsaEncryption");
  });

  test("in the traditional form (PKCS#1) is refused", () => {
    expect(refused("rsa-2048", key.export({ format: "der", type: "pkcs1" }))).toContain("PKCS#8 DER");
    const pem = createPublicKey(key).export({ format: "pem", type: "pkcs1" }).toString();
    expect(refusedPublic("rsa-2048", pem)).toContain("BEGIN PUBLIC KEY");
  });

  test.each(["d", "p", "q", "dp", "dq", "qi"] as const)(
    "with a wrong %s is refused, even where it would sign well",
    (name) => {
      refused("rsa-2048", withNumbers({ [name]: text(bigint(jwk[name]) + 2n) }));
    },
  );

  test("whose halves belong to different keys is refused", () => {
    refused("rsa-2048", withNumbers({ n: text(bigint(jwk.n) + 2n) }));
  });

  test("with a private exponent that is right but longer than the modulus is refused", () => {
    const [p, q] = [bigint(jwk.p), bigint(jwk.q)];
    refused("rsa-2048", withNumbers({ d: text(bigint(jwk.d) + (p - 1n) * (q - 1n) * 4n) }));
  });

  test("with more than two primes is refused", () => {
    for (const { pkcs8: encoded } of multiPrime) {
      expect(refused("rsa-2048", Buffer.from(encoded, "base64"))).toContain("two primes");
    }
  });

  test("with an even modulus is refused, because encrypting under it would fail", () => {
    const even = createPublicKey({ key: { kty: "RSA", e: jwk.e, n: text(bigint(jwk.n) - 1n) }, format: "jwk" });
    expect(refusedPublic("rsa-2048", spkiPem(even))).toContain("odd");
  });
});

describe("elliptic curves", () => {
  const curves = [
    { keyType: "ecdsa-p256", namedCurve: "prime256v1", bytes: 32 },
    { keyType: "ecdsa-p384", namedCurve: "secp384r1", bytes: 48 },
    { keyType: "ecdsa-p521", namedCurve: "secp521r1", bytes: 66 },
  ] as const;

  /** A SubjectPublicKeyInfo of the curve around the bytes of a point. */
  function spkiAround(key: KeyObject, point: Buffer): Buffer {
    const der = spki(createPublicKey(key));
    const algorithmStart = der.readUInt8(1) < 0x80 ? 2 : 3;
    const algorithm = der.subarray(algorithmStart, algorithmStart + 2 + der.readUInt8(algorithmStart + 1));
    const bits = lengthPrefixed(0x03, Buffer.concat([Buffer.alloc(1), point]));
    return lengthPrefixed(0x30, Buffer.concat([algorithm, bits]));
  }

  function lengthPrefixed(tag: number, content: Buffer): Buffer {
    const head = content.length < 0x80 ? [tag, content.length] : [tag, 0x81, content.length];
    return Buffer.concat([Buffer.from(head), content]);
  }

  const pointOf = (key: KeyObject, bytes: number) => spki(createPublicKey(key)).subarray(-2 * bytes);

  test.each(curves)("$keyType: a curve that is not its own is refused", ({ keyType }) => {
    for (const namedCurve of ["secp256k1", "brainpoolP256r1", "brainpoolP384r1", "secp224r1"]) {
      const key = ec(namedCurve);
      expect(refused(keyType, pkcs8(key))).toContain(keyType);
      expect(refusedPublic(keyType, spkiPem(createPublicKey(key)))).toContain(keyType);
    }
  });

  test.each(curves)("$keyType: a curve given by its parameters is refused, although it is the right one", (curve) => {
    const { namedCurve, keyType } = curve;
    const pair = generateKeyPairSync("ec", { namedCurve, paramEncoding: "explicit" });
    expect(refused(keyType, pkcs8(pair.privateKey))).toContain("by name");
    expect(refusedPublic(keyType, spkiPem(pair.publicKey))).toContain("by name");
  });

  test.each(curves)("$keyType: the test's own structure is the usual one", ({ keyType, bytes }) => {
    const key = PAIRS[keyType];
    const der = spkiAround(key, Buffer.concat([Buffer.of(4), pointOf(key, bytes)]));
    expect(der.equals(spki(createPublicKey(key)))).toBe(true);
  });

  test.each(curves)("$keyType: the point at infinity is refused and the process lives on", ({ keyType }) => {
    const pem = pemOf(spkiAround(PAIRS[keyType], Buffer.alloc(1)));
    for (const anyType of PAIR_TYPES) refusedPublic(anyType, pem);
  });

  test.each(curves)("$keyType: a point that is not on the curve is refused", ({ keyType, bytes }) => {
    const key = PAIRS[keyType];
    const point = Buffer.concat([Buffer.of(4), pointOf(key, bytes)]);
    point.writeUInt8(point.readUInt8(point.length - 1) ^ 1, point.length - 1);
    refusedPublic(keyType, pemOf(spkiAround(key, point)));
    refusedPublic(keyType, pemOf(spkiAround(key, Buffer.concat([Buffer.of(4), Buffer.alloc(2 * bytes)]))));
  });

  test.each(curves)("$keyType: compressed and hybrid points are refused", ({ keyType, bytes }) => {
    const key = PAIRS[keyType];
    const point = pointOf(key, bytes);
    const parity = point.readUInt8(point.length - 1) & 1;
    const compressed = Buffer.concat([Buffer.of(2 + parity), point.subarray(0, bytes)]);
    const hybrid = Buffer.concat([Buffer.of(6 + parity), point]);
    for (const other of [compressed, hybrid]) {
      expect(refusedPublic(keyType, pemOf(spkiAround(key, other)))).toContain("uncompressed");
    }
  });

  test.each(curves)(
    "$keyType: a public half of another key, of none and of a private number out of range is refused",
    (curve) => {
      const { keyType, bytes, namedCurve } = curve;
      const der = pkcs8(PAIRS[keyType]);
      const scalar = Buffer.from(PAIRS[keyType].export({ format: "jwk" }).d ?? "", "base64url");
      const at = der.indexOf(scalar);
      expect(at).toBeGreaterThan(0);
      const otherPoint = Buffer.from(der);
      pointOf(ec(namedCurve), bytes).copy(otherPoint, der.length - 2 * bytes);
      refused(keyType, otherPoint);
      for (const fill of [0x00, 0x03, 0xff]) {
        const otherScalar = Buffer.from(der);
        otherScalar.fill(fill, at, at + bytes);
        refused(keyType, otherScalar);
      }
    },
  );

  test("the traditional form (SEC 1) is refused", () => {
    const sec1 = PAIRS["ecdsa-p256"].export({ format: "der", type: "sec1" });
    expect(refused("ecdsa-p256", sec1)).toContain("PKCS#8 DER");
  });

  test("a key without its public half is completed", () => {
    const jwk = PAIRS["ecdsa-p256"].export({ format: "jwk" });
    const scalar = Buffer.from(jwk.d ?? "", "base64url");
    const sec1 = Buffer.concat([Buffer.from("30250201010420", "hex"), scalar]);
    const algorithm = Buffer.from("301306072a8648ce3d020106082a8648ce3d030107", "hex");
    const der = lengthPrefixed(
      0x30,
      Buffer.concat([Buffer.from("020100", "hex"), algorithm, lengthPrefixed(0x04, sec1)]),
    );
    const accepted = suiteFor("ecdsa-p256").accept(der);
    expect(accepted.publicKey().export({ format: "jwk" })).toEqual({ kty: "EC", crv: "P-256", x: jwk.x, y: jwk.y });
  });
});

describe("Ed25519", () => {
  const head = Buffer.from("302a300506032b6570032100", "hex");
  const around = (point: Uint8Array) => pemOf(Buffer.concat([head, point]));

  test("keys of its relatives are refused", () => {
    for (const type of ["ed448", "x25519", "x448"] as const) {
      const { privateKey, publicKey } =
        type === "ed448"
          ? generateKeyPairSync("ed448")
          : type === "x25519"
            ? generateKeyPairSync("x25519")
            : generateKeyPairSync("x448");
      expect(refused("ed25519", pkcs8(privateKey))).toContain("Ed25519");
      expect(refusedPublic("ed25519", spkiPem(publicKey))).toContain("Ed25519");
    }
  });

  test("a point of small order is refused: one signature would fit many messages", () => {
    const identity = Buffer.alloc(32);
    identity.writeUInt8(1, 0);
    const orderTwo = Buffer.alloc(32, 0xff);
    orderTwo.writeUInt8(0xec, 0);
    orderTwo.writeUInt8(0x7f, 31);
    for (const point of [identity, orderTwo, Buffer.alloc(32)]) {
      expect(refusedPublic("ed25519", around(point))).toContain("full order");
    }
  });

  test("bytes that are no point of the curve, or not its shortest form, are refused", () => {
    const none = Buffer.alloc(32);
    none.writeUInt8(2, 0);
    for (const point of [none, Buffer.alloc(32, 0xff)])
      expect(refusedPublic("ed25519", around(point))).toContain("curve");
  });
});
