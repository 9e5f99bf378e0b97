import { decryptBytes, encryptBytes, FIRST_VERSION } from "@/lib/kms/encrypt-bytes";
import { cipherOf, isPadded, namesOf } from "./algorithms";
import { type CiphertextBlob, encodeBlob, parseBlob } from "./ciphertext-blob";
import { invalidParameter, NOT_DECRYPTED } from "./instance-error";
import {
  AdvanceDecryptRequestSchema,
  AdvanceDecryptResponseSchema,
  AdvanceEncryptRequestSchema,
  AdvanceEncryptResponseSchema,
  DecryptRequestSchema,
  DecryptResponseSchema,
  EncryptRequestSchema,
  EncryptResponseSchema,
} from "./instance-messages";
import { instanceKeyId, instanceVersionId, parseVersionId } from "./key-ids";
import { type Asked, operation, optionalBytes, requiredBytes } from "./operation";

interface EncryptFields {
  readonly keyId: string;
  readonly plaintext: Uint8Array;
  readonly algorithm: string;
  readonly aad: Uint8Array;
  readonly iv: Uint8Array;
  readonly paddingMode: string;
}

interface DecryptFields {
  readonly keyId: string;
  readonly ciphertextBlob: Uint8Array;
  readonly algorithm: string;
  readonly aad: Uint8Array;
  readonly iv: Uint8Array;
  readonly paddingMode: string;
}

async function encrypted({ request, target, with: call }: Asked<EncryptFields>, version: "first" | "newest") {
  const named = target(request.keyId);
  const body = {
    symmetricOnly: version === "newest",
    version,
    cipher: cipherOf(request.algorithm),
    padded: isPadded(request.paddingMode),
    iv: optionalBytes(request.iv),
    associatedData: optionalBytes(request.aad),
    plaintext: requiredBytes(request.plaintext, "Plaintext"),
  };
  return encryptBytes(call(body), named);
}

async function decrypted({ request, target, with: call, versionId }: Asked<DecryptFields>, symmetricOnly: boolean) {
  const named = target(request.keyId);
  const version = versionId === null ? null : parseVersionId(versionId);
  if (versionId !== null && version === null) {
    throw invalidParameter("x-kms-migrationkeyversionid must be the identity of a key version.");
  }
  const body = {
    symmetricOnly,
    version: version?.version ?? FIRST_VERSION,
    expectedKeyId: version?.keyId,
    cipher: cipherOf(request.algorithm),
    padded: isPadded(request.paddingMode),
    iv: optionalBytes(request.iv),
    associatedData: optionalBytes(request.aad),
    ciphertext: requiredBytes(request.ciphertextBlob, "CiphertextBlob"),
  };
  return decryptBytes(call(body), named);
}

/** Encrypts under the newest version; the blob carries what decrypting it takes. */
export const advanceEncrypt = operation({
  request: AdvanceEncryptRequestSchema,
  response: AdvanceEncryptResponseSchema,
  symmetricOnly: true,
  async run(asked) {
    const used = await encrypted(asked, "newest");
    const { keyId, keyVersion, cipher, padded, iv, ciphertext } = used;
    if (cipher === "oaep") throw new Error("an RSA key was used where only symmetric ones are");
    return {
      used,
      response: {
        keyId: instanceKeyId(keyId),
        ciphertextBlob: encodeBlob({ keyId, version: keyVersion, mode: cipher, padded, iv, ciphertext }),
        iv,
        keyVersionId: instanceVersionId(keyId, keyVersion),
        ...namesOf(used),
      },
    };
  },
});

/** Encrypts under the first version, for ever; the caller keeps the vector and everything else. */
export const encrypt = operation({
  request: EncryptRequestSchema,
  response: EncryptResponseSchema,
  async run(asked) {
    const used = await encrypted(asked, "first");
    const { keyId, iv, ciphertext } = used;
    return { used, response: { keyId: instanceKeyId(keyId), ciphertextBlob: ciphertext, iv, ...namesOf(used) } };
  },
});

/** Decrypts what encrypt gave. */
export const decrypt = operation({
  request: DecryptRequestSchema,
  response: DecryptResponseSchema,
  async run(asked) {
    const used = await decrypted(asked, false);
    return { used, response: { keyId: instanceKeyId(used.keyId), plaintext: used.plaintext, ...namesOf(used) } };
  },
});

/** Decrypts what advanceEncrypt gave, by the blob alone; or what encrypt gave, like decrypt. */
export const advanceDecrypt = operation({
  request: AdvanceDecryptRequestSchema,
  response: AdvanceDecryptResponseSchema,
  symmetricOnly: true,
  async run(asked) {
    requiredBytes(asked.request.ciphertextBlob, "CiphertextBlob");
    const blob = parseBlob(asked.request.ciphertextBlob);
    const used = await (blob === null ? decrypted(asked, true) : opened(asked, blob));
    const { keyId, keyVersion, plaintext } = used;
    const keyVersionId = instanceVersionId(keyId, keyVersion);
    return { used, response: { keyId: instanceKeyId(keyId), plaintext, keyVersionId, ...namesOf(used) } };
  },
});

async function opened({ request, target, with: call }: Asked<DecryptFields>, blob: CiphertextBlob) {
  requireAgreement(request, blob);
  // An alias may have been given to another key since; an identity or slug that is sent along must be that of the blob.
  const isNamed = request.keyId !== "" && !request.keyId.startsWith("alias/");
  const named = target(isNamed ? request.keyId : instanceKeyId(blob.keyId));
  const body = {
    symmetricOnly: true,
    version: blob.version,
    expectedKeyId: blob.keyId,
    cipher: blob.mode,
    padded: blob.mode === "gcm" ? undefined : blob.padded,
    iv: optionalBytes(blob.iv),
    associatedData: optionalBytes(request.aad),
    ciphertext: blob.ciphertext,
  };
  return decryptBytes(call(body), named);
}

/** What is sent along with a blob must be what it says itself: nothing outside it chooses how it is opened. */
function requireAgreement({ algorithm, iv, paddingMode }: DecryptFields, blob: CiphertextBlob): void {
  const cipher = cipherOf(algorithm);
  const padded = isPadded(paddingMode);
  const agrees =
    (cipher === undefined || cipher === blob.mode) &&
    (padded === undefined || (blob.mode !== "gcm" && padded === blob.padded)) &&
    (iv.length === 0 || Buffer.compare(iv, blob.iv) === 0);
  if (!agrees) throw invalidParameter(NOT_DECRYPTED);
}
