import type { IncomingMessage } from "node:http";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";

/** Largest request body, in bytes: 1 MiB. */
export const BODY_BYTES_MAX = 1_048_576;

/** What the API reads of a request, whoever received it. */
export interface HttpInput {
  readonly method: string;
  /** Address of the socket's other end; undefined where the request came through Next. */
  readonly socketAddress: string | undefined;
  /** A header's value, several joined by commas; null where it is missing. */
  header(name: string): string | null;
  /** The body, at most 1 MiB. Error: payload_too_large. */
  readBytes(): Promise<Uint8Array>;
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
    readBytes: () => readIncoming(incoming),
  };
}

/** A request as Next hands it over. */
export function webInput(request: Request): HttpInput {
  return {
    method: request.method,
    socketAddress: undefined,
    header: (name) => request.headers.get(name),
    readBytes: () => readStream(request.body),
  };
}

function readIncoming(incoming: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > BODY_BYTES_MAX) {
        incoming.pause();
        reject(new KmsError("payload_too_large"));
      } else chunks.push(chunk);
    });
    incoming.on("end", () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    incoming.on("error", () => reject(new KmsError("request_timeout")));
    incoming.on("aborted", () => reject(new KmsError("request_timeout")));
  });
}

async function readStream(stream: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  if (stream === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) throw new KmsError("payload_too_large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The JSON body of a request; undefined where there is none. Errors: payload_too_large (before reading where the length is
 * declared), unsupported_media_type, malformed_json.
 */
export async function readJson(input: HttpInput): Promise<unknown> {
  const declared = input.header("content-length");
  if (declared !== null && Number(declared) > BODY_BYTES_MAX) throw new KmsError("payload_too_large");
  if (declared === "0") return undefined;
  const bytes = await input.readBytes();
  if (bytes.length === 0) return undefined;
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

/** A missing Content-Type is accepted, as the reference's clients send some bodies without one. */
function requireJson(contentType: string | null): void {
  if (contentType === null || contentType === "" || contentType === "application/json") return;
  const mediaType = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (mediaType !== "application/json" && !mediaType.endsWith("+json")) throw new KmsError("unsupported_media_type");
}
