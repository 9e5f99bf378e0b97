"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { PolicyMessage, RuleMessage } from "@/lib/contract/access";
import type { Scope } from "../layout/scope";
import { type Refusal, useConsoleChange } from "../query/use-console-change";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { ButtonLink } from "../ui/link";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { roleAddress } from "./addresses";
import { PermissionFields } from "./permission-fields";
import { useRoles } from "./queries";
import type { RoleActions } from "./role-actions";
import { draftOf, emptyRule, permissionsOf, type RuleDraft, type RuleErrors, ruleErrors, ruleOf } from "./rule-draft";
import { ConditionFields, EffectField, NoteField, ObjectFields, TypesField } from "./rule-fields";
import { RulePreview } from "./rule-preview";
import { useRuleCheck } from "./use-rule-check";

interface RuleFormProps {
  role: PolicyMessage;
  scope: Scope;
  /** The rule to change; null for a new one. */
  rule: RuleMessage | null;
  actions: Pick<RoleActions, "createRule" | "replaceRule" | "previewRule">;
}

/** The form for a rule; what it says stands beside it in words while it is written. */
export function RuleForm({ role, scope, rule, actions }: RuleFormProps) {
  const t = useTranslations("roles");
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const { runOrExplain } = useConsoleChange(scope);
  const [draft, setDraft] = useState<RuleDraft>(() => (rule === null ? emptyRule("UTC") : draftOf(rule, "UTC")));
  const [errors, setErrors] = useState<RuleErrors>({});
  const [failure, setFailure] = useState<Refusal | null>(null);
  const [isPending, setPending] = useState(false);
  const place = { ...scope, policy: role.identity };
  const isSayable = draft.resources.length > 0 && permissionsOf(draft).length > 0;
  const problems = () => ruleErrors(draft, (problem, values) => t(`rule.problem.${problem}`, values));
  const isSound = isSayable && Object.keys(problems()).length === 0;
  const check = useRuleCheck(place, isSound ? ruleOf(draft) : null, actions.previewRule);
  const { data: roles } = useRoles(scope);

  // Once the errors are drawn, not before.
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    const wrong = "[data-invalid] input, input[aria-invalid=true], textarea[aria-invalid=true]";
    form.current?.querySelector<HTMLElement>(wrong)?.focus();
  }, [errors]);

  function set(change: Partial<RuleDraft>) {
    setDraft((before) => ({ ...before, ...change }));
    setErrors({});
    setFailure(null);
  }

  async function save(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    const found = problems();
    if (Object.keys(found).length > 0) return setErrors(found);
    setPending(true);
    const wanted = ruleOf(draft);
    const refusal = await runOrExplain(
      () =>
        rule === null
          ? actions.createRule(place, wanted)
          : actions.replaceRule({ ...place, rule: rule.identity }, wanted),
      ({ identity }) => {
        notify({ title: t("detail.ruleSaved") });
        router.push(roleAddress(scope, role.identity, identity));
      },
    );
    if (refusal === null) return;
    setPending(false);
    setFailure(refusal);
  }

  const parts = { draft, errors, set };
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,44rem)_minmax(0,22rem)]">
      <form ref={form} onSubmit={save} noValidate className="flex min-w-0 flex-col gap-4">
        <Panel title={t("rule.partWhat")}>
          <div className="flex flex-col gap-5">
            <EffectField {...parts} />
            <TypesField {...parts} />
            <PermissionFields
              resources={draft.resources}
              selected={draft.permissions}
              onChange={(permissions) => set({ permissions })}
              error={errors.permissions}
            />
          </div>
        </Panel>
        <Panel title={t("rule.partObjects")}>
          <div className="flex flex-col gap-5">
            <ObjectFields {...parts} scope={scope} />
          </div>
        </Panel>
        <Panel title={t("rule.partWhen")}>
          <div className="flex flex-col gap-5">
            <ConditionFields {...parts} />
          </div>
        </Panel>
        <Panel title={t("rule.partNote")}>
          <NoteField {...parts} />
        </Panel>
        <div className="xl:hidden">
          <RulePreview rule={isSayable ? ruleOf(draft) : null} check={check} roles={roles ?? []} />
        </div>
        {failure ? <InlineError message={failure.message} requestId={failure.requestId} /> : null}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" tone="primary" isPending={isPending}>
            {t(rule === null ? "rule.add" : "rule.save")}
          </Button>
          <ButtonLink href={roleAddress(scope, role.identity)} tone="quiet">
            {t("rule.cancel")}
          </ButtonLink>
        </div>
      </form>
      <div className="h-full max-xl:hidden">
        <RulePreview rule={isSayable ? ruleOf(draft) : null} check={check} roles={roles ?? []} />
      </div>
    </div>
  );
}
