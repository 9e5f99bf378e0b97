import type { IncomingMessage } from "node:http";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { type BodyErrors, drainStream, readIncoming, readStream } from "@/lib/platform/body";

/** Largest request body in bytes, where a route sets no other: 1 MiB. */
export const BODY_BYTES_MAX = 1_048_576;

/** What the API reads of a request, whoever received it. */
export interface HttpInput {
  readonly method: string;
  /** Address of the socket's other end; undefined where the request came through Next. */
  readonly socketAddress: string | undefined;
  /** A header's value, several joined by commas; null where it is missing. */
  header(name: string): string | null;
  /** Whether Authorization was sent more than once. Through Next only the first can be seen. */
  hasSeveralCredentials(): boolean;
  /** The body, at most so many bytes. Error: payload_too_large. */
  readBytes(bytesMax: number): Promise<Uint8Array>;
  /** Makes sure that a client which is still sending a refused body gets the answer. */
  discard(): Promise<void>;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** A request as the server's own listener received it: read directly, without building web objects for the hot path. */
export function nodeInput(incoming: IncomingMessage): HttpInput {
  return {
    method: incoming.method ?? "GET",
    socketAddress: incoming.socket.remoteAddress,
    header(name) {
      const value = incoming.headers[name];
      return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
    },
    hasSeveralCredentials: () => hasSeveralCredentials(incoming.rawHeaders),
    readBytes: (bytesMax) => readIncoming(incoming, bytesMax, bodyErrors),
    // The answer is sent first, see answer.ts.
    discard: async () => {},
  };
}

/** A request as Next hands it over. */
export function webInput(request: Request): HttpInput {
  return {
    method: request.method,
    socketAddress: undefined,
    header: (name) => request.headers.get(name),
    hasSeveralCredentials: () => false,
    readBytes: (bytesMax) => readStream(request.body, bytesMax, bodyErrors),
    discard: () => drainStream(request.body),
  };
}

const AUTHORIZATION = "authorization";

/** Node keeps the first of several and drops the others; rawHeaders holds names and values in turn. */
function hasSeveralCredentials(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (name.length === AUTHORIZATION.length && name.toLowerCase() === AUTHORIZATION) count += 1;
  }
  return count > 1;
}

const MIB = 1_048_576;

function tooLarge(bytesMax: number): KmsError {
  return new KmsError("payload_too_large", { message: `The request body is larger than ${bytesMax / MIB} MiB.` });
}

const bodyErrors: BodyErrors = { tooLarge, gone: () => new KmsError("request_timeout") };

/**
 * The JSON body of a request; undefined where there is none. Errors: payload_too_large (before reading where the length is
 * declared), unsupported_media_type, malformed_json.
 */
export async function readJson(input: HttpInput, bytesMax: number = BODY_BYTES_MAX): Promise<unknown> {
  const declared = input.header("content-length");
  if (declared !== null && Number(declared) > bytesMax) {
    await input.discard();
    throw tooLarge(bytesMax);
  }
  if (declared === "0") return undefined;
  const bytes = await input.readBytes(bytesMax);
  if (bytes.length === 0) return undefined;
  requireIdentity(input.header("content-encoding"));
  requireJson(input.header("content-type"));
  return parseJson(bytes);
}

/** Names that JavaScript objects treat as their own: a field of that name would vanish instead of being checked. */
const MAY_VANISH = /__proto__|\\u005f/i;

function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = decoder.decode(bytes);
    return MAY_VANISH.test(text) ? JSON.parse(text, refuseVanishing) : JSON.parse(text);
  } catch (error) {
    if (isKmsError(error)) throw error;
    const message = error instanceof SyntaxError ? undefined : "The request body is not valid UTF-8.";
    throw new KmsError("malformed_json", { message });
  }
}

function refuseVanishing(name: string, value: unknown): unknown {
  if (name === "__proto__")
    throw new KmsError("invalid_request", { message: "__proto__ cannot be the name of a field." });
  return value;
}

/** Bodies are small: nothing is unpacked, so that a small body cannot become a large one. */
function requireIdentity(contentEncoding: string | null): void {
  if (contentEncoding === null || contentEncoding === "" || contentEncoding.toLowerCase() === "identity") return;
  const message = "The request body must not be compressed: send it without Content-Encoding.";
  throw new KmsError("unsupported_media_type", { message });
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]*)/i;

/** A missing Content-Type is accepted, as the reference's clients send some bodies without one. */
function requireJson(contentType: string | null): void {
  if (contentType === null || contentType === "" || contentType === "application/json") return;
  const mediaType = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (mediaType !== "application/json" && !mediaType.endsWith("+json")) throw new KmsError("unsupported_media_type");
  const charset = CHARSET.exec(contentType)?.[1]?.toLowerCase() ?? "utf-8";
  if (charset === "utf-8" || charset === "utf8") return;
  const message = "The request body must be encoded as UTF-8: Content-Type: application/json; charset=utf-8.";
  throw new KmsError("unsupported_media_type", { message });
}
