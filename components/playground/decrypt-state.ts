import type { DecryptRequest } from "@/lib/contract/kms";
import { textFromBytes } from "@/lib/format/bytes";
import type { Failure } from "./encrypt-state";
import { type Encoding, optionalBase64 } from "./payload";

export interface DecryptResult {
  bytes: Uint8Array;
  keyVersion: number | string;
  elapsedInMilliseconds: number;
}

/** What stands in the decrypt panel. In memory only. */
export interface DecryptState {
  ciphertext: string;
  context: string;
  associatedData: string;
  /** How the plaintext is shown. */
  view: Encoding;
  result: DecryptResult | null;
  failure: Failure | null;
}

export type DecryptAct =
  | { type: "typed"; ciphertext: string }
  | { type: "option"; option: Partial<Pick<DecryptState, "context" | "associatedData">> }
  /** A ciphertext from the other panel, with what it was made with. */
  | { type: "taken"; from: Pick<DecryptState, "ciphertext" | "context" | "associatedData"> }
  | { type: "view"; view: Encoding }
  | { type: "decrypted"; result: DecryptResult }
  | { type: "refused"; failure: Failure };

export const DECRYPT_START: DecryptState = {
  ciphertext: "",
  context: "",
  associatedData: "",
  view: "text",
  result: null,
  failure: null,
};

/** Whatever changes the question takes its old answer away. */
export function decryptReducer(state: DecryptState, act: DecryptAct): DecryptState {
  const asked = { ...state, result: null, failure: null };
  switch (act.type) {
    case "typed":
      return { ...asked, ciphertext: act.ciphertext };
    case "option":
      return { ...asked, ...act.option };
    case "taken":
      return { ...asked, ...act.from };
    case "view":
      return { ...state, view: act.view };
    case "decrypted":
      return { ...state, result: act.result, failure: null, view: viewFor(act.result.bytes, state.view) };
    case "refused":
      return { ...state, result: null, failure: act.failure };
  }
}

/** Bytes that are not text are shown in hex. */
function viewFor(bytes: Uint8Array, view: Encoding): Encoding {
  return view === "text" && textFromBytes(bytes) === null ? "hex" : view;
}

/** The request that a state stands for. */
export function decryptRequestOf(state: DecryptState): DecryptRequest {
  const context = optionalBase64(state.context);
  const associatedData = optionalBase64(state.associatedData);
  return {
    ciphertext: state.ciphertext.trim(),
    ...(context === undefined ? {} : { context }),
    ...(associatedData === undefined ? {} : { associatedData }),
  };
}
