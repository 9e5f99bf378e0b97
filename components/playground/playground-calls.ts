import type { SampleCall } from "@/lib/format/call-samples";
import type { KeyPlace } from "../keys/key-actions";
import { type DecryptState, decryptRequestOf } from "./decrypt-state";
import { type EncryptState, encryptOptions, encryptRequestOf, plaintextProblem } from "./encrypt-state";

/** Longer values are read from a file, so that the sample stays readable. */
const SHOWN_CHARACTERS_MAX = 240;
const PLAINTEXT_EXAMPLE = "aGVsbG8sIGttcw==";
const CIPHERTEXT_EXAMPLE = "thalassa:v1:…";

/** The encrypt panel's call from an application. */
export function encryptCall(place: KeyPlace, origin: string, state: EncryptState): SampleCall {
  const base = callOn(place, origin, "encrypt");
  if (plaintextProblem(state) !== null) {
    return { ...base, body: { plaintext: PLAINTEXT_EXAMPLE, ...encryptOptions(state) } };
  }
  const request = encryptRequestOf(state);
  if (state.source !== "file" && request.plaintext.length <= SHOWN_CHARACTERS_MAX) return { ...base, body: request };
  const fromFile = { field: "plaintext", file: "payload.bin", as: "base64" } as const;
  return { ...base, body: encryptOptions(state), fromFile };
}

/** The decrypt panel's call from an application. */
export function decryptCall(place: KeyPlace, origin: string, state: DecryptState): SampleCall {
  const base = callOn(place, origin, "decrypt");
  const { ciphertext, ...options } = decryptRequestOf(state);
  if (ciphertext.length <= SHOWN_CHARACTERS_MAX) {
    return { ...base, body: { ciphertext: ciphertext || CIPHERTEXT_EXAMPLE, ...options } };
  }
  const fromFile = { field: "ciphertext", file: "ciphertext.txt", as: "text" } as const;
  return { ...base, body: options, fromFile };
}

function callOn(place: KeyPlace, origin: string, verb: "encrypt" | "decrypt") {
  const { organisation, project, region, key } = place;
  return { method: "POST", url: `${origin}/v1/kms/${region}/keys/${key}/${verb}`, organisation, project } as const;
}
