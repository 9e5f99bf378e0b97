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
  | "connectSdk";

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

/** The path of a page as crumbs: `/acme/keys/nl-01/orders` is Keys / nl-01 / orders. They keep the project. */
export function pathCrumbs(pathname: string, scope: Scope, texts: CrumbTexts): Crumb[] {
  const [, noun, second, third] = pathname.split("/").slice(1).map(decode);
  if (noun === undefined || noun === "") return [{ label: texts.page("overview") }];
  const first: Crumb = { label: isNoun(noun) ? texts.page(NOUNS[noun]) : noun, href: scopedAddress(scope, `/${noun}`) };
  if (second === undefined) return [first];
  if (noun === "secrets") return [first, ...secretCrumbs(pathname, second, scope, texts)];
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

/** Pages below others that have names of their own. */
const PARTS = [
  { path: "/settings/projects", text: "projects" },
  { path: "/settings/webhooks", text: "webhooks" },
  { path: "/audit/reports", text: "reports" },
  { path: "/audit/streaming", text: "sinks" },
] as const satisfies readonly { path: string; text: PageText }[];

function partCrumbs([second, third]: Parts, path: string, scope: Scope, texts: CrumbTexts): Crumb[] {
  const tab = ACCESS_TABS.find((name) => path === "/access" && name === second);
  if (path === "/dns" && second === "new") return [{ label: texts.page("createZone") }];
  const page = PARTS.find((name) => `${path}/${second}` === name.path);
  const part: Crumb = {
    label: tab === undefined ? (page === undefined ? second : texts.page(page.text)) : texts.tab(tab),
    href: scopedAddress(scope, `${path}/${second}`),
  };
  if (third === undefined) return [part];
  return [part, { label: tab === "client-keys" && third === "connect" ? texts.page("connectSdk") : third }];
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
