import { IncomingMessage, type ServerResponse } from "node:http";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { type BodyErrors, endAfterDraining, readIncoming } from "@/lib/platform/body";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { errorResponse } from "./error-response";
import { requireSameOrigin } from "./same-origin";

/** Bytes of a server action's body, the same bound as Next's own. */
const BODY_BYTES_MAX = 1_048_576;

/** Ids of server actions are hexadecimal digests. */
const ACTION_ID = /^[0-9a-f]{40,64}$/;

/** Route handlers that check their requests themselves. */
const GUARDED_ROUTES = ["/api/auth/", "/console-api/"];

const METHODS = "GET, HEAD, POST";

/**
 * Hands a request to Next, or refuses it: Next answers 500 to methods it does not know and to server actions from another
 * origin, larger than its bound or not in their form. Reads are handed over as they are; of an action the whole body is
 * read first. Refusals: 403, 400, 405, 413 with the API's error body.
 */
export function admitRequest(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: IncomingMessage, response: ServerResponse) => unknown,
): void {
  if (request.method === "GET" || request.method === "HEAD") return void handle(request, response);
  admitChange(request).then(
    (admitted) => handle(admitted, response),
    (error: unknown) => refuse(response, error),
  );
}

/** Errors: method_not_allowed, permission_denied, payload_too_large, invalid_request. */
async function admitChange(request: IncomingMessage): Promise<IncomingMessage> {
  const { method = "", url = "/", headers } = request;
  if (method !== "POST") {
    throw new KmsError("method_not_allowed", { message: `${method} is not supported here; use ${METHODS}.` });
  }
  if (GUARDED_ROUTES.some((prefix) => url.startsWith(prefix))) return request;
  requireSameOrigin(originHeaders(request), method);
  if (Number(headers["content-length"] ?? 0) > BODY_BYTES_MAX) throw bodyErrors.tooLarge(BODY_BYTES_MAX);
  const action = headers["next-action"];
  const isMultipart = headers["content-type"]?.startsWith("multipart/form-data") ?? false;
  // A form posted before the page's script was there: Next draws the page again and reads no body.
  if (action === undefined && !isMultipart) return request;
  if (action !== undefined && !(typeof action === "string" && ACTION_ID.test(action))) {
    throw new KmsError("invalid_request", { message: "The header Next-Action does not name an action." });
  }
  const body = await readIncoming(request, BODY_BYTES_MAX, bodyErrors);
  try {
    if (isMultipart) await requireForm(headers["content-type"] ?? "", body);
    else requireArguments(body.toString(), ROOT_ONLY);
  } catch {
    throw new KmsError("invalid_request", { message: "The request body is not in the form of the console's actions." });
  }
  return withBody(request, body);
}

/** The two headers that say where a request comes from. */
function originHeaders({ headers }: IncomingMessage): Headers {
  const copy = new Headers();
  for (const name of ["origin", "sec-fetch-site"] as const) {
    const value = headers[name];
    if (typeof value === "string") copy.set(name, value);
  }
  return copy;
}

const bodyErrors: BodyErrors = {
  tooLarge: (bytes) => new KmsError("payload_too_large", { message: `The request body exceeds ${bytes} bytes.` }),
  gone: () => new KmsError("request_timeout"),
};

/** The arguments of an action as one JSON list, in part `0` where there are several; React's reply format. */
function requireArguments(text: string, parts: ReadonlySet<string>): void {
  const list: unknown = JSON.parse(text, (_, value: unknown) => {
    const marked = typeof value === "string" && MARKED.test(value) ? value : null;
    if (marked !== null && !parts.has(PART.exec(marked)?.[1] ?? "")) throw new SyntaxError("names no part");
    return value;
  });
  if (!Array.isArray(list)) throw new SyntaxError("not a list");
}

/** What JSON cannot say is marked with `$`: these values stand for themselves, all others for a part. */
const MARKED = /^\$(?![$D]|n-?\d+$|undefined$|NaN$|-?Infinity$|-0$)/;
const ROOT_ONLY: ReadonlySet<string> = new Set(["0"]);
const PART = /^\$[@A-Zg-z]?([0-9a-f]+)(?::|$)/;

async function requireForm(contentType: string, body: Buffer): Promise<void> {
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData();
  const parts = new Set([...form.keys()].map((name) => name.split("_")[0] ?? ""));
  const first = form.get("0");
  if (typeof first !== "string") throw new SyntaxError("no arguments");
  requireArguments(first, parts);
}

/** The same request for another reader, its body read already. */
function withBody(request: IncomingMessage, body: Buffer): IncomingMessage {
  const copy = new IncomingMessage(request.socket);
  const { method, url, httpVersion, httpVersionMajor, httpVersionMinor, headers, rawHeaders } = request;
  Object.assign(copy, { method, url, httpVersion, httpVersionMajor, httpVersionMinor, headers, rawHeaders });
  copy.push(body);
  copy.push(null);
  copy.complete = true;
  return copy;
}

async function refuse(response: ServerResponse, error: unknown): Promise<void> {
  // The client went away while it was sending.
  if (response.destroyed || response.socket?.destroyed) return;
  const requestId = newId("req");
  if (!isKmsError(error)) log.error({ requestId, error }, "a request to the console could not be read");
  const refusal = isKmsError(error) ? error : new KmsError("internal", { cause: error });
  const answer = errorResponse(refusal, requestId);
  // Of what is left of the body only so much is read: the connection cannot be used again.
  answer.headers.set("connection", "close");
  if (refusal.code === "method_not_allowed") answer.headers.set("allow", METHODS);
  const body = await answer.text();
  answer.headers.set("content-length", String(Buffer.byteLength(body)));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  endAfterDraining(response, body);
}
