import type { EncryptRequest } from "@/lib/contract/kms";
import { PLAINTEXT_BYTES_MAX } from "@/lib/contract/kms-limits";
import { base64FromBytes } from "@/lib/format/bytes";
import { optionalBase64, type PayloadFile, type PayloadSource, readTyped, writeBytes } from "./payload";

/** A refusal, as a result panel shows it. */
export interface Failure {
  /** Of the API, or `network`. */
  code: string;
  message: string;
  requestId: string;
}

export interface EncryptResult {
  ciphertext: string;
  keyVersion: number | string;
  elapsedInMilliseconds: number;
}

/** What stands in the encrypt panel. In memory only: never in the address, storage or a query's cache. */
export interface EncryptState {
  source: PayloadSource;
  typed: string;
  file: PayloadFile | null;
  /** Null: the latest. */
  keyVersion: number | null;
  /** As text; sent as base64 of its UTF-8 bytes. */
  context: string;
  associatedData: string;
  result: EncryptResult | null;
  failure: Failure | null;
}

export type EncryptAct =
  | { type: "typed"; typed: string }
  | { type: "source"; source: PayloadSource }
  | { type: "file"; file: PayloadFile | null }
  | { type: "option"; option: Partial<Pick<EncryptState, "keyVersion" | "context" | "associatedData">> }
  | { type: "encrypted"; result: EncryptResult }
  | { type: "refused"; failure: Failure };

export const ENCRYPT_START: EncryptState = {
  source: "text",
  typed: "",
  file: null,
  keyVersion: null,
  context: "",
  associatedData: "",
  result: null,
  failure: null,
};

/** Whatever changes the question takes its old answer away. */
export function encryptReducer(state: EncryptState, act: EncryptAct): EncryptState {
  const asked = { ...state, result: null, failure: null };
  switch (act.type) {
    case "typed":
      return { ...asked, typed: act.typed };
    case "source":
      return { ...state, source: act.source, typed: typedAs(state, act.source) };
    case "file":
      return { ...asked, file: act.file };
    case "option":
      return { ...asked, ...act.option };
    case "encrypted":
      return { ...state, result: act.result, failure: null };
    case "refused":
      return { ...state, result: null, failure: act.failure };
  }
}

/** Another way to type the same bytes; what cannot be written that way stays as it is. */
function typedAs(state: EncryptState, source: PayloadSource): string {
  if (source === "file" || state.source === "file") return state.typed;
  const bytes = readTyped(state.typed, state.source);
  return (bytes && writeBytes(bytes, source)) ?? state.typed;
}

/** The plaintext; null where what was typed is not in its encoding, or no file was chosen. */
export function plaintextOf({ source, typed, file }: EncryptState): Uint8Array | null {
  return source === "file" ? (file?.bytes ?? null) : readTyped(typed, source);
}

/** What keeps a plaintext from being sent; null where nothing does. */
export function plaintextProblem(state: EncryptState): "missing" | "hex" | "base64" | "long" | null {
  const bytes = plaintextOf(state);
  if (bytes === null) return state.source === "hex" || state.source === "base64" ? state.source : "missing";
  if (bytes.length === 0) return "missing";
  return bytes.length > PLAINTEXT_BYTES_MAX ? "long" : null;
}

/** The request for everything but the plaintext. */
export function encryptOptions(state: EncryptState): Omit<EncryptRequest, "plaintext"> {
  const context = optionalBase64(state.context);
  const associatedData = optionalBase64(state.associatedData);
  return {
    ...(state.keyVersion === null ? {} : { keyVersion: state.keyVersion }),
    ...(context === undefined ? {} : { context }),
    ...(associatedData === undefined ? {} : { associatedData }),
  };
}

/** The request that a state without a problem stands for. */
export function encryptRequestOf(state: EncryptState): EncryptRequest {
  return { plaintext: base64FromBytes(plaintextOf(state) ?? new Uint8Array()), ...encryptOptions(state) };
}
