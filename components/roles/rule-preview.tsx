"use client";

import { KeyRound, LoaderCircle, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { PolicyMessage } from "@/lib/contract/access";
import { classNames } from "../ui/class-names";
import { useNow } from "../ui/now";
import { Panel } from "../ui/panel";
import { rolesAgainst } from "./rule-conflicts";
import type { NewRule } from "./rule-draft";
import { RuleSign } from "./rule-list";
import { ruleWords } from "./rule-words";
import type { RuleCheck } from "./use-rule-check";

interface RulePreviewProps {
  /** Null while nothing can be said yet. */
  rule: NewRule | null;
  check: RuleCheck;
  /** Every role of the place, to set the rule against. */
  roles: readonly PolicyMessage[];
}

/** The rule in words while it is written, and what is to be known before it is saved. */
export function RulePreview({ rule, check, roles }: RulePreviewProps) {
  const t = useTranslations("roles");
  return (
    <Panel title={t("rule.preview")} className="sticky top-[calc(var(--topbar)+1rem)] max-xl:static">
      {rule === null ? (
        <p className="text-ink-muted">{t("rule.previewEmpty")}</p>
      ) : (
        <div className="flex flex-col gap-3">
          <div className="flex items-start gap-2.5">
            <RuleSign effect={rule.effect} />
            <p role="status" className="min-w-0 break-words text-body">
              {t("words.this", { words: ruleWords(rule, t) })}
            </p>
          </div>
          <Findings rule={rule} check={check} roles={roles} />
        </div>
      )}
    </Panel>
  );
}

const AND = new Intl.ListFormat("en-GB", { type: "conjunction" });
const ROLES_NAMED_MAX = 3;

function Findings({ rule, check, roles }: RulePreviewProps & { rule: NewRule }) {
  const t = useTranslations("roles");
  const now = useNow();
  const against = rolesAgainst(rule, roles);
  const names =
    against.length > ROLES_NAMED_MAX
      ? t("rule.conflicting", {
          names: against.slice(0, ROLES_NAMED_MAX).join(", "),
          count: against.length - ROLES_NAMED_MAX,
        })
      : AND.format(against);
  const isAboutKeysOnly = rule.resources.every((type) => type === "kms_key");
  const { notAfter } = rule.conditions;
  const found = check.state === "known" ? check.preview : null;
  return (
    <ul className="flex flex-col gap-2 border-line border-t pt-3 text-control">
      {found?.missing ? <Finding tone="bad">{t("rule.missing", { permission: found.missing })}</Finding> : null}
      {notAfter !== undefined && Date.parse(notAfter) <= now ? <Finding tone="warn">{t("rule.over")}</Finding> : null}
      {found?.keys === 0 && isAboutKeysOnly ? <Finding tone="warn">{t("rule.noKeys")}</Finding> : null}
      {found?.keys ? <Finding tone="none">{t("rule.keys", { count: found.keys })}</Finding> : null}
      {against.length > 0 ? (
        <Finding tone={rule.effect === "deny" ? "none" : "warn"}>
          {t(rule.effect === "deny" ? "rule.beats" : "rule.beaten", { roles: names, count: against.length })}
        </Finding>
      ) : null}
      {rule.effect === "allow" && Object.keys(rule.conditions).length > 0 ? (
        <Finding tone="none">{t("rule.conditional")}</Finding>
      ) : null}
      {check.state === "checking" ? (
        <li className="flex items-center gap-2 text-ink-muted">
          <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
          {t("rule.checking")}
        </li>
      ) : null}
      {check.state === "failed" ? <Finding tone="warn">{t("rule.checkFailed")}</Finding> : null}
    </ul>
  );
}

const TONES = { bad: "text-bad", warn: "text-warn", none: "text-ink-muted" };

function Finding({ tone, children }: { tone: keyof typeof TONES; children: ReactNode }) {
  const Icon = tone === "none" ? KeyRound : TriangleAlert;
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden className={classNames("mt-0.5 size-3.5 shrink-0", TONES[tone])} />
      <span className={classNames("min-w-0 break-words", tone === "none" ? "text-ink-muted" : "text-ink")}>
        {children}
      </span>
    </li>
  );
}
