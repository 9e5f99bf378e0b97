import { answerInstanceCall } from "./answer-instance-call";
import { webInstanceInput } from "./instance-input";

/** Answers a call of the KMS instance protocol as a route handler of Next, for hosts where our own server does not run in front of it. */
export async function answerInstanceInNext(request: Request): Promise<Response> {
  const { status, headers, body } = await answerInstanceCall(webInstanceInput(request));
  return new Response(Uint8Array.from(body), { status, headers });
}
