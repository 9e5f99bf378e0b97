import { send } from "./answer";
import { createApi } from "./app";
import { refuseDotSegments } from "./dot-segments";
import { errorAnswer } from "./error-answer";

const api = createApi();

/** The API as a route handler of Next, for hosts where our own server does not run in front of it. */
export function answerInNext(request: Request): Response | Promise<Response> {
  try {
    // Next has resolved plain dot segments before any of our code runs; those between escaped slashes are still there.
    refuseDotSegments(request.url);
  } catch (error) {
    return send({}, errorAnswer(error));
  }
  return api.fetch(request);
}
