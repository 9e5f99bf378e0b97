import type { Route } from "./route";
import { ROUTES } from "./routes";

/** A route that an address leads to, and what the address says. */
export interface FoundRoute {
  readonly route: Route;
  /** The address without its query. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const postRoutesBelow = (start: string): ReadonlyMap<string, Route> =>
  new Map(
    ROUTES.filter(({ method, path }) => method === "POST" && path.startsWith(start)).map((route) => [
      route.path.slice(start.length),
      route,
    ]),
  );

/** What is done with a key, by the last word of its address, and the reading of a secret's value. */
const KEY_USES = postRoutesBelow("/v1/kms/:region/keys/:key/");
const VALUE_READ = postRoutesBelow("/v1/secrets/:region/secret/:path{.+}").get("/value");

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
