import { ACCESS_TABS, type AccessTab } from "../iam/access-tabs";
import type { Crumb } from "../ui/breadcrumb";
import { type Scope, scopedAddress } from "./scope";

type PageText =
  | "overview"
  | "keys"
  | "rotation"
  | "playground"
  | "secrets"
  | "dns"
  | "access"
  | "audit"
  | "reports"
  | "usage"
  | "sinks"
  | "settings"
  | "webhooks"
  | "projects"
  | "createKey"
  | "importKey"
  | "createSecret"
  | "createZone"
  | "connectSdk"
  | "trustTokens"
  | "rule";

/** What pages are called, and the tabs of access management. */
export interface CrumbTexts {
  page: (name: PageText) => string;
  tab: (name: AccessTab) => string;
}

const NOUNS = {
  keys: "keys",
  rotation: "rotation",
  playground: "playground",
  secrets: "secrets",
  dns: "dns",
  access: "access",
  audit: "audit",
  usage: "usage",
  settings: "settings",
} as const satisfies Record<string, PageText>;

/**
 * The path of a page as crumbs: `/acme/keys/nl-01/orders` is Keys / nl-01 / orders. They keep the project. `name` is what
 * the thing is called whose identity stands in the path, where the page has said it.
 */
export function pathCrumbs(pathname: string, scope: Scope, texts: CrumbTexts, name: string | null = null): Crumb[] {
  const [, noun, second, third, fourth] = pathname.split("/").slice(1).map(decode);
  if (noun === undefined || noun === "") return [{ label: texts.page("overview") }];
  const first: Crumb = { label: isNoun(noun) ? texts.page(NOUNS[noun]) : noun, href: scopedAddress(scope, `/${noun}`) };
  if (second === undefined) return [first];
  if (noun === "secrets") return [first, ...secretCrumbs(pathname, second, scope, texts)];
  const tab = noun === "access" ? ACCESS_TABS.find((known) => known === second) : undefined;
  if (tab !== undefined) return [first, ...tabCrumbs(tab, [third, fourth], scope, texts, name)];
  return [first, ...(noun === "keys" ? keyCrumbs : partCrumbs)([second, third], `/${noun}`, scope, texts)];
}

type Parts = readonly [second: string, third: string | undefined];

function keyCrumbs([second, third]: Parts, path: string, scope: Scope, texts: CrumbTexts): Crumb[] {
  if (second === "new") return [{ label: texts.page("createKey") }];
  if (second === "import") return [{ label: texts.page("importKey") }];
  const region: Crumb = { label: second, href: scopedAddress(scope, path, { region: second }), isMono: true };
  return third === undefined ? [region] : [region, { label: third }];
}

/** `/acme/secrets/nl-01/s/app/password` is Secrets / nl-01 / app / password. */
function secretCrumbs(pathname: string, region: string, scope: Scope, texts: CrumbTexts): Crumb[] {
  if (region === "new") return [{ label: texts.page("createSecret") }];
  const names = pathname.split("/").slice(5).map(decode);
  const page = `/secrets/${encodeURIComponent(region)}`;
  const folders = names.slice(0, -1).map((label, index) => ({
    label,
    href: scopedAddress(scope, page, { folder: `/${names.slice(0, index + 1).join("/")}/` }),
    isMono: true,
  }));
  const last = names.at(-1);
  const first: Crumb = { label: region, href: scopedAddress(scope, page), isMono: true };
  return [first, ...folders, ...(last === undefined ? [] : [{ label: last, isMono: true }])];
}

/** What the address names by identity is called by its name; until that is known, the way ends before it. */
function tabCrumbs(
  tab: AccessTab,
  [third, fourth]: readonly (string | undefined)[],
  scope: Scope,
  texts: CrumbTexts,
  name: string | null,
): Crumb[] {
  const part: Crumb = { label: texts.tab(tab), href: scopedAddress(scope, `/access/${tab}`) };
  if (third === undefined) return [part];
  if (tab === "client-keys" && third === "connect") return [part, { label: texts.page("connectSdk") }];
  if (tab === "federation" && third === "new") return [part, { label: texts.page("trustTokens") }];
  const isRule = fourth === "rules";
  const href = scopedAddress(scope, `/access/${tab}/${encodeURIComponent(third)}`);
  const label = name ?? (IDENTITY.test(third) ? null : third);
  return [part, ...(label === null ? [] : [{ label, href }]), ...(isRule ? [{ label: texts.page("rule") }] : [])];
}

const IDENTITY = /^[a-z]+-[0-9a-v]{20}$/;

/** Pages below others that have names of their own. */
const PARTS = [
  { path: "/settings/projects", text: "projects" },
  { path: "/settings/webhooks", text: "webhooks" },
  { path: "/audit/reports", text: "reports" },
  { path: "/audit/streaming", text: "sinks" },
] as const satisfies readonly { path: string; text: PageText }[];

function partCrumbs([second, third]: Parts, path: string, scope: Scope, texts: CrumbTexts): Crumb[] {
  if (path === "/dns" && second === "new") return [{ label: texts.page("createZone") }];
  const page = PARTS.find((name) => `${path}/${second}` === name.path);
  const part: Crumb = {
    label: page === undefined ? second : texts.page(page.text),
    href: scopedAddress(scope, `${path}/${second}`),
  };
  if (third === undefined) return [part];
  return [part, { label: third }];
}

function isNoun(noun: string): noun is keyof typeof NOUNS {
  return Object.hasOwn(NOUNS, noun);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
