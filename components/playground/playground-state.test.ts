import { expect, it } from "vitest";
import { decryptRequest, encryptRequest } from "@/lib/contract/kms";
import { DECRYPT_START, decryptReducer, decryptRequestOf } from "./decrypt-state";
import { ENCRYPT_START, type EncryptAct, encryptReducer, encryptRequestOf, plaintextProblem } from "./encrypt-state";

const after = (...acts: EncryptAct[]) => acts.reduce(encryptReducer, ENCRYPT_START);
const result = { ciphertext: "thalassa:v1:AA==", keyVersion: 1, elapsedInMilliseconds: 1 };

it("the bytes stay the same when they are typed another way", () => {
  const state = after({ type: "typed", typed: "hé" }, { type: "source", source: "hex" });
  expect(state.typed).toBe("68c3a9");
  const back = [{ type: "source", source: "base64" } as const, { type: "source", source: "text" } as const];
  expect(back.reduce(encryptReducer, state).typed).toBe("hé");
  expect(
    after({ type: "source", source: "hex" }, { type: "typed", typed: "ff" }, { type: "source", source: "text" }).typed,
  ).toBe("ff");
});

it("an answer never stands beside another question", () => {
  const answered = after({ type: "typed", typed: "a" }, { type: "encrypted", result });
  expect(answered.result).toBe(result);
  expect(encryptReducer(answered, { type: "typed", typed: "b" }).result).toBeNull();
  expect(encryptReducer(answered, { type: "option", option: { context: "c" } }).result).toBeNull();
  expect(
    encryptReducer(answered, { type: "refused", failure: { code: "unavailable", message: "no", requestId: "" } })
      .result,
  ).toBeNull();
});

it("sends what was typed, in the form the API takes", () => {
  const state = after(
    { type: "typed", typed: "hello, kms" },
    { type: "option", option: { keyVersion: 2, context: "a", associatedData: "b" } },
  );
  const request = { plaintext: "aGVsbG8sIGttcw==", keyVersion: 2, context: "YQ==", associatedData: "Yg==" };
  expect(encryptRequest.parse(encryptRequestOf(state))).toEqual(request);
});

it("names what keeps a plaintext from being sent", () => {
  expect(plaintextProblem(ENCRYPT_START)).toBe("missing");
  expect(plaintextProblem(after({ type: "source", source: "file" }))).toBe("missing");
  expect(plaintextProblem(after({ type: "source", source: "hex" }, { type: "typed", typed: "abc" }))).toBe("hex");
  expect(plaintextProblem(after({ type: "source", source: "base64" }, { type: "typed", typed: "a" }))).toBe("base64");
  expect(plaintextProblem(after({ type: "typed", typed: "x".repeat(65_536) }))).toBe("long");
  expect(plaintextProblem(after({ type: "typed", typed: "x".repeat(65_535) }))).toBeNull();
});

it("shows bytes that are not text in hex, and takes over everything a ciphertext was made with", () => {
  const from = { ciphertext: " thalassa:v1:AA== ", context: "c", associatedData: "" };
  const taken = decryptReducer(DECRYPT_START, { type: "taken", from });
  const request = { ciphertext: "thalassa:v1:AA==", context: "Yw==" };
  expect(decryptRequest.parse(decryptRequestOf(taken))).toEqual(request);
  const bytes = Uint8Array.of(0xff);
  const decrypted = { type: "decrypted", result: { bytes, keyVersion: 1, elapsedInMilliseconds: 1 } } as const;
  expect(decryptReducer(taken, decrypted).view).toBe("hex");
});
