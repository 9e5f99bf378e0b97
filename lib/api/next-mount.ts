import { createApi } from "./app";

const api = createApi();

/** The API as a route handler of Next, for hosts where our own server does not run in front of it. */
export function answerInNext(request: Request): Response | Promise<Response> {
  return api.fetch(request);
}
