"use client";

import { useTranslations } from "next-intl";
import type { KmsKey } from "@/lib/contract/kms";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { DependentsList } from "./dependents-list";

interface DisableDialogProps {
  of: Pick<KmsKey, "name" | "dependents">;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onConfirm: () => Promise<void>;
}

/** Asks before a key is disabled that something depends on; others are disabled at once, with "Undo". */
export function DisableDialog({ of, onConfirm, ...rest }: DisableDialogProps) {
  const t = useTranslations("keys");
  return (
    <ConfirmDialog
      {...rest}
      title={t("disableTitle", { name: of.name })}
      confirmLabel={t("disable")}
      onConfirm={async () => {
        await onConfirm();
        return null;
      }}
    >
      <p className="mb-4">{t("disableText")}</p>
      <DependentsList of={of} />
    </ConfirmDialog>
  );
}
