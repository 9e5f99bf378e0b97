/** Requests that must be refused, and how. Paths are relative to `/v1/kms`; `{key}` is an active AES key, `{disabled}` a disabled one. */
export interface Refusal {
  readonly name: string;
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly rawBody?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly status: number;
  readonly code: string;
  /** What the message must say. */
  readonly says?: RegExp;
}

const base64 = (bytes: number) => Buffer.alloc(bytes, 65).toString("base64");
const encrypt = { method: "POST", path: "/nl-01/keys/{key}/encrypt" } as const;
const decrypt = { method: "POST", path: "/nl-01/keys/{key}/decrypt" } as const;
const create = { method: "POST", path: "/nl-01/keys" } as const;
const rotation = { method: "PATCH", path: "/nl-01/keys/{key}/rotation" } as const;
const hello = { plaintext: "aGVsbG8=" };

const keyVersions: Refusal[] = [0, -1, "x", 1.5, 2 ** 31, "01", "", null].map((keyVersion) => ({
  ...encrypt,
  name: `keyVersion ${JSON.stringify(keyVersion)}`,
  body: { ...hello, keyVersion },
  status: 400,
  code: "invalid_request",
  says: /keyVersion: must be a whole number from 1 to 2147483647/,
}));

const credentials: Refusal[] = [
  ["no credential", null],
  ["an unknown token", `Bearer tc_pat_${"A".repeat(43)}`],
  ["an empty token", "Bearer "],
  ["another scheme", "Digest abc"],
  ["a token with NUL escaped", "Bearer tc_pat_%00"],
].map(([name, authorization]) => ({
  name: `${name}`,
  method: "GET",
  path: "/summary",
  headers: { authorization: authorization ?? null },
  status: 401,
  code: "unauthenticated",
}));

const ciphertexts: [string, unknown, string, RegExp][] = [
  ["truncated prefix", "thalassa", "invalid_ciphertext", /./],
  ["another prefix", "vault:v1:AAAA", "invalid_ciphertext", /prefix|thalassa/],
  ["version 0", `thalassa:v0:${base64(40)}`, "invalid_ciphertext", /version/],
  ["version with a leading zero", `thalassa:v01:${base64(40)}`, "invalid_ciphertext", /version/],
  ["version 2^31", `thalassa:v2147483648:${base64(40)}`, "invalid_ciphertext", /version/],
  ["payload that is not base64", "thalassa:v1:a*b=", "invalid_ciphertext", /payload|base64/],
  ["payload with a line break", `thalassa:v1:${base64(40)}\n`, "invalid_ciphertext", /./],
  ["a version that does not exist", `thalassa:v9:${base64(40)}`, "key_version_not_found", /version 9/],
  ["a payload that is too short", "thalassa:v1:AAAA", "decryption_failed", /./],
  ["a payload of zeros", `thalassa:v1:${Buffer.alloc(60).toString("base64")}`, "decryption_failed", /./],
  ["a number", 5, "invalid_request", /ciphertext/],
];

const timelessCursor = Buffer.from(
  JSON.stringify({ sort: "createdAt", after: { "nl-01": { value: "soon", id: "x" } } }),
).toString("base64url");

/** Every refusal of the symmetric part of the API. */
export const REFUSALS: readonly Refusal[] = [
  ...credentials,
  ...keyVersions,
  ...ciphertexts.map(([name, ciphertext, code, says]) => ({
    ...decrypt,
    name: `ciphertext: ${name}`,
    body: { ciphertext },
    status: 400,
    code,
    says,
  })),
  {
    name: "another organisation",
    method: "GET",
    path: "/nl-01/keys",
    headers: { "x-organisation-identity": "o-00000000000000000000" },
    status: 404,
    code: "organisation_not_found",
  },
  {
    name: "an unknown project",
    method: "GET",
    path: "/nl-01/keys",
    headers: { "x-project-identity": "nothing" },
    status: 404,
    code: "project_not_found",
  },
  { name: "an unknown region", method: "GET", path: "/xx-99/keys", status: 404, code: "region_not_found" },
  {
    name: "an unknown region on create",
    ...create,
    path: "/xx-99/keys",
    body: { name: "a" },
    status: 404,
    code: "region_not_found",
  },
  {
    name: "an unknown key by slug",
    method: "GET",
    path: "/nl-01/keys/nothing-here",
    status: 404,
    code: "key_not_found",
  },
  {
    name: "an unknown key by identity",
    method: "GET",
    path: "/nl-01/keys/kms-00000000000000000000",
    status: 404,
    code: "key_not_found",
  },
  {
    name: "a key of another region",
    ...encrypt,
    path: "/nl-02/keys/{key}/encrypt",
    body: hello,
    status: 404,
    code: "key_not_found",
  },
  {
    name: "an unknown key with a bad body",
    ...encrypt,
    path: "/nl-01/keys/nothing-here/encrypt",
    rawBody: "{",
    status: 404,
    code: "key_not_found",
  },
  {
    name: "an empty plaintext",
    ...encrypt,
    body: { plaintext: "" },
    status: 400,
    code: "payload_size",
    says: /1 to 65,535 bytes/,
  },
  {
    name: "65,536 bytes",
    ...encrypt,
    body: { plaintext: base64(65_536) },
    status: 400,
    code: "payload_size",
    says: /65,536/,
  },
  {
    name: "invalid base64",
    ...encrypt,
    body: { plaintext: "a*b=" },
    status: 400,
    code: "invalid_base64",
    says: /plaintext/,
  },
  { name: "unpadded base64", ...encrypt, body: { plaintext: "YQ" }, status: 400, code: "invalid_base64" },
  { name: "base64 with spare bits", ...encrypt, body: { plaintext: "YR==" }, status: 400, code: "invalid_base64" },
  { name: "no plaintext", ...encrypt, body: {}, status: 400, code: "invalid_request", says: /plaintext/ },
  {
    name: "an unknown field",
    ...encrypt,
    body: { ...hello, plaintxt: "a" },
    status: 400,
    code: "invalid_request",
    says: /plaintxt/,
  },
  { name: "no body", ...encrypt, status: 400, code: "invalid_request" },
  { name: "an array as body", ...encrypt, body: [hello], status: 400, code: "invalid_request" },
  {
    name: "an empty context",
    ...encrypt,
    body: { ...hello, context: "" },
    status: 400,
    code: "payload_size",
    says: /context/,
  },
  {
    name: "a context of 1,025 bytes",
    ...encrypt,
    body: { ...hello, context: base64(1_025) },
    status: 400,
    code: "payload_size",
    says: /context/,
  },
  {
    name: "associatedData of 8,193 bytes",
    ...encrypt,
    body: { ...hello, associatedData: base64(8_193) },
    status: 400,
    code: "payload_size",
    says: /associatedData/,
  },
  {
    name: "a version that does not exist",
    ...encrypt,
    body: { ...hello, keyVersion: 7 },
    status: 400,
    code: "key_version_not_found",
    says: /version 7/,
  },
  { name: "malformed JSON", ...encrypt, rawBody: '{"plaintext": ', status: 400, code: "malformed_json" },
  {
    name: "a wrong content type",
    ...encrypt,
    rawBody: "plaintext=a",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    status: 415,
    code: "unsupported_media_type",
  },
  {
    name: "a body of 10 MB",
    ...encrypt,
    rawBody: JSON.stringify({ plaintext: "A".repeat(10_000_000) }),
    status: 413,
    code: "payload_too_large",
  },
  {
    name: "encrypt with a disabled key",
    ...encrypt,
    path: "/nl-01/keys/{disabled}/encrypt",
    body: hello,
    status: 400,
    code: "key_not_usable",
    says: /disabled/,
  },
  {
    name: "a disabled key before the body",
    ...encrypt,
    path: "/nl-01/keys/{disabled}/encrypt",
    rawBody: "{",
    status: 400,
    code: "key_not_usable",
  },
  {
    name: "decrypt with a disabled key",
    ...decrypt,
    path: "/nl-01/keys/{disabled}/decrypt",
    body: { ciphertext: "x" },
    status: 400,
    code: "key_not_usable",
  },
  {
    name: "rotate a disabled key",
    method: "POST",
    path: "/nl-01/keys/{disabled}/rotate",
    status: 400,
    code: "key_state_conflict",
  },
  {
    name: "a rotation period of 0 days",
    ...rotation,
    body: { rotationPeriodInDays: 0 },
    status: 400,
    code: "invalid_request",
    says: /at least 1 day/,
  },
  {
    name: "a rotation period of 3,651 days",
    ...rotation,
    body: { rotationPeriodInDays: 3_651 },
    status: 400,
    code: "invalid_request",
    says: /at most 3650 days/,
  },
  {
    name: "a rotation period of half a day",
    ...rotation,
    body: { rotationPeriodInDays: 0.5 },
    status: 400,
    code: "invalid_request",
  },
  {
    name: "rotation on without a period",
    ...rotation,
    body: { keyRotationEnabled: true },
    status: 400,
    code: "rotation_period_required",
  },
  {
    name: "create with rotation on without a period",
    ...create,
    body: { name: "no period", keyRotationEnabled: true },
    status: 400,
    code: "rotation_period_required",
  },
  { name: "create with the slug of another key", ...create, body: { name: "{key}" }, status: 409, code: "slug_taken" },
  { name: "create without a name", ...create, body: {}, status: 400, code: "invalid_request", says: /name/ },
  {
    name: "create with an unknown type",
    ...create,
    body: { name: "a", keyType: "des" },
    status: 400,
    code: "invalid_request",
    says: /keyType/,
  },
  {
    name: "create with a name that reads as an identity",
    ...create,
    body: { name: "kms-0123456789abcdefghij" },
    status: 400,
    code: "invalid_request",
    says: /reserved/,
  },
  {
    name: "create with NUL in the name",
    ...create,
    body: { name: "a\u0000b" },
    status: 400,
    code: "invalid_request",
    says: /NUL/,
  },
  {
    name: "create with a lone surrogate",
    ...create,
    rawBody: '{"name":"a\\ud800"}',
    status: 400,
    code: "invalid_request",
    says: /surrogate/,
  },
  {
    name: "create with a label key of the wrong form",
    ...create,
    body: { name: "a", labels: { "-a": "b" } },
    status: 400,
    code: "invalid_request",
    says: /labels/,
  },
  {
    name: "a list with an unknown parameter",
    method: "GET",
    path: "/nl-01/keys?colour=red",
    status: 400,
    code: "invalid_request",
    says: /colour/,
  },
  {
    name: "a list with an unknown status",
    method: "GET",
    path: "/nl-01/keys?status=lost",
    status: 400,
    code: "invalid_request",
    says: /active/,
  },
  {
    name: "a list with a limit of 0",
    method: "GET",
    path: "/nl-01/keys?limit=0",
    status: 400,
    code: "invalid_request",
    says: /limit/,
  },
  {
    name: "a list with a forged cursor",
    method: "GET",
    path: "/nl-01/keys?cursor=abc",
    status: 400,
    code: "invalid_request",
    says: /cursor/,
  },
  {
    name: "a list with NUL in the search",
    method: "GET",
    path: "/nl-01/keys?q=%00",
    status: 400,
    code: "invalid_request",
    says: /q/,
  },
  {
    name: "a list with a well-made cursor that names no time",
    method: "GET",
    path: `/nl-01/keys?cursor=${timelessCursor}`,
    status: 400,
    code: "invalid_request",
    says: /cursor/,
  },
  { name: "an unknown endpoint", method: "GET", path: "/nl-01/kees", status: 404, code: "route_not_found" },
  {
    name: "a wrong method",
    method: "PUT",
    path: "/nl-01/keys/{key}/encrypt",
    body: hello,
    status: 405,
    code: "method_not_allowed",
    says: /POST/,
  },
];
