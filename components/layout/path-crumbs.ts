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
  | "settings"
  | "projects"
  | "createKey"
  | "importKey"
  | "createSecret"
  | "createZone";

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

function partCrumbs([second, third]: Parts, path: string, scope: Scope, texts: CrumbTexts): Crumb[] {
  const tab = ACCESS_TABS.find((name) => path === "/access" && name === second);
  const isProjects = path === "/settings" && second === "projects";
  const isReports = path === "/audit" && second === "reports";
  if (path === "/dns" && second === "new") return [{ label: texts.page("createZone") }];
  const label = isProjects ? texts.page("projects") : isReports ? texts.page("reports") : second;
  const part: Crumb = {
    label: tab === undefined ? label : texts.tab(tab),
    href: scopedAddress(scope, `${path}/${second}`),
  };
  return third === undefined ? [part] : [part, { label: third }];
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
