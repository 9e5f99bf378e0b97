import type { ErrorCode } from "@/lib/contract/errors";
import { encryptResponse } from "@/lib/contract/kms";
import { BATCH_BODY_BYTES_MAX } from "@/lib/contract/kms-limits";
import {
  batchRequest,
  batchResponse,
  dataKeyRequest,
  dataKeyResponse,
  jsonWebKeySet,
  jwtSignRequest,
  jwtSignResponse,
  jwtVerifyRequest,
  jwtVerifyResponse,
  randomRequest,
  randomResponse,
  rewrapRequest,
} from "@/lib/contract/kms-operations";
import { batch } from "@/lib/kms/batch";
import { dataKey } from "@/lib/kms/data-key";
import { getJwks } from "@/lib/kms/get-jwks";
import { jwtSign } from "@/lib/kms/jwt-sign";
import { jwtVerify } from "@/lib/kms/jwt-verify";
import { random } from "@/lib/kms/random";
import { rewrap } from "@/lib/kms/rewrap";
import {
  BODY_ERRORS,
  body,
  ENCRYPTION_ERRORS,
  KEY_ERRORS,
  keyOf,
  OPERATION_ERRORS,
  REGIONAL_ERRORS,
  type Route,
} from "./route";

/** How long others may keep a public key set, in seconds. */
const PUBLIC_JWKS = { "cache-control": "public, max-age=300" };

/** What no token can run into: it names its version itself, and that is one of the key or none. */
const WITHOUT_PAYLOAD: readonly ErrorCode[] = ["invalid_base64", "payload_size", "key_version_not_found"];

/** Operations beyond those of the reference, under the same addresses. */
export const FURTHER_ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/data-key",
    operationId: "createDataKey",
    tag: "Cryptography",
    status: 200,
    summary: "Make a data key",
    description:
      "16 to 1,024 random bytes to encrypt data with, and the same bytes encrypted under this key. Keep the ciphertext beside the data and let decrypt open it. Needs the right to encrypt as well.",
    request: dataKeyRequest,
    example: { keyBytes: 32 },
    requestOptional: true,
    response: dataKeyResponse,
    errors: ENCRYPTION_ERRORS,
    run: (call, input) => body(dataKey(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/rewrap",
    operationId: "rewrap",
    tag: "Cryptography",
    status: 200,
    summary: "Encrypt again under the newest version",
    description:
      "Opens a ciphertext and encrypts the same plaintext under the newest version, with the same context and associatedData. The plaintext does not leave the service.",
    request: rewrapRequest,
    example: { ciphertext: "thalassa:v1:…" },
    response: encryptResponse,
    errors: [...ENCRYPTION_ERRORS, "invalid_ciphertext", "decryption_failed"],
    run: (call, input) => body(rewrap(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/batch",
    operationId: "runBatch",
    tag: "Cryptography",
    status: 200,
    summary: "Run many operations at once",
    description:
      "Up to 1,000 operations with one key, mixed as you like, in a body of up to 8 MiB. Each item is an object with operation and the fields of that operation's request, and gets that operation's answer or an error of its own.",
    request: batchRequest,
    example: { items: [{ operation: "encrypt", plaintext: "aGVsbG8=" }] },
    bodyBytesMax: BATCH_BODY_BYTES_MAX,
    response: batchResponse,
    errors: [...KEY_ERRORS, ...BODY_ERRORS, "key_not_usable"],
    run: (call, input) => body(batch(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/random",
    operationId: "generateRandom",
    tag: "Cryptography",
    status: 200,
    summary: "Random bytes",
    description: "1 to 65,536 bytes from the service's cryptographic random number generator.",
    request: randomRequest,
    example: { bytes: 32 },
    requestOptional: true,
    response: randomResponse,
    errors: [...REGIONAL_ERRORS, ...BODY_ERRORS, "permission_denied"],
    run: (call, { parameters }) => body(random(call, { region: parameters.region ?? "" })),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/jwt/sign",
    operationId: "signJwt",
    tag: "Tokens",
    status: 200,
    summary: "Issue a JSON Web Token",
    description:
      "Signs a claims set. The algorithm follows from the key: ES256, ES384, ES512, EdDSA, HS256, HS512, RS256, or PS256 where the key does not use pkcs1v15. kid names key and version. This installation's own address is refused as iss.",
    request: jwtSignRequest,
    example: { claims: { iss: "https://issuer.example", sub: "ada" }, lifetimeInSeconds: 300 },
    response: jwtSignResponse,
    errors: OPERATION_ERRORS.filter((code) => code !== "invalid_base64"),
    run: (call, input) => body(jwtSign(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/kms/:region/keys/:key/jwt/verify",
    operationId: "verifyJwt",
    tag: "Tokens",
    status: 200,
    summary: "Verify a JSON Web Token",
    description:
      "Checks signature, exp, nbf and the claims named in the request. A well-formed token that is wrong is valid: false with a reason; one that cannot be a token of this key is an error.",
    request: jwtVerifyRequest,
    example: { token: "eyJhbGciOi…", issuer: "https://issuer.example" },
    response: jwtVerifyResponse,
    errors: [...OPERATION_ERRORS.filter((code) => !WITHOUT_PAYLOAD.includes(code)), "invalid_token"],
    run: (call, input) => body(jwtVerify(call, keyOf(input))),
  },
  {
    method: "GET",
    path: "/v1/kms/:region/keys/:key/jwks",
    operationId: "getKeyJwks",
    tag: "Tokens",
    status: 200,
    summary: "Read the JSON Web Key Set",
    description:
      "The public keys of every version that may be used now; empty while the key is not active. For keys with jwksPublic it is answered without any credential, by identity only, and may be cached for five minutes.",
    public: true,
    response: jsonWebKeySet,
    errors: [...KEY_ERRORS, "operation_not_supported", "purpose_forbids"],
    async run(call, input) {
      const { jwks, isPublic } = await getJwks(call, keyOf(input));
      return { body: jwks, headers: isPublic ? PUBLIC_JWKS : undefined };
    },
  },
];
