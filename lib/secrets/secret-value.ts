import { randomBytes } from "node:crypto";
import { KmsError } from "@/lib/contract/kms-error";
import { SECRET_KEY_VALUES_MAX, SECRET_VALUE_BYTES_MAX } from "@/lib/contract/secret-limits";
import type { PutSecretValueRequest } from "@/lib/contract/secrets";
import { decodeBase64, encodeBase64 } from "@/lib/format/base64";

/** What a version of a secret holds: bytes, or base64 values by name. */
export type SecretValue =
  | { readonly kind: "bytes"; readonly bytes: Buffer }
  | { readonly kind: "keyValues"; readonly keyValues: Readonly<Record<string, string>> };

type GivenValue = Pick<PutSecretValueRequest, "secretString" | "secretKeyValues" | "generateSecret">;

const BYTES = 1;
const KEY_VALUES = 2;

/**
 * The value that a request gives or asks for, checked. Errors: invalid_base64, payload_size, invalid_request; none repeats
 * a value.
 */
export function givenValue({ secretString, secretKeyValues, generateSecret }: GivenValue): SecretValue {
  if (generateSecret !== undefined) return { kind: "bytes", bytes: randomBytes(generateSecret.byteLength) };
  if (secretKeyValues !== undefined) return { kind: "keyValues", keyValues: checkedKeyValues(secretKeyValues) };
  const bytes = decodeBase64(secretString ?? "", "secretString");
  requireSize(bytes.length, "secretString");
  return { kind: "bytes", bytes };
}

function checkedKeyValues(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(given);
  if (entries.length === 0 || entries.length > SECRET_KEY_VALUES_MAX) {
    throw new KmsError("invalid_request", {
      message: `secretKeyValues: must hold 1 to ${SECRET_KEY_VALUES_MAX} names.`,
    });
  }
  const sizes = entries.map(
    ([name, value], index) =>
      Buffer.byteLength(name) + decodeBase64(value, `secretKeyValues, entry ${index + 1}`).length,
  );
  requireSize(
    sizes.reduce((total, size) => total + size, 0),
    "secretKeyValues",
  );
  return given;
}

function requireSize(bytes: number, field: string): void {
  if (bytes >= 1 && bytes <= SECRET_VALUE_BYTES_MAX) return;
  throw new KmsError("payload_size", {
    message: `${field}: must hold 1 to 65,536 bytes after decoding; it holds ${bytes.toLocaleString("en")}.`,
  });
}

/** The bytes that are encrypted: a byte for the kind, then the bytes themselves or the names and values as JSON. */
export function encodeValue(value: SecretValue): Buffer {
  if (value.kind === "bytes") return Buffer.concat([Buffer.of(BYTES), value.bytes]);
  return Buffer.concat([Buffer.of(KEY_VALUES), Buffer.from(JSON.stringify(value.keyValues))]);
}

/** What `encodeValue` made. Throws on anything else: it has been authenticated, so nobody else can have made it. */
export function decodeValue(encoded: Buffer): SecretValue {
  const content = encoded.subarray(1);
  if (encoded[0] === BYTES) return { kind: "bytes", bytes: content };
  if (encoded[0] === KEY_VALUES) return { kind: "keyValues", keyValues: JSON.parse(content.toString()) };
  throw new Error("a secret's value is of an unknown kind");
}

/** A value as answers carry it. */
export function valueFields(value: SecretValue): { secretString?: string; secretKeyValues?: Record<string, string> } {
  if (value.kind === "bytes") return { secretString: encodeBase64(value.bytes) };
  return { secretKeyValues: { ...value.keyValues } };
}

/** How two values differ, by names alone; bytes count as one value without a name. */
export function differenceOf(from: SecretValue, to: SecretValue) {
  const [before, after] = [namedValues(from), namedValues(to)];
  const added = [...after.keys()].filter((name) => !before.has(name));
  const removed = [...before.keys()].filter((name) => !after.has(name));
  const changed = [...after.keys()].filter((name) => before.has(name) && before.get(name) !== after.get(name));
  const isNamed = (name: string) => name !== "";
  return {
    same: added.length + removed.length + changed.length === 0,
    added: added.filter(isNamed).sort(),
    removed: removed.filter(isNamed).sort(),
    changed: changed.filter(isNamed).sort(),
  };
}

function namedValues(value: SecretValue): ReadonlyMap<string, string> {
  if (value.kind === "bytes") return new Map([["", encodeBase64(value.bytes)]]);
  return new Map(Object.entries(value.keyValues));
}
