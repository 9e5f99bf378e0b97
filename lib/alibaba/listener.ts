import type { IncomingMessage, ServerResponse } from "node:http";
import { endAfterDraining } from "@/lib/platform/body";
import { answerInstanceCall } from "./answer-instance-call";
import { nodeInstanceInput } from "./instance-input";
import { isInstanceCall } from "./is-instance-call";

/** Answers a call of the KMS instance protocol on our own listener; false for everything else, which is left alone. */
export function answerIfInstanceCall(incoming: IncomingMessage, outgoing: ServerResponse<IncomingMessage>): boolean {
  if (!isInstanceCall(incoming.url ?? "", (name) => incoming.headers[name]?.toString())) return false;
  answerInstanceCall(nodeInstanceInput(incoming)).then(
    ({ status, headers, body }) => {
      outgoing.writeHead(status, { "content-length": body.length, ...headers });
      if (!incoming.complete && status !== 200) endAfterDraining(outgoing, body);
      else outgoing.end(body);
    },
    // Only a client that has gone away has no answer.
    () => outgoing.destroy(),
  );
  return true;
}
