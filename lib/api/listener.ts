import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { send } from "./answer";
import { answerRoute, createApi } from "./app";
import { refuseDotSegments } from "./dot-segments";
import { errorAnswer } from "./error-answer";
import { BODY_BYTES_MAX, nodeInput } from "./http-input";
import type { Route } from "./route";
import { ROUTES } from "./routes";

/** The whole API for a listener of our own. Uses of a key, which come by the thousand, go to their routes directly; all else through the app. */
export function apiListener(): RequestListener {
  const app = getRequestListener(createApi().fetch, { overrideGlobalObjects: false });
  return (incoming, outgoing) => {
    if (answerKeyUse(incoming, outgoing) !== null) return;
    try {
      // Here, where the target still is as it was sent.
      refuseDotSegments(incoming.url ?? "");
    } catch (error) {
      return void send({ incoming, outgoing }, errorAnswer(error));
    }
    void app(incoming, outgoing);
  };
}

const KEY_PATH = "/v1/kms/:region/keys/:key/";

/** What is done with a key, by the last word of the address. */
const KEY_USES: ReadonlyMap<string, Route> = new Map(
  ROUTES.filter(({ method, path }) => method === "POST" && path.startsWith(KEY_PATH)).map((route) => [
    route.path.slice(KEY_PATH.length),
    route,
  ]),
);

/** An address that can be read in one way only: no escapes, no dots, no empty parts. */
const KEY_USE = /^(\/v1\/kms\/([\w-]+)\/keys\/([\w-]+)\/([\w-]+))(?:\?[^#]*)?$/;
const PLAIN_HOST = /^[\w.-]+(?::\d+)?$/;

/**
 * Answers a use of a key without building web objects, which costs a tenth of the call. Null for everything else and for
 * whatever is unusual in such a request: the app decides about that.
 */
function answerKeyUse(incoming: IncomingMessage, outgoing: ServerResponse): Promise<unknown> | null {
  if (incoming.method !== "POST" || !isPlain(incoming)) return null;
  const url = incoming.url ?? "";
  const [, path = "", region = "", key = "", word = ""] = KEY_USE.exec(url) ?? [];
  const route = KEY_USES.get(word);
  if (route === undefined) return null;
  const bindings = { incoming, outgoing };
  return answerRoute(route, { input: nodeInput(incoming), url, path, parameters: { region, key } })
    .then((answer) => send(bindings, answer))
    .catch((error: unknown) => send(bindings, errorAnswer(error)));
}

/** Whether a host is named and a small body announced: what a route leaves unread of it, Node takes in by itself. */
function isPlain({ headers }: IncomingMessage): boolean {
  return PLAIN_HOST.test(headers.host ?? "") && Number(headers["content-length"] ?? Number.NaN) <= BODY_BYTES_MAX;
}
