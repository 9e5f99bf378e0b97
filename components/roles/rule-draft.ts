import type { RuleMessage } from "@/lib/contract/access";
import {
  CLOCK_TIME,
  IDENTITY_PATTERN,
  isTimeZone,
  NOTE_CHARACTERS_MAX,
  RULE_ENTRIES_MAX,
} from "@/lib/contract/access-limits";
import type { RuleConditions } from "@/lib/contract/access-rules";
import { EVERYTHING, verbsOf } from "@/lib/contract/permissions";
import type { LabelDraft } from "../labels/label-drafts";
import { isMomentField, momentOf, momentText } from "../ui/moment";
import { permissionTree, typesOf, withoutContained } from "./permission-tree";

/** What stands in the form for a rule. */
export interface RuleDraft {
  effect: "allow" | "deny";
  resources: readonly string[];
  permissions: readonly string[];
  /** One per line. */
  identities: string;
  labels: readonly LabelDraft[];
  /** One address or range per line. */
  addresses: string;
  /** `YYYY-MM-DDTHH:MM` in UTC, as the browser's field has it; empty = none. */
  notBefore: string;
  notAfter: string;
  isDaily: boolean;
  from: string;
  to: string;
  timeZone: string;
  note: string;
}

/** A rule as the API takes it. */
export type NewRule = Omit<RuleMessage, "identity">;

export type RuleField =
  | "resources"
  | "permissions"
  | "identities"
  | "labels"
  | "addresses"
  | "notBefore"
  | "notAfter"
  | "dailyWindow"
  | "note";

/** What is wrong with a draft, by field. */
export type RuleErrors = Partial<Record<RuleField, string>>;

type Problem =
  | "noType"
  | "noPermission"
  | "identity"
  | "tooMany"
  | "labelName"
  | "labelTwice"
  | "address"
  | "moment"
  | "order"
  | "clock"
  | "timeZone"
  | "note";

/** The draft of a new rule: about keys, as most are. */
export function emptyRule(timeZone: string): RuleDraft {
  return {
    ...{ effect: "allow", resources: ["kms_key"], permissions: [], identities: "", labels: [], addresses: "" },
    ...{ notBefore: "", notAfter: "", isDaily: false, from: "09:00", to: "17:00", timeZone, note: "" },
  };
}

/** The draft of a rule that is to be changed. */
export function draftOf(rule: RuleMessage, timeZone: string): RuleDraft {
  const { labels = {}, sourceIps = [], notBefore, notAfter, dailyWindow } = rule.conditions;
  return {
    effect: rule.effect,
    resources: rule.resources,
    permissions: rule.permissions,
    identities: rule.resourceIdentities.join("\n"),
    labels: Object.entries(labels).map(([name, value], id) => ({ id, name, value })),
    addresses: sourceIps.join("\n"),
    notBefore: momentText(notBefore),
    notAfter: momentText(notAfter),
    isDaily: dailyWindow !== undefined,
    ...(dailyWindow ?? { from: "09:00", to: "17:00", timeZone }),
    note: rule.note ?? "",
  };
}

/** Permissions of a draft that its resource types have: what was chosen for other types is left out. */
export function permissionsOf({ resources, permissions }: Pick<RuleDraft, "resources" | "permissions">): string[] {
  const types = typesOf(resources);
  const known = permissions.filter((verb) => verb === EVERYTHING || types.some((type) => verbsOf(type).includes(verb)));
  return withoutContained(known, permissionTree(types));
}

/** The rule that a draft stands for; meaningful where the draft has no errors. */
export function ruleOf(draft: RuleDraft): NewRule {
  const { effect, resources, identities, note } = draft;
  return {
    effect,
    resources: [...resources],
    resourceIdentities: linesOf(identities),
    permissions: permissionsOf(draft),
    note: note.trim() || null,
    conditions: conditionsOf(draft),
  };
}

function conditionsOf({ labels, addresses, notBefore, notAfter, isDaily, ...daily }: RuleDraft): RuleConditions {
  const wanted = labels.filter(({ name }) => name.trim() !== "").map(({ name, value }) => [name.trim(), value.trim()]);
  const sourceIps = linesOf(addresses);
  const { from, to, timeZone } = daily;
  return {
    ...(wanted.length === 0 ? {} : { labels: Object.fromEntries(wanted) }),
    ...(sourceIps.length === 0 ? {} : { sourceIps }),
    ...(notBefore === "" ? {} : { notBefore: momentOf(notBefore) }),
    ...(notAfter === "" ? {} : { notAfter: momentOf(notAfter) }),
    ...(isDaily ? { dailyWindow: { from, to, timeZone: timeZone.trim() } } : {}),
  };
}

/** What is wrong with a draft; nothing where it can be saved. */
export function ruleErrors(
  draft: RuleDraft,
  text: (problem: Problem, values: Record<string, string | number>) => string,
): RuleErrors {
  const errors: RuleErrors = {};
  const add = (field: RuleField, problem: Problem | null, values: Record<string, string | number> = {}) => {
    if (problem !== null) errors[field] ??= text(problem, values);
  };
  add("resources", draft.resources.length === 0 ? "noType" : null);
  add("permissions", permissionsOf(draft).length === 0 ? "noPermission" : null);
  for (const [field, isRight, problem] of LISTS) {
    const lines = linesOf(draft[field]);
    const wrong = lines.find((line) => !isRight(line));
    add(field, wrong === undefined ? null : problem, { value: wrong ?? "" });
    add(field, lines.length > RULE_ENTRIES_MAX ? "tooMany" : null, { max: RULE_ENTRIES_MAX });
  }
  const names = draft.labels.map(({ name }) => name.trim());
  add("labels", draft.labels.some(({ name, value }) => name.trim() === "" && value.trim() !== "") ? "labelName" : null);
  const twice = names.find((name, at) => name !== "" && names.indexOf(name) !== at);
  add("labels", twice === undefined ? null : "labelTwice", { name: twice ?? "" });
  for (const field of ["notBefore", "notAfter"] as const) {
    add(field, isMomentField(draft[field]) ? null : "moment");
  }
  const { notBefore, notAfter } = draft;
  add("notAfter", notBefore !== "" && notAfter !== "" && notBefore >= notAfter ? "order" : null);
  if (draft.isDaily) {
    add("dailyWindow", CLOCK_TIME.test(draft.from) && CLOCK_TIME.test(draft.to) ? null : "clock");
    add("dailyWindow", isTimeZone(draft.timeZone.trim()) ? null : "timeZone", { value: draft.timeZone });
  }
  add("note", draft.note.trim().length > NOTE_CHARACTERS_MAX ? "note" : null, { max: NOTE_CHARACTERS_MAX });
  return errors;
}

const LISTS = [
  ["identities", (line: string) => IDENTITY_PATTERN.test(line), "identity"],
  ["addresses", isAddressRange, "address"],
] as const;

/** The entries of a field with one per line; commas separate too, as people paste them. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((line) => line !== ""))];
}

const BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${BYTE}(\\.${BYTE}){3}$`);

/** Whether a text is an IPv4 or IPv6 address or a CIDR range of either. */
export function isAddressRange(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const isV4 = IPV4.test(address);
  if (rest.length > 0 || !(isV4 || isIPv6(address))) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isV4 ? 32 : 128));
}

function isIPv6(text: string): boolean {
  return /^[0-9a-fA-F:.]+$/.test(text) && text.includes(":") && URL.canParse(`http://[${text}]`);
}
