import { InstanceError, invalidParam, missing, tooLarge } from "./instance-error";
import type { InstanceInput } from "./instance-input";
import { INSTANCE_BODY_BYTES_MAX } from "./is-instance-call";
import type { Operation } from "./operation";
import { OPERATIONS } from "./operations";

/** The one version of the protocol. */
export const API_VERSION = "dkms-gcs-0.2";
/** The media type of requests and answers. */
export const MEDIA_TYPE = "application/x-protobuf";
const SIGNATURE_METHOD = "RSA_PKCS1_SHA_256";

/** How far a request's date may be from ours, in milliseconds. */
const SKEW_MS_MAX = 15 * 60_000;

const DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const AUTHORIZATION = /^(?:Bearer|TOKEN)[ \t]+([A-Za-z0-9+/]{4,2048}={0,2})$/i;
const SHA256 = /^[0-9A-F]{64}$/i;

/** What the headers of a request say, each checked by itself. */
export interface RequestHead {
  readonly operation: Operation;
  /** What names the client key. */
  readonly clientKeyId: string;
  readonly signature: Buffer;
  /** SHA-256 of the body in upper-case hex, as the client says. */
  readonly bodyHash: string;
  /** What the client signed. */
  readonly stringToSign: string;
  /** Identity of a key version that transferring clients send along; null where there is none. */
  readonly versionId: string | null;
}

/**
 * Reads and checks the headers of a request; `nowMs` is the wall clock. The body is not looked at, but one that is
 * announced as too large is refused here. Throws InstanceError.
 */
export function readHead(input: InstanceInput, nowMs: number): RequestHead {
  const declared = input.header("content-length");
  if (declared !== null && Number(declared) > INSTANCE_BODY_BYTES_MAX) throw tooLarge();
  if (input.method !== "POST" || input.target !== "/") {
    throw new InstanceError(400, "InvalidParameter", "Requests of this protocol are POST / without a query.");
  }
  requireEqual(input.header("x-kms-apiversion"), API_VERSION, "InvalidApiVersion", "x-kms-apiversion");
  const operation = OPERATIONS.get(input.header("x-kms-apiname") ?? "");
  if (operation === undefined) {
    throw new InstanceError(400, "InvalidApiName", "The header x-kms-apiname does not name an operation.");
  }
  if (input.header("content-type")?.trim().toLowerCase() !== MEDIA_TYPE) {
    throw new InstanceError(415, "InvalidContentType", `The header Content-Type must be ${MEDIA_TYPE}.`);
  }
  if (input.header("x-kms-signaturemethod")?.trim() !== SIGNATURE_METHOD) throw invalidParam("x-kms-signaturemethod");
  const clientKeyId = input.header("x-kms-acccesskeyid")?.trim() ?? "";
  if (clientKeyId === "") throw missing("x-kms-acccesskeyid");
  requireRecent(input.header("date"), nowMs);
  const signature = AUTHORIZATION.exec(input.header("authorization")?.trim() ?? "")?.[1];
  if (signature === undefined) throw invalidParam("Authorization");
  const bodyHash = input.header("content-sha256")?.trim() ?? "";
  if (!SHA256.test(bodyHash)) throw invalidParam("Content-SHA256");
  return {
    operation,
    clientKeyId,
    signature: Buffer.from(signature, "base64"),
    bodyHash: bodyHash.toUpperCase(),
    stringToSign: stringToSign(input),
    versionId: input.header("x-kms-migrationkeyversionid")?.trim() || null,
  };
}

function requireEqual(value: string | null, wanted: string, code: string, name: string): void {
  if (value?.trim() === wanted) return;
  throw new InstanceError(400, code, `The header ${name} must be ${wanted}.`);
}

/** Errors: InvalidParam, RequestTimeTooSkewed. */
function requireRecent(date: string | null, nowMs: number): void {
  const text = date?.trim() ?? "";
  const dateMs = DATE.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(dateMs)) throw invalidParam("Date");
  if (Math.abs(dateMs - nowMs) <= SKEW_MS_MAX) return;
  throw new InstanceError(400, "RequestTimeTooSkewed", "The header Date is more than 15 minutes off.");
}

/**
 * Method, body hash, content type and date, each on a line; then every header that begins with `x-kms-`, sorted by its
 * lower-case name, as `name:value`; then the path. The host is not part of it.
 */
function stringToSign(input: InstanceInput): string {
  const signed = [...input.headers()]
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .filter(([name]) => name.startsWith("x-kms-"))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`);
  const plain = ["content-sha256", "content-type", "date"].map((name) => input.header(name) ?? "");
  return `${input.method}\n${plain.join("\n")}\n${signed.join("")}/`;
}
