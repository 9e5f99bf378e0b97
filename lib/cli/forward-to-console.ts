import { Agent, type IncomingMessage, type RequestListener, type ServerResponse, request as send } from "node:http";
import { connect, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { errorResponse } from "@/lib/console/error-response";
import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";

/** Of one connection only, never handed on: RFC 9110, section 7.6.1. */
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

/** Idle connections are let go before the console process does it, so that no request goes into a closing one. */
const FREE_SOCKET_MS = 30_000;
/** How long a request waits for a console process that starts, in milliseconds. */
const START_MS_MAX = 10_000;
const START_PAUSE_MS = 50;

/**
 * Hands requests for pages to the console process of this server and its answers back, both as streams. Requests wait for a
 * process that starts; one that goes away answers 503.
 */
export function consoleForwarder(consoleSocket: string): RequestListener {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 16, timeout: FREE_SOCKET_MS });
  let isThere = false;
  const forward = async (request: IncomingMessage, response: ServerResponse, isRepeated = false): Promise<void> => {
    if (!isThere) isThere = await untilListening(consoleSocket, response);
    if (response.destroyed) return;
    const { method, url } = request;
    const onward = send({ socketPath: consoleSocket, agent, method, path: url, headers: requestHeaders(request) });
    onward.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, onwardHeaders(answer.headers));
      // A page is drawn while it is sent: what is there goes out at once.
      response.flushHeaders();
      pipeline(answer, response, () => {});
    });
    onward.on("error", (error) => {
      isThere = false;
      const mayWait = !isRepeated && isNobodyThere(error);
      void (mayWait ? forward(request, response, true) : refuse(response, error));
    });
    // A reader that goes away ends the work for it; what an early answer left of a body is taken in, or the next call would wait behind it.
    response.once("close", () => {
      request.unpipe(onward);
      onward.destroy();
      request.resume();
    });
    if (hasBody(request)) onward.once("socket", (socket) => whenConnected(socket, () => request.pipe(onward)));
    else onward.end();
  };
  return (request, response) => void forward(request, response);
}

/** No connection was made, so nothing of the request has been read. */
const isNobodyThere = (error: Error) => "code" in error && (error.code === "ENOENT" || error.code === "ECONNREFUSED");

function whenConnected(socket: Socket, then: () => void): void {
  if (socket.connecting) socket.once("connect", then);
  else then();
}

/** Whether the console process listens, or does so in time. */
async function untilListening(consoleSocket: string, response: ServerResponse): Promise<boolean> {
  const endMs = clock.monotonicMs() + START_MS_MAX;
  while (clock.monotonicMs() < endMs && !response.destroyed) {
    if (await isListening(consoleSocket)) return true;
    await sleep(START_PAUSE_MS);
  }
  return false;
}

function isListening(consoleSocket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(consoleSocket);
    const end = (found: boolean) => {
      probe.destroy();
      resolve(found);
    };
    probe.once("connect", () => end(true));
    probe.once("error", () => end(false));
  });
}

/** Bodies of other methods are not passed on: Node frames none for them, so what follows would read as a next request. */
const hasBody = ({ method }: IncomingMessage) => method === "POST" || method === "PUT" || method === "PATCH";

function requestHeaders(request: IncomingMessage): IncomingMessage["headers"] {
  const onward = onwardHeaders(request.headers);
  if (!hasBody(request)) delete onward["content-length"];
  return onward;
}

function onwardHeaders(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  const onward = { ...headers };
  const named = String(headers.connection ?? "").split(",");
  for (const name of [...HOP_BY_HOP, ...named]) delete onward[name.trim().toLowerCase()];
  return onward;
}

async function refuse(response: ServerResponse, error: Error): Promise<void> {
  if (response.headersSent || response.destroyed) return void response.destroy();
  const requestId = newId("req");
  log.warn({ requestId, error: error.message }, "the console process did not answer");
  const answer = errorResponse(new KmsError("unavailable", { cause: error }), requestId);
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), connection: "close" });
  response.end(await answer.text());
}
