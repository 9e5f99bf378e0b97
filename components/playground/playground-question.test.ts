import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { decryptRequest, encryptRequest } from "@/lib/contract/kms";
import { dataKeyRequest, jwtSignRequest, signRequest, verifyRequest } from "@/lib/contract/kms-operations";
import { base64FromBytes } from "@/lib/format/bytes";
import { type DraftAct, type Drafts, draftsReducer, FIRST_DRAFTS } from "./drafts";
import { fileDigests } from "./file-digests";
import { operationsOf, optionsOf, type TriedKey } from "./operations";
import { problemsOf } from "./problems";
import { digestOf, EMPTY_QUESTION, requestOf } from "./question";

const AES: TriedKey = { keyType: "aes256-gcm96", purpose: "general" };
const RSA: TriedKey = { keyType: "rsa-2048", purpose: "general", rsaPaddings: ["oaep", "pss", "pkcs1v15"] };
const ECDSA: TriedKey = { keyType: "ecdsa-p256", purpose: "sign" };
const ED25519: TriedKey = { keyType: "ed25519", purpose: "sign" };
const HMAC: TriedKey = { keyType: "hmac", purpose: "mac" };

const after = (...acts: DraftAct[]): Drafts => acts.reduce(draftsReducer, FIRST_DRAFTS);
const typed = (operation: "encrypt" | "sign" | "hmac", text: string): DraftAct => ({
  type: "typed",
  operation,
  typed: text,
});
const answered = (operation: DraftAct["operation"], drafts: Drafts, answer: object): DraftAct => ({
  type: "answered",
  operation,
  asked: drafts[operation].question,
  answered: { answer, elapsedInMilliseconds: 1 },
});

it("a key has a tab for each of its operations and for nothing else", () => {
  expect(operationsOf(AES)).toEqual(["encrypt", "decrypt", "data_key", "rewrap"]);
  expect(operationsOf(ED25519)).toEqual(["sign", "verify"]);
  expect(operationsOf({ ...ED25519, publicOnly: true })).toEqual(["verify"]);
  expect(operationsOf({ ...RSA, publicOnly: true })).toEqual(["encrypt", "verify", "jwt_verify"]);
  expect(operationsOf({ ...RSA, rsaPaddings: ["pss"] })).toEqual(["sign", "verify", "jwt_sign", "jwt_verify"]);
  expect(operationsOf({ ...RSA, rsaPaddings: ["oaep"] })).toEqual(["encrypt", "decrypt", "rewrap"]);
  expect(operationsOf(HMAC)).toEqual(["hmac", "verify_hmac"]);
  expect(operationsOf({ keyType: "hmac-sha256", purpose: "jwt" })).toEqual(["jwt_sign", "jwt_verify"]);
  expect(operationsOf({ keyType: "ecdsa-p256", purpose: "dnssec" })).toEqual(["verify"]);
});

it("offers only options that have an effect on the key", () => {
  const { options } = EMPTY_QUESTION;
  expect(optionsOf("sign", ED25519, options)).toEqual(["keyVersion"]);
  expect(optionsOf("verify", ED25519, options)).toEqual([]);
  expect(optionsOf("verify", ECDSA, options)).toEqual(["hashAlgorithm", "marshalingAlgorithm", "prehashed"]);
  expect(optionsOf("verify", RSA, options)).toContain("saltLength");
  expect(optionsOf("verify", RSA, { ...options, signatureAlgorithm: "pkcs1v15" })).not.toContain("saltLength");
  expect(optionsOf("decrypt", { ...AES, contextAllowed: false }, options)).toEqual(["associatedData"]);
  expect(optionsOf("hmac", { ...HMAC, keyType: "hmac-sha512" }, options)).toEqual(["keyVersion"]);
});

it("the bytes stay the same when they are typed another way", () => {
  const hex = after(typed("encrypt", "hé"), { type: "source", operation: "encrypt", source: "hex" });
  expect(hex.encrypt.question.payload.typed).toBe("68c3a9");
  const text = draftsReducer(hex, { type: "source", operation: "encrypt", source: "text" });
  expect(text.encrypt.question.payload.typed).toBe("hé");
});

it("an answer never stands beside another question, nor comes back to one that was changed meanwhile", () => {
  const asked = after(typed("encrypt", "a"));
  const done = draftsReducer(asked, answered("encrypt", asked, { ciphertext: "thalassa:v1:AA==" }));
  expect(done.encrypt.answered).not.toBeNull();
  expect(draftsReducer(done, typed("encrypt", "b")).encrypt.answered).toBeNull();
  const changed = draftsReducer(asked, typed("encrypt", "b"));
  expect(draftsReducer(changed, answered("encrypt", asked, {})).encrypt.answered).toBeNull();
});

it("sends what was typed, in the form the API takes", () => {
  const options = { keyVersion: "2", context: "a", associatedData: "b" };
  const { question } = after(typed("encrypt", "hello, kms"), {
    type: "options",
    operation: "encrypt",
    options,
  }).encrypt;
  const request = { plaintext: "aGVsbG8sIGttcw==", keyVersion: 2, context: "YQ==", associatedData: "Yg==" };
  expect(encryptRequest.parse(requestOf("encrypt", AES, question))).toEqual(request);
  expect(requestOf("encrypt", RSA, question)).toEqual({ plaintext: "aGVsbG8sIGttcw==", keyVersion: 2 });
  const plain = requestOf("data_key", AES, {
    ...EMPTY_QUESTION,
    options: { ...EMPTY_QUESTION.options, withPlaintext: false },
  });
  expect(dataKeyRequest.parse(plain)).toEqual({ keyBytes: 32, withPlaintext: false });
  expect(jwtSignRequest.parse(requestOf("jwt_sign", ECDSA, EMPTY_QUESTION))).toEqual({
    claims: { sub: "user-42" },
    lifetimeInSeconds: 3600,
  });
});

it("names a padding where the key does not have the API's default", () => {
  const key: TriedKey = { ...RSA, rsaPaddings: ["pkcs1v15"] };
  expect(requestOf("sign", key, EMPTY_QUESTION).signatureAlgorithm).toBe("pkcs1v15");
  expect(requestOf("sign", RSA, EMPTY_QUESTION).signatureAlgorithm).toBeUndefined();
});

it("hands a signature to verify with its input and options, and a plaintext back to encrypt", () => {
  const signed = after(typed("sign", "hello"), { type: "options", operation: "sign", options: { saltLength: "20" } });
  const taken = draftsReducer(draftsReducer(signed, answered("sign", signed, { signature: "thalassa:v1:AA==" })), {
    type: "taken",
    operation: "sign",
  });
  expect(verifyRequest.parse(requestOf("verify", RSA, taken.verify.question))).toEqual({
    input: "aGVsbG8=",
    signature: "thalassa:v1:AA==",
    saltLength: 20,
  });
  const opened = draftsReducer(FIRST_DRAFTS, answered("decrypt", FIRST_DRAFTS, { plaintext: "/w==" }));
  expect(opened.decrypt.view).toBe("hex");
  const again = draftsReducer(opened, { type: "taken", operation: "decrypt" });
  expect(again.encrypt.question.payload).toEqual({ source: "hex", typed: "ff", file: null });
});

it("takes a context over from encrypt to decrypt", () => {
  const asked = after(typed("encrypt", "a"), { type: "options", operation: "encrypt", options: { context: "c" } });
  const done = draftsReducer(asked, answered("encrypt", asked, { ciphertext: "thalassa:v1:AA==" }));
  const { decrypt } = draftsReducer(done, { type: "taken", operation: "encrypt" });
  const request = { ciphertext: "thalassa:v1:AA==", context: "Yw==" };
  expect(decryptRequest.parse(requestOf("decrypt", AES, decrypt.question))).toEqual(request);
});

it("names what keeps a question from being sent", () => {
  const problem = (of: TriedKey, operation: "encrypt" | "sign" | "hmac", text: string) =>
    problemsOf(operation, of, after(typed(operation, text))[operation].question).payload;
  expect(problem(AES, "encrypt", "")).toEqual({ text: "missing" });
  expect(problem(AES, "encrypt", "x".repeat(65_535))).toBeUndefined();
  expect(problem(AES, "encrypt", "x".repeat(65_536))).toEqual({ text: "long", max: 65_535 });
  expect(problem(RSA, "encrypt", "x".repeat(190))).toBeUndefined();
  expect(problem(RSA, "encrypt", "x".repeat(191))).toEqual({ text: "longRsa", max: 190 });
  expect(problem(ED25519, "sign", "x".repeat(65_536))?.text).toBe("longEd25519");
  expect(problem(HMAC, "hmac", "x".repeat(65_536))?.text).toBe("longHmac");
  expect(problemsOf("verify", ECDSA, EMPTY_QUESTION).earlier).toEqual({ text: "noSignature" });
  expect(problemsOf("jwt_sign", ECDSA, { ...EMPTY_QUESTION, claims: "[]" }).claims).toEqual({ text: "claims" });
  expect(problemsOf("jwt_sign", ECDSA, { ...EMPTY_QUESTION, claims: '{"exp":1}' }).claims).toEqual({
    text: "expTwice",
  });
  const options = { ...EMPTY_QUESTION.options, keyBytes: "15", prehashed: true };
  expect(problemsOf("data_key", AES, { ...EMPTY_QUESTION, options }).keyBytes?.text).toBe("number");
  const short = { ...after(typed("sign", "short")).sign.question, options };
  expect(problemsOf("sign", ECDSA, short).payload).toMatchObject({ text: "digest", max: 32, used: 5 });
});

it("sends the digest of a file too large for a call, and only where the key signs digests", async () => {
  const content = new Uint8Array(70_000).fill(7);
  const digests = await fileDigests(new Blob([content]));
  const file = { name: "large.bin", size: content.length, bytes: null, digests };
  const question = { ...EMPTY_QUESTION, payload: { source: "file", typed: "", file } } as const;
  const digest = createHash("sha256").update(content).digest();
  expect(problemsOf("sign", ECDSA, question)).toEqual({});
  expect(signRequest.parse(requestOf("sign", ECDSA, question))).toEqual({
    input: base64FromBytes(digest),
    prehashed: true,
  });
  expect(digestOf("sign", ED25519, question)).toBeNull();
  expect(problemsOf("sign", ED25519, question).payload?.text).toBe("longEd25519");
  const sha3 = { ...question, options: { ...question.options, hashAlgorithm: "sha3-256" } };
  expect(problemsOf("sign", RSA, sha3).hashAlgorithm).toEqual({ text: "browserHash", algorithm: "sha3-256" });
  const insecure = { ...question, payload: { ...question.payload, file: { ...file, digests: null } } };
  expect(problemsOf("sign", RSA, insecure).payload?.text).toBe("insecure");
});
