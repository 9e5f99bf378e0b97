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
  /** Whether the page is the identity's own, which then reads it no more. */
  isLeaving?: boolean;
}

/** Asks before a federated identity is revoked for good. */
export function RevokeIdentityDialog(props: RevokeIdentityDialogProps) {
  const { scope, of, deleteIdentity, onClose, onDone, isLeaving } = props;
  const t = useTranslations("federation");
  const { runOrExplain } = useConsoleChange(scope);
  const revoke = () =>
    runOrExplain(
      () => deleteIdentity({ ...scope, object: of.identity }),
      () => {
        notify({ title: t("identity.revoked", { name: of.name }), detail: t("identity.revokedDetail") });
        onDone();
      },
      isLeaving,
    );
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
