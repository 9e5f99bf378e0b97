import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { textStream } from "@/lib/format/text-stream";
import { endAfterDraining } from "@/lib/platform/body";
import { log } from "@/lib/platform/log";

/** Facts the server hands over beside the request; absent where the app is mounted in Next. */
export interface Bindings {
  readonly incoming?: IncomingMessage;
  readonly outgoing?: ServerResponse;
}

/** Status of an answer that is given while the client may still be sending. */
const BODY_REFUSED = 413;

/** An answer before it is sent: JSON, unless its body is text already and its headers say of which type. */
export interface Answer {
  readonly status: number;
  readonly requestId: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** In place of a body: text that is made while it is sent. */
  readonly chunks?: AsyncIterable<string>;
}

/**
 * Sends an answer. On the server's own listener it is written directly, which costs a third of what a web Response does;
 * elsewhere it becomes one.
 */
export function send({ outgoing }: Bindings, answer: Answer): Response {
  if (answer.chunks !== undefined) return sendChunks(outgoing, answer, answer.chunks);
  const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
  const headers = headersOf(answer);
  // A HEAD is a GET whose body the app cuts off, which takes a Response.
  if (outgoing === undefined || outgoing.req.method === "HEAD")
    return new Response(body, { status: answer.status, headers });
  outgoing.writeHead(answer.status, Object.assign(headers, { "content-length": Buffer.byteLength(body) }));
  if (answer.status === BODY_REFUSED) endAfterDraining(outgoing, body);
  else outgoing.end(body);
  return RESPONSE_ALREADY_SENT;
}

const headersOf = ({ requestId, headers }: Answer) => ({
  "content-type": "application/json",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "x-request-id": requestId,
  ...headers,
});

/** Sends as fast as the client reads; one that goes away ends the work. What breaks off midway is cut, never ended as if whole. */
function sendChunks(outgoing: ServerResponse | undefined, answer: Answer, chunks: AsyncIterable<string>): Response {
  const { status, requestId } = answer;
  if (outgoing?.req.method === "HEAD") return new Response(null, { status, headers: headersOf(answer) });
  if (outgoing === undefined) return new Response(textStream(chunks), { status, headers: headersOf(answer) });
  outgoing.writeHead(status, headersOf(answer));
  pipeline(textStream(chunks), outgoing).catch((error: unknown) => {
    log.warn({ requestId, error: String(error) }, "an answer broke off while it was sent");
    outgoing.destroy();
  });
  return RESPONSE_ALREADY_SENT;
}
