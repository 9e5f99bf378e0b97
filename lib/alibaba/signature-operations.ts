import { hash } from "node:crypto";
import type { KeyFamily } from "@/lib/contract/key-types";
import { SIGN_INPUT_BYTES_MAX } from "@/lib/contract/kms-limits";
import { encodeBase64 } from "@/lib/format/base64";
import { formatCiphertext, parseSignature } from "@/lib/format/ciphertext";
import { FIRST_VERSION } from "@/lib/kms/encrypt-bytes";
import { publicKeysOf } from "@/lib/kms/get-public-key";
import { hmac as hmacVerb } from "@/lib/kms/hmac";
import { namingKey } from "@/lib/kms/named-key";
import { sign as signVerb } from "@/lib/kms/sign";
import { verify as verifyVerb } from "@/lib/kms/verify";
import { chosen } from "./algorithms";
import { invalidParameter } from "./instance-error";
import {
  GetPublicKeyRequestSchema,
  GetPublicKeyResponseSchema,
  HmacRequestSchema,
  HmacResponseSchema,
  SignRequestSchema,
  SignResponseSchema,
  VerifyRequestSchema,
  VerifyResponseSchema,
} from "./instance-messages";
import { instanceKeyId, parseVersionId } from "./key-ids";
import { type Asked, operation, requiredBytes } from "./operation";

/**
 * Signatures, MACs and public keys carry no version in this protocol, so all of them are those of a key's first version,
 * as with encrypt: what one operation gives, the others take, whether the key was rotated or not.
 */

const SIGNING: readonly KeyFamily[] = ["rsa", "ecdsa"];
const sign = {
  any: namingKey(signVerb, SIGNING),
  rsa: namingKey(signVerb, ["rsa"]),
  ecdsa: namingKey(signVerb, ["ecdsa"]),
};
const verify = {
  any: namingKey(verifyVerb, SIGNING),
  rsa: namingKey(verifyVerb, ["rsa"]),
  ecdsa: namingKey(verifyVerb, ["ecdsa"]),
};
const mac = namingKey(hmacVerb, ["hmac"]);

interface Scheme {
  readonly family: "rsa" | "ecdsa";
  readonly signatureAlgorithm: "pss" | "pkcs1v15" | undefined;
}

const SCHEMES: Readonly<Record<string, Scheme>> = {
  RSA_PSS_SHA_256: { family: "rsa", signatureAlgorithm: "pss" },
  RSA_PKCS1_SHA_256: { family: "rsa", signatureAlgorithm: "pkcs1v15" },
  ECDSA_SHA_256: { family: "ecdsa", signatureAlgorithm: undefined },
};
const MESSAGE_TYPES = { RAW: false, DIGEST: true } as const;
const DIGEST_BYTES = 32;

interface SignedFields {
  readonly algorithm: string;
  readonly digest: Uint8Array;
  readonly message: Uint8Array;
  readonly messageType: string;
}

/** What is signed and how; a message longer than the verbs take is hashed here, which gives the same signature. */
function signedInput(request: SignedFields) {
  const scheme = chosen<Scheme>(request.algorithm, SCHEMES, "Algorithm");
  const isDigest = chosen<boolean>(request.messageType, MESSAGE_TYPES, "MessageType") ?? request.digest.length > 0;
  const given = isDigest && request.message.length === 0 ? request.digest : request.message;
  requiredBytes(given, isDigest ? "Digest" : "Message");
  if (isDigest && given.length !== DIGEST_BYTES) {
    throw invalidParameter(`A digest must have ${DIGEST_BYTES} bytes; it has ${given.length}.`);
  }
  const isLong = !isDigest && given.length > SIGN_INPUT_BYTES_MAX;
  const input = isLong ? hash("sha256", given, "buffer") : given;
  const body = {
    input: encodeBase64(input),
    hashAlgorithm: "sha2-256",
    ...(isDigest || isLong ? { prehashed: true } : {}),
    ...(scheme?.signatureAlgorithm === undefined ? {} : { signatureAlgorithm: scheme.signatureAlgorithm }),
  };
  return { family: scheme?.family ?? "any", body, messageType: isDigest ? "DIGEST" : "RAW" } as const;
}

/** The name of what was used, where the request left it out. */
function algorithmOf(asked: string, keyType: string): string {
  if (asked !== "") return asked;
  return keyType.startsWith("rsa") ? "RSA_PSS_SHA_256" : "ECDSA_SHA_256";
}

/** Signs a message or digest; ECDSA gives DER. */
export const signMessage = operation({
  request: SignRequestSchema,
  response: SignResponseSchema,
  async run({ request, target, with: call }) {
    const named = target(request.keyId);
    const { family, body, messageType } = signedInput(request);
    const made = await sign[family](call({ ...body, keyVersion: FIRST_VERSION }), named);
    return {
      used: { keyId: made.keyId, keyVersion: made.keyVersion },
      response: {
        keyId: instanceKeyId(made.keyId),
        signature: parseSignature(made.signature, "signature", "base64").payload,
        algorithm: algorithmOf(request.algorithm, made.keyType),
        messageType,
      },
    };
  },
});

/** Says whether a signature is one over a message or digest. */
export const verifySignature = operation({
  request: VerifyRequestSchema,
  response: VerifyResponseSchema,
  async run({ request, target, with: call }) {
    const named = target(request.keyId);
    const { family, body, messageType } = signedInput(request);
    const signature = formatCiphertext(FIRST_VERSION, Buffer.from(requiredBytes(request.signature, "Signature")));
    const made = await verify[family](call({ ...body, signature }), named);
    return {
      used: { keyId: made.keyId, keyVersion: FIRST_VERSION },
      response: {
        keyId: instanceKeyId(made.keyId),
        value: made.valid,
        algorithm: algorithmOf(request.algorithm, made.keyType),
        messageType,
      },
    };
  },
});

/** Authenticates a message of up to 65,535 bytes. */
export const hmac = operation({
  request: HmacRequestSchema,
  response: HmacResponseSchema,
  async run({ request, target, with: call }) {
    const named = target(request.keyId);
    const input = encodeBase64(requiredBytes(request.message, "Message"));
    const made = await mac(call({ input, keyVersion: FIRST_VERSION }), named);
    const { payload: signature } = parseSignature(made.hmac, "hmac", "base64");
    return {
      used: { keyId: made.keyId, keyVersion: made.keyVersion },
      response: { keyId: instanceKeyId(made.keyId), signature },
    };
  },
});

/** The public key of an asymmetric key, in PEM; of another version where the client names one along. */
export const getPublicKey = operation({
  request: GetPublicKeyRequestSchema,
  response: GetPublicKeyResponseSchema,
  async run(asked: Asked<{ readonly keyId: string }>) {
    const named = asked.target(asked.request.keyId);
    const version = versionOf(asked.versionId);
    const { keyId, keys } = await publicKeysOf(asked.with(undefined), named, {
      version: String(version),
      format: "pem",
    });
    const publicKey = keys[String(version)];
    if (typeof publicKey !== "string") throw new Error("a public key in PEM is text");
    return { used: { keyId, keyVersion: version }, response: { keyId: instanceKeyId(keyId), publicKey } };
  },
});

function versionOf(versionId: string | null): number {
  if (versionId === null) return FIRST_VERSION;
  const parsed = parseVersionId(versionId);
  if (parsed !== null) return parsed.version;
  throw invalidParameter("x-kms-migrationkeyversionid must be the identity of a key version.");
}
