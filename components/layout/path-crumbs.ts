import type { Crumb } from "../ui/breadcrumb";

type NounText = "overview" | "keys" | "playground" | "access" | "account" | "createKey" | "importKey";

const NOUNS: Readonly<Record<string, NounText>> = { keys: "keys", playground: "playground", access: "access" };

/** The path of a page as crumbs: `/acme/keys/nl-01/orders` is Keys / nl-01 / orders. */
export function pathCrumbs(pathname: string, text: (name: NounText) => string): Crumb[] {
  const [organisation = "", noun, second, third] = pathname.split("/").slice(1).map(decode);
  const base = `/${encodeURIComponent(organisation)}`;
  if (noun === undefined || noun === "") return [{ label: text("overview") }];
  const name = NOUNS[noun];
  const first: Crumb = { label: name ? text(name) : noun, href: `${base}/${noun}` };
  if (second === undefined) return [first];
  if (noun === "keys" && second === "new") return [first, { label: text("createKey") }];
  if (noun === "keys" && second === "import") return [first, { label: text("importKey") }];
  const region: Crumb = { label: second, href: `${base}/${noun}?region=${encodeURIComponent(second)}`, isMono: true };
  return third === undefined ? [first, region] : [first, region, { label: third }];
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
