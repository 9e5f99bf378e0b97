import { DATA_KEY_BYTES_MAX } from "@/lib/contract/kms-limits";
import { type DATA_KEY_PAIR_TYPES, dataKeyBytes, dataKeyPair } from "@/lib/kms/data-key-bytes";
import { chosen, cipherOf, namesOf } from "./algorithms";
import { encodeBlob } from "./ciphertext-blob";
import { invalidParameter, missing, unsupported } from "./instance-error";
import {
  AdvanceGenerateDataKeyPairRequestSchema,
  AdvanceGenerateDataKeyPairResponseSchema,
  AdvanceGenerateDataKeyPairWithoutPlaintextRequestSchema,
  AdvanceGenerateDataKeyPairWithoutPlaintextResponseSchema,
  AdvanceGenerateDataKeyRequestSchema,
  AdvanceGenerateDataKeyResponseSchema,
  GenerateDataKeyPairRequestSchema,
  GenerateDataKeyPairResponseSchema,
  GenerateDataKeyPairWithoutPlaintextRequestSchema,
  GenerateDataKeyPairWithoutPlaintextResponseSchema,
  GenerateDataKeyRequestSchema,
  GenerateDataKeyResponseSchema,
} from "./instance-messages";
import { instanceKeyId, instanceVersionId } from "./key-ids";
import { type Asked, operation, optionalBytes } from "./operation";

/** Length of a data key where the request names none, in bytes. */
const DATA_KEY_BYTES_DEFAULT = 32;

type Version = "first" | "newest";

interface DataKeyFields {
  readonly keyId: string;
  readonly numberOfBytes: number;
  readonly aad: Uint8Array;
}

async function dataKey({ request, target, with: call }: Asked<DataKeyFields>, version: Version) {
  const named = target(request.keyId);
  const keyBytes = request.numberOfBytes === 0 ? DATA_KEY_BYTES_DEFAULT : request.numberOfBytes;
  if (keyBytes < 1 || keyBytes > DATA_KEY_BYTES_MAX) {
    throw invalidParameter(`NumberOfBytes must be 1 to ${DATA_KEY_BYTES_MAX}.`);
  }
  return dataKeyBytes(call({ version, keyBytes, associatedData: optionalBytes(request.aad) }), named);
}

/** Data keys are wrapped with GCM alone. Errors: UnsupportedOperation, InvalidParameter. */
function requireGcm(algorithm: string): void {
  const cipher = cipherOf(algorithm);
  if (cipher !== undefined && cipher !== "gcm") throw unsupported("Data keys are encrypted with AES_GCM alone.");
}

/** A data key under the newest version, its ciphertext a blob. */
export const advanceGenerateDataKey = operation({
  request: AdvanceGenerateDataKeyRequestSchema,
  response: AdvanceGenerateDataKeyResponseSchema,
  symmetricOnly: true,
  async run(asked) {
    const used = await dataKey(asked, "newest");
    const { keyId, keyVersion, iv, plaintext } = used;
    return {
      used,
      response: {
        keyId: instanceKeyId(keyId),
        iv,
        plaintext,
        ciphertextBlob: blobOf(used),
        algorithm: namesOf(used).algorithm,
        keyVersionId: instanceVersionId(keyId, keyVersion),
      },
    };
  },
});

/** A data key under the first version. */
export const generateDataKey = operation({
  request: GenerateDataKeyRequestSchema,
  response: GenerateDataKeyResponseSchema,
  symmetricOnly: true,
  async run(asked) {
    requireGcm(asked.request.algorithm);
    const used = await dataKey(asked, "first");
    const { keyId, iv, plaintext, ciphertext } = used;
    const { algorithm } = namesOf(used);
    return { used, response: { keyId: instanceKeyId(keyId), iv, plaintext, ciphertextBlob: ciphertext, algorithm } };
  },
});

type PairType = (typeof DATA_KEY_PAIR_TYPES)[number];

const PAIR_SPECS: Readonly<Record<string, PairType>> = {
  RSA_2048: "rsa-2048",
  RSA_3072: "rsa-3072",
  RSA_4096: "rsa-4096",
  EC_P256: "ecdsa-p256",
};
const FORMATS = { PEM: "pem", DER: "der" } as const;

interface PairFields {
  readonly keyId: string;
  readonly keyPairSpec: string;
  readonly keyFormat: string;
  readonly aad: Uint8Array;
}

async function keyPair(
  { request, target, with: call }: Asked<PairFields>,
  { version, withPlaintext }: { readonly version: Version; readonly withPlaintext: boolean },
) {
  const named = target(request.keyId);
  const keyType = chosen(request.keyPairSpec, PAIR_SPECS, "KeyPairSpec");
  if (keyType === undefined) throw missing("KeyPairSpec");
  const format = chosen<"pem" | "der">(request.keyFormat, FORMATS, "KeyFormat") ?? "pem";
  const body = { version, keyType, format, withPlaintext, associatedData: optionalBytes(request.aad) };
  const used = await dataKeyPair(call(body), named);
  return {
    used,
    shared: {
      keyId: instanceKeyId(used.keyId),
      iv: used.iv,
      keyPairSpec: request.keyPairSpec,
      publicKey: used.publicKey,
      algorithm: namesOf(used).algorithm,
    },
    versionId: instanceVersionId(used.keyId, used.keyVersion),
    privateKeyPlaintext: used.privateKey ?? new Uint8Array(),
  };
}

/** A key pair whose private key is encrypted under the newest version. */
export const advanceGenerateDataKeyPair = operation({
  request: AdvanceGenerateDataKeyPairRequestSchema,
  response: AdvanceGenerateDataKeyPairResponseSchema,
  symmetricOnly: true,
  async run(asked) {
    const made = await keyPair(asked, { version: "newest", withPlaintext: true });
    const { used, shared, privateKeyPlaintext, versionId: keyVersionId } = made;
    const privateKeyCiphertextBlob = blobOf(used);
    return { used, response: { ...shared, privateKeyPlaintext, privateKeyCiphertextBlob, keyVersionId } };
  },
});

/** The same, without telling the private key. */
export const advanceGenerateDataKeyPairWithoutPlaintext = operation({
  request: AdvanceGenerateDataKeyPairWithoutPlaintextRequestSchema,
  response: AdvanceGenerateDataKeyPairWithoutPlaintextResponseSchema,
  symmetricOnly: true,
  async run(asked) {
    const { used, shared, versionId } = await keyPair(asked, { version: "newest", withPlaintext: false });
    return { used, response: { ...shared, privateKeyCiphertextBlob: blobOf(used), keyVersionId: versionId } };
  },
});

/** A key pair whose private key is encrypted under the first version. */
export const generateDataKeyPair = operation({
  request: GenerateDataKeyPairRequestSchema,
  response: GenerateDataKeyPairResponseSchema,
  symmetricOnly: true,
  async run(asked) {
    requireGcm(asked.request.algorithm);
    const { used, shared, privateKeyPlaintext } = await keyPair(asked, { version: "first", withPlaintext: true });
    return { used, response: { ...shared, privateKeyPlaintext, privateKeyCiphertextBlob: used.ciphertext } };
  },
});

/** The same, without telling the private key. */
export const generateDataKeyPairWithoutPlaintext = operation({
  request: GenerateDataKeyPairWithoutPlaintextRequestSchema,
  response: GenerateDataKeyPairWithoutPlaintextResponseSchema,
  symmetricOnly: true,
  async run(asked) {
    requireGcm(asked.request.algorithm);
    const { used, shared } = await keyPair(asked, { version: "first", withPlaintext: false });
    return { used, response: { ...shared, privateKeyCiphertextBlob: used.ciphertext } };
  },
});

function blobOf({ keyId, keyVersion, iv, ciphertext }: Awaited<ReturnType<typeof dataKeyPair | typeof dataKeyBytes>>) {
  return encodeBlob({ keyId, version: keyVersion, mode: "gcm", padded: false, iv, ciphertext });
}
