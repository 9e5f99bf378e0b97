import type { Route } from "./route";
import { ROUTES } from "./routes";

/** A route that an address leads to, and what the address says. */
export interface FoundRoute {
  readonly route: Route;
  /** The address without its query. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const KEY_PATH = "/v1/kms/:region/keys/:key/";

/** What is done with a key, by the last word of its address. */
const KEY_USES: ReadonlyMap<string, Route> = new Map(
  ROUTES.filter(({ method, path }) => method === "POST" && path.startsWith(KEY_PATH)).map((route) => [
    route.path.slice(KEY_PATH.length),
    route,
  ]),
);
const VALUE_READ = ROUTES.find(({ operationId }) => operationId === "getSecretValue");

/** Addresses that can be read in one way only: no escapes, no empty parts, none that begin with a dot. */
const KEY_USE = /^(\/v1\/kms\/([\w-]+)\/keys\/([\w-]+)\/([\w-]+))(?:\?[^#]*)?$/;
const SECRET_VALUE = /^(\/v1\/secrets\/([\w-]+)\/secret\/([\w-][\w.-]*(?:\/[\w-][\w.-]*)*)\/value)(?:\?[^#]*)?$/;

/**
 * The route of a POST that comes by the thousand, found without looking through all of them: uses of a key, and reading
 * the value of a secret whose path is in the address. Null for everything else, and for whatever is unusual in such an
 * address.
 */
export function frequentRoute(url: string): FoundRoute | null {
  const keyUse = KEY_USE.exec(url);
  if (keyUse !== null) {
    const [, path = "", region = "", key = "", word = ""] = keyUse;
    return found(KEY_USES.get(word), path, { region, key });
  }
  const [, path = "", region = "", secret = ""] = SECRET_VALUE.exec(url) ?? [];
  return path === "" ? null : found(VALUE_READ, path, { region, path: secret });
}

function found(route: Route | undefined, path: string, parameters: FoundRoute["parameters"]): FoundRoute | null {
  return route === undefined ? null : { route, path, parameters };
}
