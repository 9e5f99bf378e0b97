"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import type { PolicyMessage } from "@/lib/contract/access";
import type { Grantee } from "@/lib/contract/grantee";
import type { Scope } from "../layout/scope";
import { type Refusal, useConsoleChange } from "../query/use-console-change";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Dialog } from "../ui/dialog";
import { InlineError } from "../ui/inline-error";
import { momentOf } from "../ui/moment";
import { MomentField } from "../ui/moment-field";
import { notify } from "../ui/notify";
import { GranteePicker } from "./grantee-picker";
import { type RoleActions, subjectField } from "./role-actions";

interface GiveDialogProps {
  role: PolicyMessage;
  scope: Scope;
  actions: Pick<RoleActions, "createBinding">;
  onClose: () => void;
}

/** Gives a role or policy to somebody; a refusal, which names what the giver lacks, stays in view. */
export function GiveDialog({ role, scope, actions, onClose }: GiveDialogProps) {
  const t = useTranslations("roles");
  const tUi = useTranslations("ui");
  const formId = useId();
  const { runOrExplain } = useConsoleChange(scope);
  const [grantee, setGrantee] = useState<Grantee | null>(null);
  const [until, setUntil] = useState("");
  const [replicateToChildren, setReplicate] = useState(false);
  const [errors, setErrors] = useState<{ who?: string; until?: string }>({});
  const [failure, setFailure] = useState<Refusal | null>(null);
  const [isPending, setPending] = useState(false);

  async function give(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    if (grantee === null) return setErrors({ who: t("give.whoMissing") });
    const expiresAt = until === "" ? null : momentOf(until);
    if (expiresAt !== null && !(Date.parse(expiresAt) > Date.now())) return setErrors({ until: t("give.untilPast") });
    setPending(true);
    const binding = { ...subjectField(grantee), expiresAt, replicateToChildren };
    const refusal = await runOrExplain(
      () => actions.createBinding({ ...scope, policy: role.identity }, binding),
      () => notify({ title: t("detail.givenNow", { name: grantee.name, role: role.name }) }),
    );
    setPending(false);
    if (refusal === null) onClose();
    else setFailure(refusal);
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t("give.title", { name: role.name })}
      footer={
        <>
          <Button onPress={onClose}>{tUi("cancel")}</Button>
          <Button type="submit" form={formId} tone="primary" isPending={isPending}>
            {t("give.submit")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={give} noValidate className="flex flex-col gap-4">
        {role.rules.length === 0 ? <p className="text-ink-muted">{t("give.emptyRole")}</p> : null}
        <GranteePicker
          label={t("give.who")}
          help={t("give.whoHelp")}
          error={errors.who}
          scope={scope}
          value={grantee?.identity ?? null}
          onChange={(next) => {
            setGrantee(next);
            setErrors({});
            setFailure(null);
          }}
          autoFocus
        />
        <MomentField
          label={t("give.until")}
          help={t("give.untilHelp")}
          isOptional
          value={until}
          onChange={(next) => {
            setUntil(next);
            setErrors({});
          }}
          error={errors.until}
        />
        {scope.project === null ? null : (
          <Checkbox label={t("give.below")} isSelected={replicateToChildren} onChange={setReplicate} />
        )}
        {failure ? <InlineError message={failure.message} requestId={failure.requestId} /> : null}
      </form>
    </Dialog>
  );
}
