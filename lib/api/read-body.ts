import { KmsError } from "@/lib/contract/kms-error";

/** Largest request body, in bytes: 1 MiB. */
export const BODY_BYTES_MAX = 1_048_576;

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a request's JSON body; undefined where there is none. Errors: payload_too_large (before reading where the length is
 * declared), unsupported_media_type, malformed_json.
 */
export async function readBody(request: Request): Promise<unknown> {
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > BODY_BYTES_MAX) throw new KmsError("payload_too_large");
  const text = await readText(request, declared);
  if (text === "") return undefined;
  requireJson(request.headers.get("content-type"));
  try {
    return JSON.parse(text);
  } catch {
    throw new KmsError("malformed_json");
  }
}

/** With a declared length the server has already bounded the body; a chunked one is counted while it arrives. */
async function readText(request: Request, declared: string | null): Promise<string> {
  if (declared !== null) return request.text();
  if (request.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) throw new KmsError("payload_too_large");
    chunks.push(chunk);
  }
  try {
    return decoder.decode(Buffer.concat(chunks));
  } catch {
    throw new KmsError("malformed_json", { message: "The request body is not valid UTF-8." });
  }
}

/** A missing Content-Type is accepted, as the reference's clients send some bodies without one. */
function requireJson(contentType: string | null): void {
  if (contentType === null || contentType === "") return;
  const mediaType = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (mediaType !== "application/json" && !mediaType.endsWith("+json")) throw new KmsError("unsupported_media_type");
}
