import { type KeyObject, randomBytes } from "node:crypto";
import { z } from "zod";
import { DATA_KEY_BYTES_MAX } from "@/lib/contract/kms-limits";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import { encryptBytes, requireSymmetric, type UsedKey } from "./encrypt-bytes";
import { keyOperation, type RunInput } from "./key-operation";
import { generateMaterial } from "./use-material";

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, "must be bytes");

const dataKeyOperation = {
  action: "kms.data_key",
  permission: "kms_key:data_key",
  alsoPermission: "kms_key:encrypt",
  capability: "data_key",
} as const;

const wrapping = { version: z.enum(["first", "newest"]), associatedData: bytes.optional() };

/** What encrypting something with GCM gave. */
interface Wrapped extends UsedKey {
  readonly iv: Uint8Array;
  readonly ciphertext: Buffer;
}

/** Encrypts with GCM inside an operation that has been authorised for it. */
async function wrap(
  input: RunInput<{ version: "first" | "newest"; associatedData?: Uint8Array | undefined }>,
  plaintext: Uint8Array,
): Promise<Wrapped> {
  const { version, associatedData } = input.request;
  const request = { symmetricOnly: true, cipher: "gcm", version, associatedData, plaintext } as const;
  return encryptBytes.operation.run({ ...input, request });
}

/**
 * Makes a data key of 1 to 1,024 random bytes and encrypts it with GCM, for edges that speak bytes.
 * Errors: operation_not_supported, purpose_forbids, invalid_request, key_version_not_usable, key_version_exhausted.
 */
export const dataKeyBytes = keyOperation({
  ...dataKeyOperation,
  request: z.strictObject({ ...wrapping, keyBytes: z.number().int().min(1).max(DATA_KEY_BYTES_MAX) }),
  async run(input) {
    const plaintext = randomBytes(input.request.keyBytes);
    return { plaintext, ...(await wrap(input, plaintext)) };
  },
});

/** Types of key pairs that can be made for a caller. */
export const DATA_KEY_PAIR_TYPES = ["rsa-2048", "rsa-3072", "rsa-4096", "ecdsa-p256"] as const;

/**
 * Makes a key pair for the caller, its private key (PKCS #8) encrypted with GCM; nothing of it is kept here.
 * Errors: as for data keys, unavailable where no thread made it in time.
 */
export const dataKeyPair = keyOperation({
  ...dataKeyOperation,
  request: z.strictObject({
    ...wrapping,
    keyType: z.enum(DATA_KEY_PAIR_TYPES),
    format: z.enum(["pem", "der"]),
    withPlaintext: z.boolean(),
  }),
  async run(input) {
    // Before the work: making an RSA key takes long.
    requireSymmetric(input.key.facts);
    const { keyType, format, withPlaintext } = input.request;
    const pair = await generateMaterial(keyType, input.deadlineMs);
    try {
      const privateKey = privateKeyBytes(pair.bytes().reveal(REVEAL_SECRET), format);
      const publicKey = publicKeyBytes(pair.publicKey(), format);
      const wrapped = await wrap(input, privateKey);
      if (!withPlaintext) privateKey.fill(0);
      return { ...wrapped, privateKey: withPlaintext ? privateKey : null, publicKey };
    } finally {
      pair.destroy();
    }
  },
});

function publicKeyBytes(key: KeyObject, format: "pem" | "der"): Buffer {
  if (format === "der") return key.export({ type: "spki", format });
  return Buffer.from(key.export({ type: "spki", format }));
}

const PEM_LINE = /.{1,64}/g;

/** A copy of a PKCS #8 key in the form asked for (RFC 7468). */
function privateKeyBytes(pkcs8: Uint8Array, format: "pem" | "der"): Buffer {
  if (format === "der") return Buffer.from(pkcs8);
  const lines = Buffer.from(pkcs8).toString("base64").match(PEM_LINE) ?? [];
  return Buffer.from(`-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`);
}
