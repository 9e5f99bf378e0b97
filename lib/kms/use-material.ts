import { createSecretKey, type KeyObject } from "node:crypto";
import { type KeyType, keyTypeFacts, type SuiteOperation } from "@/lib/contract/key-types";
import type { WrappingHash } from "@/lib/contract/wrapping-hashes";
import { KeyMaterial } from "@/lib/crypto/key-material";
import { REVEAL_SECRET, SecretBytes } from "@/lib/crypto/secret-bytes";
import type { DecryptInput, SignInput, VerifyInput } from "@/lib/crypto/suite";
import { suiteFor } from "@/lib/crypto/suites";
import { runOnThread } from "./crypto-threads";
import { materialForm } from "./usable-key";

const isHeavy = (keyType: KeyType, operation: SuiteOperation) => keyTypeFacts(keyType).heavy.includes(operation);

/** Whether a use of a key runs on a thread. Digests that are signed ready-made go through JavaScript, which takes a millisecond. */
export function isHeavyUse(keyType: KeyType, operation: SuiteOperation, prehashed = false): boolean {
  return isHeavy(keyType, operation) || (prehashed && keyType !== "ed25519");
}

/**
 * New material for a version of a key of a type; on a thread where that takes long. Errors: unavailable where it is not
 * done by the deadline (monotonic milliseconds).
 */
export function generateMaterial(keyType: KeyType, deadlineMs: number): KeyMaterial | Promise<KeyMaterial> {
  if (!isHeavy(keyType, "generate")) return suiteFor(keyType).generate();
  return bytesOnThread({ operation: "generate", keyType }, deadlineMs).then((bytes) =>
    KeyMaterial.of(materialForm({ keyType, publicOnly: false }), SecretBytes.take(bytes)),
  );
}

/** How a key that is brought along was wrapped. */
export interface WrappedKey {
  readonly hash: WrappingHash;
  readonly blob: Uint8Array;
}

/**
 * Material of a type out of a wrapped key, opened and checked on a thread. Errors: import_failed, invalid_key_material,
 * unavailable.
 */
export async function importMaterial(
  keyType: KeyType,
  wrappingKey: KeyMaterial,
  { hash, blob }: WrappedKey,
  deadlineMs: number,
): Promise<KeyMaterial> {
  const key = wrappingKey.privateKey();
  const bytes = await bytesOnThread({ operation: "import", keyType, key, hash, blob }, deadlineMs);
  return KeyMaterial.of(materialForm({ keyType, publicOnly: false }), SecretBytes.take(bytes));
}

/** The stored bytes of material wrapped under somebody's RSA public key, on a thread. Errors: unavailable. */
export function wrapMaterial(
  material: KeyMaterial,
  publicKey: KeyObject,
  hash: WrappingHash,
  deadlineMs: number,
): Promise<Buffer> {
  const secret = createSecretKey(material.bytes().reveal(REVEAL_SECRET));
  return bytesOnThread({ operation: "wrap", key: publicKey, hash, secret }, deadlineMs);
}

/** Decrypts; on a thread where that takes long. Errors: decryption_failed, unavailable. */
export function decryptWith(
  keyType: KeyType,
  material: KeyMaterial,
  input: DecryptInput,
  deadlineMs: number,
): Buffer | Promise<Buffer> {
  if (!isHeavy(keyType, "decrypt")) return suiteFor(keyType).decrypt(material, input);
  return bytesOnThread({ operation: "decrypt", keyType, key: material.privateKey(), input }, deadlineMs);
}

/** Signs; on a thread where that takes long. Errors: payload_size, unavailable. */
export function signWith(
  keyType: KeyType,
  material: KeyMaterial,
  input: SignInput,
  deadlineMs: number,
): Buffer | Promise<Buffer> {
  if (!isHeavyUse(keyType, "sign", input.prehashed)) return suiteFor(keyType).sign(material, input);
  return bytesOnThread({ operation: "sign", keyType, key: material.privateKey(), input }, deadlineMs);
}

/** Verifies; on a thread where that takes long. Errors: payload_size, unavailable. */
export function verifyWith(
  keyType: KeyType,
  material: KeyMaterial,
  input: VerifyInput,
  deadlineMs: number,
): boolean | Promise<boolean> {
  if (!isHeavyUse(keyType, "verify", input.prehashed)) return suiteFor(keyType).verify(material, input);
  return runOnThread({ operation: "verify", keyType, key: material.publicKey(), input }, deadlineMs).then(Boolean);
}

async function bytesOnThread(job: Parameters<typeof runOnThread>[0], deadlineMs: number): Promise<Buffer> {
  const value = await runOnThread(job, deadlineMs);
  if (typeof value === "boolean") throw new Error(`a crypto thread answered ${job.operation} without bytes`);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
