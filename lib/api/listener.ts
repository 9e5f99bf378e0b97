import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { send } from "./answer";
import { answerRoute, createApi } from "./app";
import { refuseDotSegments } from "./dot-segments";
import { errorAnswer } from "./error-answer";
import { frequentRoute } from "./frequent-route";
import { BODY_BYTES_MAX, nodeInput } from "./http-input";

/** The whole API for a listener of our own. What comes by the thousand goes to its route directly; all else through the app. */
export function apiListener(): RequestListener {
  const app = getRequestListener(createApi().fetch, { overrideGlobalObjects: false });
  return (incoming, outgoing) => {
    if (answerFrequent(incoming, outgoing) !== null) return;
    try {
      // Here, where the target still is as it was sent.
      refuseDotSegments(incoming.url ?? "");
    } catch (error) {
      return void send({ incoming, outgoing }, errorAnswer(error));
    }
    void app(incoming, outgoing);
  };
}

const PLAIN_HOST = /^[\w.-]+(?::\d+)?$/;

/**
 * Answers a use of a key, or the reading of a secret's value, without building web objects and looking through all routes,
 * which costs a tenth of the call. Null for everything else and for whatever is unusual in such a request: the app decides
 * about that.
 */
function answerFrequent(incoming: IncomingMessage, outgoing: ServerResponse): Promise<unknown> | null {
  if (incoming.method !== "POST" || !isPlain(incoming)) return null;
  const url = incoming.url ?? "";
  const found = frequentRoute(url);
  if (found === null) return null;
  const bindings = { incoming, outgoing };
  const { route, path, parameters } = found;
  return answerRoute(route, { input: nodeInput(incoming), url, path, parameters })
    .then((answer) => send(bindings, answer))
    .catch((error: unknown) => send(bindings, errorAnswer(error)));
}

/** Whether a host is named and a small body announced: what a route leaves unread of it, Node takes in by itself. */
function isPlain({ headers }: IncomingMessage): boolean {
  return PLAIN_HOST.test(headers.host ?? "") && Number(headers["content-length"] ?? Number.NaN) <= BODY_BYTES_MAX;
}
