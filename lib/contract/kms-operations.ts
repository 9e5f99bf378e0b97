/**
 * Wire messages of the operations that use a key: sign, verify, HMAC, data keys, batches and JSON Web Tokens. Encrypt and
 * decrypt are in `kms.ts`; field names follow the reference where it has them, the others are documented as ours.
 */
import { z } from "zod";
import { HASH_ALGORITHM_NAMES, type HashAlgorithm, hashAlgorithmNamed } from "./hash-algorithms";
import { KEY_TYPE_NAMES } from "./key-types";
import {
  associatedDataInput,
  contextInput,
  decryptRequest,
  decryptResponse,
  encryptResponse,
  keyVersionInput,
  keyVersionOutput,
} from "./kms";
import { JWT_TYPES, MARSHALING_ALGORITHMS, SIGNATURE_ALGORITHMS } from "./kms-choices";
import {
  BATCH_HEAVY_ITEMS_MAX,
  BATCH_ITEMS_MAX,
  DATA_KEY_BYTES_MAX,
  DATA_KEY_BYTES_MIN,
  JWT_CLOCK_TOLERANCE_SECONDS_MAX,
  JWT_LIFETIME_SECONDS_MAX,
  RANDOM_BYTES_MAX,
} from "./kms-limits";

const HASH_PROBLEM = `must be one of ${HASH_ALGORITHM_NAMES.join(", ")} (sha256 for sha2-256 and so on); SHA-1 and none are not offered`;

/** A hash algorithm in any accepted spelling. */
export const hashAlgorithmInput = z
  .string({ error: HASH_PROBLEM })
  .transform((spelling, context): HashAlgorithm => {
    const named = hashAlgorithmNamed(spelling);
    if (named === null) context.issues.push({ code: "custom", input: spelling, message: HASH_PROBLEM });
    return named ?? "sha2-256";
  })
  .describe("sha2-256 (default), sha2-224, sha2-384, sha2-512, sha3-224 to sha3-512; sha256 and so on mean the same.");

/** Options that sign and verify must be given alike. */
const signatureOptions = {
  hashAlgorithm: hashAlgorithmInput.optional(),
  prehashed: z
    .boolean()
    .optional()
    .describe("Whether input already is the digest that hashAlgorithm gives. RSA and ECDSA only."),
  signatureAlgorithm: z.enum(SIGNATURE_ALGORITHMS).optional().describe("Signature scheme of RSA keys. Default: pss."),
  marshalingAlgorithm: z
    .enum(MARSHALING_ALGORITHMS)
    .optional()
    .describe(
      "Form of ECDSA signatures: asn1 (DER, default) or jws (r and s of fixed width, the token's last part in base64url).",
    ),
  saltLength: z
    .union([z.enum(["hash", "auto"]), z.number().int().min(0).max(512)], {
      error: 'must be "hash", "auto" or a whole number of bytes from 0 to 512',
    })
    .optional()
    .describe(
      'Salt of RSA-PSS: "hash" (as long as the digest; default of sign), "auto" (the longest when signing, any when verifying; default of verify) or a number of bytes.',
    ),
};

const signedInput = z
  .string({ error: "is required: base64 of 1 to 65,535 bytes" })
  .describe("Base64 of 1 to 65,535 bytes.");
const noContext = z
  .string()
  .refine(() => false, "has no effect on signatures; leave it out")
  .optional()
  .describe("Not supported: no key type derives signing keys from a context.");

export const signRequest = z.strictObject({
  input: signedInput,
  keyVersion: keyVersionInput.optional(),
  ...signatureOptions,
  context: noContext,
});

export const signResponse = z.object({
  signature: z
    .string()
    .describe("thalassa:v{version}:{base64}; base64url without padding for marshalingAlgorithm jws."),
  keyVersion: keyVersionOutput,
});

export const verifyRequest = z.strictObject({
  input: signedInput,
  signature: z.string({ error: "is required: the text that sign returned" }).describe("The text that sign returned."),
  ...signatureOptions,
  context: noContext,
});

export const verifyResponse = z.object({ valid: z.boolean() });

const oneName = "give either algorithm or hashAlgorithm, not both";

/** The reference names the hash `algorithm` in one request and `hashAlgorithm` in the other; either is read in both. */
const macHash = { algorithm: hashAlgorithmInput.optional(), hashAlgorithm: hashAlgorithmInput.optional() };
const isNamedOnce = (request: { algorithm?: HashAlgorithm; hashAlgorithm?: HashAlgorithm }) =>
  request.algorithm === undefined || request.hashAlgorithm === undefined;

export const hmacRequest = z
  .strictObject({ input: signedInput, keyVersion: keyVersionInput.optional(), ...macHash })
  .refine(isNamedOnce, { path: ["algorithm"], message: oneName });

export const hmacResponse = z.object({
  hmac: z.string().describe("thalassa:v{version}:{base64}"),
  keyVersion: keyVersionOutput,
});

export const verifyHmacRequest = z
  .strictObject({
    input: signedInput,
    hmac: z.string({ error: "is required: the text that hmac returned" }).describe("The text that hmac returned."),
    ...macHash,
  })
  .refine(isNamedOnce, { path: ["hashAlgorithm"], message: oneName });

export const verifyHmacResponse = z.object({ valid: z.boolean(), keyVersion: keyVersionOutput });

/** A public key as RFC 7517 writes it. */
export const jsonWebKey = z
  .object({
    kty: z.enum(["RSA", "EC", "OKP"]),
    kid: z.string().describe("{key identity}.{version}"),
    use: z.enum(["sig", "enc"]).optional(),
    alg: z.string().optional(),
    crv: z.string().optional(),
    x: z.string().optional(),
    y: z.string().optional(),
    n: z.string().optional(),
    e: z.string().optional(),
  })
  .describe("JSON Web Key, RFC 7517.");

export const publicKeyQuery = z.strictObject({
  version: keyVersionInput.optional(),
  format: z.enum(["pem", "jwk"]).default("pem").describe("pem (default; raw base64 for Ed25519) or jwk."),
});

export const publicKeyResponse = z.object({
  keyType: z.enum(KEY_TYPE_NAMES),
  keys: z
    .record(z.string(), z.union([z.string(), jsonWebKey]))
    .describe("By version: SubjectPublicKeyInfo in PEM, base64 of the 32 bytes for Ed25519, or a JWK."),
});

export const jsonWebKeySet = z.object({ keys: z.array(jsonWebKey) }).describe("JSON Web Key Set, RFC 7517, section 5.");

export const exportKeyRequest = z.strictObject({
  keyVersion: keyVersionInput.optional(),
  wrappingPublicKey: z
    .string()
    .max(8_192)
    .optional()
    .describe(
      "RSA public key in PEM, 2048 to 8192 bits: the material leaves only wrapped under it (RSA-OAEP and AES-KWP).",
    ),
  hashFunction: z
    .string()
    .optional()
    .describe(
      "Hash of the OAEP wrapping: SHA256 (default), SHA384, SHA512 or SHA224, in any case, with or without hyphen.",
    ),
});

export const exportKeyResponse = z.object({
  keyMaterial: z
    .string()
    .describe(
      "Base64: the raw key for symmetric and HMAC keys, PKCS#8 DER otherwise; or the wrapped form of the same.",
    ),
  keyVersion: keyVersionOutput,
});

export const wrappingKeyResponse = z.object({
  publicKey: z.string().describe("SubjectPublicKeyInfo in PEM, RSA 4096 bits."),
  algorithm: z.literal("RSA_OAEP_AES_KWP").describe("RSA-OAEP over a 32-byte key, then AES-KWP (RFC 5649) under it."),
  hashFunctions: z.array(z.string()).describe("Hashes that OAEP may use."),
  createdAt: z.iso.datetime(),
});

export const dataKeyRequest = z.strictObject({
  keyBytes: z
    .number()
    .int()
    .min(DATA_KEY_BYTES_MIN)
    .max(DATA_KEY_BYTES_MAX)
    .default(32)
    .describe("Length of the data key in bytes, 16 to 1,024. Default: 32."),
  withPlaintext: z
    .boolean()
    .default(true)
    .describe("Whether the answer holds the data key itself beside its wrapped form."),
  keyVersion: keyVersionInput.optional(),
  context: contextInput,
  associatedData: associatedDataInput,
});

export const dataKeyResponse = z.object({
  plaintext: z.string().optional().describe("Base64 of the data key. Use it, then forget it."),
  ciphertext: z.string().describe("The data key under this key; decrypt gives it back."),
  keyVersion: keyVersionOutput,
});

export const rewrapRequest = z.strictObject({
  ciphertext: decryptRequest.shape.ciphertext,
  context: contextInput,
  associatedData: associatedDataInput,
});

export const randomRequest = z.strictObject({
  bytes: z
    .number()
    .int()
    .min(1)
    .max(RANDOM_BYTES_MAX)
    .default(32)
    .describe("How many bytes, 1 to 65,536. Default: 32."),
});

export const randomResponse = z.object({ random: z.string().describe("Base64 of the bytes.") });

/** Operations an item of a batch can ask for. */
export const BATCH_OPERATIONS = ["encrypt", "decrypt", "rewrap", "sign", "verify", "hmac", "verify_hmac"] as const;

export const batchRequest = z.strictObject({
  items: z
    .array(z.unknown())
    .min(1, "must have at least 1 item")
    .max(BATCH_ITEMS_MAX, `must have at most ${BATCH_ITEMS_MAX} items`)
    .describe(
      `1 to 1,000 objects, each with operation (${BATCH_OPERATIONS.join(", ")}) and the fields of that operation's request. At most ${BATCH_HEAVY_ITEMS_MAX} of them may be slow ones: decrypt and rewrap with RSA, sign with RSA, P-384 or P-521, verify with P-384 or P-521, and prehashed signatures.`,
    ),
});

export const batchResponse = z.object({
  results: z
    .array(
      z.union([
        encryptResponse,
        decryptResponse,
        signResponse,
        verifyResponse,
        hmacResponse,
        verifyHmacResponse,
        z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
      ]),
    )
    .describe("One for each item, in their order: what the operation answers, or error."),
});

export const jwtSignRequest = z.strictObject({
  claims: z
    .record(z.string(), z.unknown())
    .describe("The claims set, at most 16 KiB as JSON. iat is added where missing; exp, nbf and iat are seconds."),
  lifetimeInSeconds: z
    .number()
    .int()
    .min(1)
    .max(JWT_LIFETIME_SECONDS_MAX)
    .optional()
    .describe("Sets exp to now plus this. Not together with the claim exp."),
  typ: z.enum(JWT_TYPES).optional().describe("The header's typ. Default: JWT."),
  keyVersion: keyVersionInput.optional(),
});

export const jwtSignResponse = z.object({
  token: z.string().describe("JWS compact serialisation, RFC 7515. Its header holds alg, kid and typ."),
  keyVersion: keyVersionOutput,
});

export const jwtVerifyRequest = z.strictObject({
  token: z.string({ error: "is required: a JWS in compact serialisation" }).max(32_768),
  audience: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe("aud must hold one of these."),
  issuer: z.string().optional().describe("iss must be this."),
  subject: z.string().optional().describe("sub must be this."),
  clockToleranceInSeconds: z
    .number()
    .int()
    .min(0)
    .max(JWT_CLOCK_TOLERANCE_SECONDS_MAX)
    .default(0)
    .describe("Leeway for exp and nbf, 0 to 600."),
});

export const jwtVerifyResponse = z.object({
  valid: z.boolean(),
  reason: z
    .enum(["signature", "expired", "not_yet_valid", "claims"])
    .optional()
    .describe("Why not: signature, expired, not_yet_valid, or claims (audience, issuer or subject differ)."),
  claims: z.record(z.string(), z.unknown()).optional().describe("The claims, only where valid."),
  keyVersion: keyVersionOutput.optional(),
});

export type SignRequest = z.output<typeof signRequest>;
export type VerifyRequest = z.output<typeof verifyRequest>;
export type HmacRequest = z.output<typeof hmacRequest>;
export type JsonWebKeySet = z.output<typeof jsonWebKeySet>;
export type JsonWebKey = z.output<typeof jsonWebKey>;
export type PublicKeyResponse = z.output<typeof publicKeyResponse>;
export type ExportKeyResponse = z.output<typeof exportKeyResponse>;
export type WrappingKeyResponse = z.output<typeof wrappingKeyResponse>;
export type DataKeyRequest = z.output<typeof dataKeyRequest>;
export type DataKeyResponse = z.output<typeof dataKeyResponse>;
export type RandomResponse = z.output<typeof randomResponse>;
export type BatchResponse = z.output<typeof batchResponse>;
export type BatchOperation = (typeof BATCH_OPERATIONS)[number];
export type JwtSignRequest = z.output<typeof jwtSignRequest>;
export type JwtVerifyRequest = z.output<typeof jwtVerifyRequest>;
export type JwtSignResponse = z.output<typeof jwtSignResponse>;
export type JwtVerifyResponse = z.output<typeof jwtVerifyResponse>;
