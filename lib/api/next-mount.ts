import { send } from "./answer";
import { createApi } from "./app";
import { refuseDotSegments } from "./dot-segments";
import { errorAnswer } from "./error-answer";

const api = createApi();

/** What Next says of an address beside the request. */
interface NextAddress {
  readonly params: Promise<{ readonly path?: readonly string[] }>;
}

/** The API as a route handler of Next, for hosts where our own server does not run in front of it. */
export async function answerInNext(request: Request, { params }: NextAddress): Promise<Response> {
  try {
    // The request's own address has its dot segments resolved already; the segments that the route was found by do not.
    const { path = [] } = await params;
    refuseDotSegments(`/${path.join("/")}`);
  } catch (error) {
    return send({}, errorAnswer(error));
  }
  return api.fetch(request);
}
