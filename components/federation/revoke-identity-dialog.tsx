"use client";

import { useTranslations } from "next-intl";
import type { FederatedIdentityMessage } from "@/lib/contract/federation";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { notify } from "../ui/notify";
import type { FederationActions } from "./federation-actions";

interface RevokeIdentityDialogProps {
  scope: Scope;
  of: FederatedIdentityMessage;
  deleteIdentity: FederationActions["deleteIdentity"];
  onClose: () => void;
  onDone: () => void;
  /** Told that it is about to be gone, and that it stays after all: a page of it reads it no more in between. */
  onEnding?: (isEnding: boolean) => void;
}

/** Asks before a federated identity is revoked for good. */
export function RevokeIdentityDialog({
  scope,
  of,
  deleteIdentity,
  onClose,
  onDone,
  onEnding,
}: RevokeIdentityDialogProps) {
  const t = useTranslations("federation");
  const { runOrExplain } = useConsoleChange(scope);

  async function revoke() {
    onEnding?.(true);
    const refusal = await runOrExplain(
      () => deleteIdentity({ ...scope, object: of.identity }),
      () => {
        notify({ title: t("identity.revoked", { name: of.name }), detail: t("identity.revokedDetail") });
        onDone();
      },
    );
    if (refusal !== null) onEnding?.(false);
    return refusal;
  }

  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t("identity.revokeTitle", { name: of.name })}
      confirmLabel={t("identity.revoke")}
      isDangerous
      onConfirm={revoke}
    >
      <p>{t("identity.revokeText", { account: of.serviceAccount.name })}</p>
    </ConfirmDialog>
  );
}
