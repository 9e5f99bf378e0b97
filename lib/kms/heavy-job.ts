import type { KeyObject } from "node:crypto";
import type { ErrorCode } from "@/lib/contract/errors";
import type { KeyType } from "@/lib/contract/key-types";
import type { WrappingHash } from "@/lib/contract/wrapping-hashes";
import type { DecryptInput, SignInput, VerifyInput } from "@/lib/crypto/suite";

/** Work for a thread. Key objects share their memory with the sender; nothing secret is copied but generated and imported keys. */
export type HeavyJob =
  | { readonly operation: "generate"; readonly keyType: KeyType }
  | { readonly operation: "decrypt"; readonly keyType: KeyType; readonly key: KeyObject; readonly input: DecryptInput }
  | { readonly operation: "sign"; readonly keyType: KeyType; readonly key: KeyObject; readonly input: SignInput }
  | { readonly operation: "verify"; readonly keyType: KeyType; readonly key: KeyObject; readonly input: VerifyInput }
  | ImportJob
  | WrapJob;

/** Opens a wrapped key and gives it the stored form of its type. */
export interface ImportJob {
  readonly operation: "import";
  readonly keyType: KeyType;
  /** Private half of the wrapping key. */
  readonly key: KeyObject;
  readonly hash: WrappingHash;
  readonly blob: Uint8Array;
}

/** Wraps key bytes under somebody's public key. */
export interface WrapJob {
  readonly operation: "wrap";
  /** Public half of the wrapping key. */
  readonly key: KeyObject;
  readonly hash: WrappingHash;
  /** The bytes to wrap. */
  readonly secret: KeyObject;
}

/** A job as a thread is given it, several at a time. */
export interface GivenJob {
  readonly id: number;
  readonly job: HeavyJob;
}

/** What a thread answers to one job: a value, a refusal of the suite, or an error of the program. */
export type HeavyAnswer =
  | { readonly id: number; readonly value: Uint8Array | boolean }
  | { readonly id: number; readonly refused: { readonly code: ErrorCode; readonly message: string } }
  | { readonly id: number; readonly failed: string };
