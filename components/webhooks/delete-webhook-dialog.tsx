"use client";

import { useTranslations } from "next-intl";
import type { WebhookMessage } from "@/lib/contract/events";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { notify } from "../ui/notify";
import type { WebhookActions } from "./webhook-actions";

interface DeleteWebhookDialogProps {
  scope: Scope;
  of: WebhookMessage;
  deleteWebhook: WebhookActions["deleteWebhook"];
  onClose: () => void;
  /** For the page of the webhook, which ends with it. */
  leaving?: { onEnding: (isEnding: boolean) => void; onDone: () => void };
}

/** Deletes a webhook once its name is typed. */
export function DeleteWebhookDialog({ scope, of, deleteWebhook, onClose, leaving }: DeleteWebhookDialogProps) {
  const t = useTranslations("webhooks");
  const { runOrExplain } = useConsoleChange(scope);

  async function remove() {
    leaving?.onEnding(true);
    const refusal = await runOrExplain(
      () => deleteWebhook({ ...scope, object: of.identity }),
      () => {
        notify({ title: t("deleted", { name: of.name }) });
        leaving?.onDone();
      },
      leaving !== undefined,
    );
    if (refusal !== null) leaving?.onEnding(false);
    return refusal;
  }

  return (
    <ConfirmDialog
      isOpen
      isDangerous
      onOpenChange={onClose}
      title={t("deleteTitle", { name: of.name })}
      confirmLabel={t("delete")}
      name={of.name}
      onConfirm={remove}
    >
      <p>{t("deleteText")}</p>
      <p className="mt-2">{t("deleteKey")}</p>
    </ConfirmDialog>
  );
}
