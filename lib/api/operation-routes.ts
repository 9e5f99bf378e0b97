import { decryptRequest, decryptResponse, encryptRequest, encryptResponse } from "@/lib/contract/kms";
import {
  hmacRequest,
  hmacResponse,
  signRequest,
  signResponse,
  verifyHmacRequest,
  verifyHmacResponse,
  verifyRequest,
  verifyResponse,
} from "@/lib/contract/kms-operations";
import { decrypt } from "@/lib/kms/decrypt";
import { encrypt } from "@/lib/kms/encrypt";
import { hmac, verifyHmac } from "@/lib/kms/hmac";
import { sign } from "@/lib/kms/sign";
import { verify } from "@/lib/kms/verify";
import { body, keyOf, OPERATION_ERRORS, type Route } from "./route";

/** What applications do with keys. */
export const OPERATION_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/encrypt",
    operationId: "encrypt",
    tag: "Cryptography",
    status: 200,
    summary: "Encrypt",
    description: "Encrypts 1 to 65,535 bytes under the newest version of the key, or under keyVersion.",
    request: encryptRequest,
    example: { plaintext: "aGVsbG8=" },
    response: encryptResponse,
    errors: OPERATION_ERRORS,
    run: (call, input) => body(encrypt(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/decrypt",
    operationId: "decrypt",
    tag: "Cryptography",
    status: 200,
    summary: "Decrypt",
    description:
      "Decrypts what encrypt returned, with the version the ciphertext names. A failure does not say why it failed.",
    request: decryptRequest,
    example: { ciphertext: "thalassa:v1:…" },
    response: decryptResponse,
    errors: [...OPERATION_ERRORS, "invalid_ciphertext", "decryption_failed"],
    run: (call, input) => body(decrypt(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/sign",
    operationId: "sign",
    tag: "Cryptography",
    status: 200,
    summary: "Sign",
    description:
      "Signs 1 to 65,535 bytes, or a digest that is ready, with the newest version of the key or with keyVersion.",
    request: signRequest,
    example: { input: "aGVsbG8=" },
    response: signResponse,
    errors: OPERATION_ERRORS,
    run: (call, input) => body(sign(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/verify",
    operationId: "verify",
    tag: "Cryptography",
    status: 200,
    summary: "Verify a signature",
    description:
      "Says whether a signature is one of this key over the input. A wrong one is valid: false, not an error.",
    request: verifyRequest,
    example: { input: "aGVsbG8=", signature: "thalassa:v1:…" },
    response: verifyResponse,
    errors: [...OPERATION_ERRORS, "invalid_signature"],
    run: (call, input) => body(verify(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/hmac",
    operationId: "hmac",
    tag: "Cryptography",
    status: 200,
    summary: "Compute an HMAC",
    description: "Authenticates 1 to 65,535 bytes with the newest version of the key or with keyVersion.",
    request: hmacRequest,
    example: { input: "aGVsbG8=" },
    response: hmacResponse,
    errors: OPERATION_ERRORS,
    run: (call, input) => body(hmac(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/verify-hmac",
    operationId: "verifyHmac",
    tag: "Cryptography",
    status: 200,
    summary: "Verify an HMAC",
    description: "Says whether an HMAC is one of this key over the input. A wrong one is valid: false, not an error.",
    request: verifyHmacRequest,
    example: { input: "aGVsbG8=", hmac: "thalassa:v1:…" },
    response: verifyHmacResponse,
    errors: [...OPERATION_ERRORS, "invalid_signature"],
    run: (call, input) => body(verifyHmac(call, keyOf(input))),
  },
];
