/**
 * Where to go after signing in: the wished address if it is a path of this origin, else the front page. Parsed as browsers
 * parse it, so that `//host`, `/\host`, tabs within and other schemes lead nowhere.
 */
export function returnAddress(wish: string | null | undefined, origin: string): string {
  if (!wish?.startsWith("/") || !URL.canParse(wish, origin)) return "/";
  const target = new URL(wish, origin);
  if (target.origin !== origin || target.pathname.startsWith("/sign-in")) return "/";
  return `${target.pathname}${target.search}${target.hash}`;
}
