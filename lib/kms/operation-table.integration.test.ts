import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { KEY_PURPOSE_NAMES, type KeyPurpose } from "@/lib/contract/key-purposes";
import { KEY_TYPE_NAMES, type KeyType } from "@/lib/contract/key-types";
import { isKmsError } from "@/lib/contract/kms-error";
import { CALL_DEADLINE_MS, type Call } from "@/lib/door/call";
import { principalOfAccessToken } from "@/lib/iam/principal";
import { callerInScope } from "@/lib/iam/scope";
import { createTestPerson, forgetEverything, TEST_ORIGIN } from "@/lib/iam/test-home";
import { clock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { newId } from "@/lib/platform/id";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { deleteKey, disableKey } from "./change-status";
import { createKey } from "./create-key";
import { dataKey } from "./data-key";
import { decrypt } from "./decrypt";
import { encrypt } from "./encrypt";
import { exportKey } from "./export-key";
import { getPublicKey } from "./get-public-key";
import { hmac, verifyHmac } from "./hmac";
import { jwtSign } from "./jwt-sign";
import { jwtVerify } from "./jwt-verify";
import { rewrap } from "./rewrap";
import { closeRuntime, openRuntime } from "./runtime";
import { sign } from "./sign";
import { verify } from "./verify";

const INPUT = "dGV4dA==";
const TOKEN = "thalassa:v1:AAAA";
let database: TestDatabase;
let folder: string;
let token: string;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "pelagos-table-"));
  setConfig({ ...loadConfig({}), databaseUrl: database.url, dataDirectory: folder });
  forgetEverything();
  await openRuntime();
  ({ token } = await createTestPerson("ada"));
});
afterAll(async () => {
  await closeRuntime();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function call(body?: unknown): Call {
  const startedAtMs = clock.monotonicMs();
  return {
    requestId: newId("req"),
    edge: "api",
    method: "POST",
    path: "/test",
    clientAddress: "192.0.2.7",
    userAgent: "test",
    startedAtMs,
    deadlineMs: startedAtMs + CALL_DEADLINE_MS,
    authenticate: async (options) =>
      callerInScope(await principalOfAccessToken(token, options), null, null, TEST_ORIGIN),
    body: async () => body,
  };
}

type Target = { region: string; key: string };

/** Every operation; those that take a token get one that is well-formed and wrong, which says that they were allowed to look at it. */
const OPERATIONS = {
  encrypt: (target: Target) => encrypt(call({ plaintext: INPUT }), target),
  decrypt: (target: Target) => decrypt(call({ ciphertext: TOKEN }), target),
  sign: (target: Target) => sign(call({ input: INPUT }), target),
  verify: (target: Target) => verify(call({ input: INPUT, signature: TOKEN }), target),
  hmac: (target: Target) => hmac(call({ input: INPUT }), target),
  verifyHmac: (target: Target) => verifyHmac(call({ input: INPUT, hmac: TOKEN }), target),
  publicKey: (target: Target) => getPublicKey(call(), target, {}),
  dataKey: (target: Target) => dataKey(call({}), target),
  rewrap: (target: Target) => rewrap(call({ ciphertext: TOKEN }), target),
  jwtSign: (target: Target) => jwtSign(call({ claims: {} }), target),
  jwtVerify: (target: Target) => jwtVerify(call({ token: "e30.e30.AAAA" }), target),
  exportKey: (target: Target) => exportKey(call({}), target),
};
type Operation = keyof typeof OPERATIONS;
const OPERATION_NAMES = Object.keys(OPERATIONS) as Operation[];

const ENCRYPTING: Operation[] = ["encrypt", "decrypt", "rewrap"];
const SIGNING: Operation[] = ["sign", "verify", "publicKey"];
const AUTHENTICATING: Operation[] = ["hmac", "verifyHmac"];
const TOKENS: Operation[] = ["jwtSign", "jwtVerify"];

/** What keys of a type do, written down here once more, from the reference. */
function supported(keyType: KeyType): Operation[] {
  if (keyType.startsWith("aes") || keyType.startsWith("chacha")) return [...ENCRYPTING, "dataKey", "exportKey"];
  if (keyType.startsWith("rsa")) return [...ENCRYPTING, ...SIGNING, ...TOKENS, "exportKey"];
  return [...(keyType.startsWith("hmac") ? AUTHENTICATING : SIGNING), ...TOKENS, "exportKey"];
}

/** What each purpose leaves of it. */
const LEFT: Readonly<Record<KeyPurpose, readonly Operation[]>> = {
  general: OPERATION_NAMES,
  encrypt: [...ENCRYPTING, "dataKey", "publicKey", "exportKey"],
  sign: [...SIGNING, "exportKey"],
  jwt: [...TOKENS, "publicKey", "exportKey"],
  mac: [...AUTHENTICATING, "exportKey"],
  webhook: ["verifyHmac"],
  dnssec: ["verify", "publicKey"],
};

/** Key types of each purpose; every other combination is refused at creation. */
const FITS: Readonly<Record<KeyPurpose, RegExp>> = {
  general: /./,
  encrypt: /^(aes|chacha|rsa)/,
  sign: /^(rsa|ecdsa|ed25519)/,
  jwt: /^(rsa|ecdsa|ed25519|hmac)/,
  mac: /^hmac/,
  webhook: /^hmac/,
  dnssec: /^(rsa|ecdsa-p(256|384))/,
};

const CASES = KEY_TYPE_NAMES.flatMap((keyType) => KEY_PURPOSE_NAMES.map((purpose) => ({ keyType, purpose })));

it.each(CASES)(
  "$keyType for $purpose: every operation in every state",
  { timeout: 60_000 },
  async ({ keyType, purpose }) => {
    const name = `${keyType} ${purpose}`;
    const creation = await codeOf(createKey(call({ name, keyType, purpose }), { region: "nl-01" }));
    if (!FITS[purpose].test(keyType)) return expect(creation).toBe("invalid_request");
    expect(creation).toBe("done");
    const target = { region: "nl-01", key: name.replaceAll(" ", "-") };
    const expected = (usable: boolean) =>
      Object.fromEntries(
        OPERATION_NAMES.map((operation) => [operation, expectedCode(keyType, purpose, operation, usable)]),
      );
    expect(await outcomes(target)).toEqual(expected(true));
    await disableKey(call(), target);
    expect(await outcomes(target)).toEqual(expected(false));
    await deleteKey(call(), target);
    expect(await outcomes(target)).toEqual(expected(false));
  },
);

function expectedCode(keyType: KeyType, purpose: KeyPurpose, operation: Operation, usable: boolean): string {
  // Reading a public key is not a use: no state forbids it.
  if (!usable && operation !== "publicKey") return "key_not_usable";
  if (!supported(keyType).includes(operation)) return "operation_not_supported";
  if (!LEFT[purpose].includes(operation)) return "purpose_forbids";
  return ALLOWED_TO_LOOK[operation] ?? "done";
}

/** What says that an operation was allowed, where what it was given is wrong, or where the key's own switch refuses it. */
const ALLOWED_TO_LOOK: Partial<Record<Operation, string>> = {
  decrypt: "decryption_failed",
  rewrap: "decryption_failed",
  jwtVerify: "invalid_token",
  exportKey: "export_not_allowed",
};

async function outcomes(target: Target): Promise<Record<string, string>> {
  const codes = await Promise.all(OPERATION_NAMES.map((operation) => codeOf(OPERATIONS[operation](target))));
  return Object.fromEntries(OPERATION_NAMES.map((operation, index) => [operation, codes[index] ?? ""]));
}

function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "done",
    (error: unknown) => (isKmsError(error) ? error.code : String(error)),
  );
}
