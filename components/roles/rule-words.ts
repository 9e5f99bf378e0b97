import type { useTranslations } from "next-intl";
import type { RuleMessage } from "@/lib/contract/access";
import { EVERYTHING } from "@/lib/contract/permissions";
import { exactWords } from "../ui/time-words";
import { permissionTree, typesOf, type Verb, withoutContained } from "./permission-tree";

type Translator = ReturnType<typeof useTranslations<"roles">>;

/** What a rule says, saved or not. */
export type SaidRule = Pick<RuleMessage, "effect" | "resources" | "resourceIdentities" | "permissions" | "conditions">;

/** Longer lists are cut: the sentence is to be read, the rule itself shows all. */
const NAMED_MAX = 3;

const AND = new Intl.ListFormat("en-GB", { type: "conjunction" });
const OR = new Intl.ListFormat("en-GB", { type: "disjunction" });

/**
 * A rule in words, from the verb on: "allows encrypting and rotating on keys labelled team=platform, when the call comes
 * from 10.0.0.0/8". Pure: the same words stand in the preview, in lists and on pages.
 */
export function ruleWords(rule: SaidRule, t: Translator): string {
  return t(`words.${rule.effect}`, {
    doing: doingWords(rule, t),
    objects: objectWords(rule, t),
    when: conditionWords(rule.conditions, t)
      .map((condition) => `, ${condition}`)
      .join(""),
  });
}

/** The permissions of a rule: "encrypting and rotating". */
export function doingWords({ resources, permissions }: Pick<SaidRule, "resources" | "permissions">, t: Translator) {
  const verbs = withoutContained(permissions, permissionTree(typesOf(resources)));
  if (verbs.includes(EVERYTHING)) return t("words.everything");
  return AND.format(verbs.map((verb) => verbWords(verb, t)));
}

/** A permission as people say it: "generating data keys". */
export function verbWords(verb: string, t: Translator): string {
  const key = `doing.${verb as Verb}` as const;
  return t.has(key) ? t(key) : verb;
}

/** Resource types as people say them: "keys and secrets". */
export function typeWords(resources: readonly string[], t: Translator): string {
  if (resources.includes(EVERYTHING)) return t("words.everyObject");
  return AND.format(typesOf(resources).map((type) => t(`type.${type}`)));
}

function objectWords({ resources, resourceIdentities, conditions }: SaidRule, t: Translator): string {
  const types = typeWords(resources, t);
  const labels = Object.entries(conditions.labels ?? {}).map(([name, value]) => `${name}=${value}`);
  const named = resourceIdentities.includes(EVERYTHING) ? [] : resourceIdentities;
  const identified = named.length === 0 ? types : `${types} ${identityWords(named, t)}`;
  return labels.length === 0 ? identified : t("words.labelled", { objects: identified, labels: AND.format(labels) });
}

/** Secrets are named by their path, everything else by its identity: "with the path /app/password or one that begins with /web/". */
function identityWords(named: readonly string[], t: Translator): string {
  const what = named.every((one) => one.startsWith("/")) ? "path" : "identity";
  const exact = named.filter((one) => !one.endsWith(EVERYTHING));
  const beginnings = named.filter((one) => one.endsWith(EVERYTHING)).map((one) => one.slice(0, -EVERYTHING.length));
  if (exact.length === 0) return t("words.allBeginWith", { what, texts: OR.format(cut(beginnings, t)) });
  const texts = [...exact, ...beginnings.map((text) => t("words.beginsWith", { text }))];
  return t("words.identified", { what, texts: OR.format(cut(texts, t)) });
}

/** What must hold at a call, each as a part of a sentence; labels are said of the object. */
export function conditionWords(
  { sourceIps, dailyWindow, notBefore, notAfter }: RuleMessage["conditions"],
  t: Translator,
): string[] {
  return [
    ...(sourceIps === undefined ? [] : [t("words.from", { addresses: OR.format(cut(sourceIps, t)) })]),
    ...(dailyWindow === undefined ? [] : [t("words.daily", dailyWindow)]),
    ...(notBefore === undefined ? [] : [t("words.notBefore", { time: exactWords(Date.parse(notBefore)) })]),
    ...(notAfter === undefined ? [] : [t("words.notAfter", { time: exactWords(Date.parse(notAfter)) })]),
  ];
}

function cut(texts: readonly string[], t: Translator): string[] {
  if (texts.length <= NAMED_MAX + 1) return [...texts];
  return [...texts.slice(0, NAMED_MAX), t("words.more", { count: texts.length - NAMED_MAX })];
}
