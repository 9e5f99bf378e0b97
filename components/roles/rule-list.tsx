"use client";

import { Ban, EllipsisVertical, ListChecks, Pencil, Plus, ShieldCheck, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { PolicyMessage, RuleMessage } from "@/lib/contract/access";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { classNames } from "../ui/class-names";
import { EmptyState } from "../ui/empty-state";
import { IconButton } from "../ui/icon-button";
import { ButtonLink } from "../ui/link";
import { Menu } from "../ui/menu";
import { Panel } from "../ui/panel";
import { ruleAddress } from "./addresses";
import type { RoleActions } from "./role-actions";
import { ruleWords } from "./rule-words";

interface RuleListProps {
  role: PolicyMessage;
  scope: Scope;
  canChange: boolean;
  actions: Pick<RoleActions, "createRule" | "deleteRule">;
}

/** The rules of a role in words; removing one happens at once and can be undone. */
export function RuleList({ role, scope, canChange, actions }: RuleListProps) {
  const t = useTranslations("roles");
  const router = useRouter();
  const { runAndTell } = useConsoleChange(scope);
  const place = { ...scope, policy: role.identity };
  const addLink = ruleAddress(scope, role.identity, null);

  function remove({ identity, ...rule }: RuleMessage) {
    const restore = () =>
      runAndTell(
        () => actions.createRule(place, rule),
        () => ({ title: t("detail.ruleRestored") }),
      );
    void runAndTell(
      () => actions.deleteRule({ ...place, rule: identity }),
      () => ({ title: t("detail.ruleRemoved"), undo: () => void restore() }),
    );
  }

  function menuOf(rule: RuleMessage) {
    const edit = () => router.push(ruleAddress(scope, role.identity, rule.identity));
    return [
      {
        id: "acts",
        entries: [
          { id: "edit", label: t("detail.editRule"), icon: <Pencil aria-hidden />, onAction: edit },
          { id: "remove", label: t("detail.removeRule"), icon: <Trash2 aria-hidden />, onAction: () => remove(rule) },
        ],
      },
    ];
  }

  return (
    <Panel
      title={t("detail.rules")}
      isFlush
      aside={
        canChange && role.rules.length > 0 ? (
          <ButtonLink href={addLink} icon={<Plus aria-hidden />}>
            {t("detail.addRule")}
          </ButtonLink>
        ) : (
          t("list.ruleCount", { count: role.rules.length })
        )
      }
    >
      {role.rules.length === 0 ? (
        <EmptyState
          icon={<ListChecks />}
          title={t("detail.rulesNone")}
          action={
            canChange ? (
              <ButtonLink href={addLink} tone="primary" icon={<Plus aria-hidden />}>
                {t("detail.addRule")}
              </ButtonLink>
            ) : null
          }
        >
          {canChange ? t("detail.rulesNoneText") : t("detail.rulesNoneReader")}
        </EmptyState>
      ) : (
        <ol aria-label={t("detail.rules")}>
          {role.rules.map((rule, position) => (
            <li
              // Rules of built-in roles have no identity.
              key={rule.identity || position}
              id={rule.identity || undefined}
              className="flex scroll-mt-24 items-start gap-3 border-line border-b px-4 py-3 last:border-b-0 target:bg-accent-soft"
            >
              <RuleSign effect={rule.effect} />
              <div className="min-w-0 flex-1">
                <p className="break-words text-body first-letter:uppercase">{ruleWords(rule, t)}.</p>
                {rule.note ? <p className="mt-0.5 break-words text-caption text-ink-muted">{rule.note}</p> : null}
              </div>
              {canChange ? (
                <Menu
                  label={t("detail.ruleActions", { number: position + 1 })}
                  groups={menuOf(rule)}
                  trigger={
                    <IconButton
                      label={t("detail.ruleActions", { number: position + 1 })}
                      icon={<EllipsisVertical aria-hidden />}
                      className="-my-1 -mr-2"
                    />
                  }
                />
              ) : null}
            </li>
          ))}
        </ol>
      )}
      {role.system ? (
        <p className="border-line border-t px-4 py-3 text-caption text-ink-muted">{t("detail.readOnlyNote")}</p>
      ) : null}
    </Panel>
  );
}

/** The words say the same: the sign only helps the eye. */
export function RuleSign({ effect }: { effect: RuleMessage["effect"] }) {
  const Icon = effect === "allow" ? ShieldCheck : Ban;
  return (
    <Icon aria-hidden className={classNames("mt-0.5 size-4 shrink-0", effect === "allow" ? "text-good" : "text-bad")} />
  );
}
