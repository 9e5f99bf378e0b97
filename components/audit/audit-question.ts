import { exactWords } from "../ui/time-words";

/** Spans that end now; the keys stand in the address. */
export const RANGES = { "1h": 3_600, "24h": 86_400, "7d": 604_800, "30d": 2_592_000, all: null } as const;
export type RangeName = keyof typeof RANGES;
export const RANGE_DEFAULT: RangeName = "24h";

/** Filters with one or more values, by their parameter in the page's address; the same in the API unless said otherwise. */
export const CHOICES = ["event", "actor", "outcome", "region", "resourceType", "responseStatus"] as const;
export type ChoiceName = (typeof CHOICES)[number];

/** Filters with one value that only links set. */
export const PINNED = ["resourceIdentity", "requestId"] as const;
export type PinnedName = (typeof PINNED)[number];

/** What the page shows, as its address says. */
export interface AuditQuestion {
  readonly range: RangeName | "custom";
  /** RFC 3339; what is asked for, with the span counted from `nowMs`. */
  readonly from: string | null;
  readonly to: string | null;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads the page's address. People and programs share one filter there, and have one each in the API. */
export function auditQuestion(search: URLSearchParams, nowMs: number): AuditQuestion {
  const range = rangeOf(search);
  const seconds = range === "custom" ? null : RANGES[range];
  const from = range === "custom" ? search.get("from") : seconds && new Date(nowMs - seconds * 1_000).toISOString();
  const to = range === "custom" ? search.get("to") : null;
  const actors = search.get("actor")?.split(",").filter(Boolean) ?? [];
  const given: Record<string, string | null> = {
    searchText: search.get("q"),
    userIdentity: actors.filter((actor) => !isProgram(actor)).join(","),
    serviceAccount: actors.filter(isProgram).join(","),
    from: from || null,
    to: to || null,
    includePageViews: search.get("views") === "0" ? "false" : null,
  };
  for (const name of [...CHOICES, ...PINNED]) if (name !== "actor") given[name] = search.get(name);
  const parameters = Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  return { range, from: from || null, to: to || null, parameters };
}

const isProgram = (actor: string) => /^(sa|ck)-/.test(actor);

function rangeOf(search: URLSearchParams): AuditQuestion["range"] {
  if (search.has("from") || search.has("to")) return "custom";
  const named = search.get("range") ?? RANGE_DEFAULT;
  return Object.hasOwn(RANGES, named) ? (named as RangeName) : RANGE_DEFAULT;
}

/** What an export takes of a question: one value per filter. */
export function exportParameters({ parameters }: AuditQuestion): Record<string, string> {
  const names = ["from", "to", "userIdentity", "serviceAccount", "event", "resourceIdentity", "outcome"];
  const single = ([name, value]: [string, string]) => names.includes(name) && !/[,*]/.test(value);
  return Object.fromEntries(Object.entries(parameters).filter(single));
}

/** Filters of a question that an export cannot have: it then holds more than the page shows. */
export function beyondExport(question: AuditQuestion): string[] {
  const kept = exportParameters(question);
  return Object.keys(question.parameters).filter((name) => !Object.hasOwn(kept, name));
}

/** The span of a question for a sentence: which ends it has, and their words. What is no time stands as it was given. */
export function spanWords({ from, to }: Pick<AuditQuestion, "from" | "to">) {
  const kind = from !== null && to !== null ? "between" : from !== null ? "since" : to !== null ? "until" : "all";
  return { kind, from: momentWords(from), to: momentWords(to) } as const;
}

function momentWords(moment: string | null): string {
  const time = Date.parse(moment ?? "");
  return Number.isNaN(time) ? (moment ?? "") : exactWords(time);
}
