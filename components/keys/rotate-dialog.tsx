"use client";

import { useTranslations } from "next-intl";
import type { KeyRow } from "@/lib/contract/console";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { workOf } from "./key-work";

interface RotateDialogProps {
  of: Pick<KeyRow, "name" | "latestVersion" | "minDecryptionVersion" | "keyType" | "purpose">;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onConfirm: () => Promise<{ message: string; requestId?: string } | null>;
}

/** Asks before a rotation: it cannot be taken back, and says what will be true. */
export function RotateDialog({ of, ...rest }: RotateDialogProps) {
  const t = useTranslations("keys");
  const { minDecryptionVersion: first, latestVersion: last } = of;
  const work = workOf(of);
  const next = last + 1;
  return (
    <ConfirmDialog {...rest} title={t("rotate.title", { name: of.name })} confirmLabel={t("rotateNow")}>
      <p>{t("rotate.willBe", { next, work })}</p>
      <p className="mt-2">{t("rotate.stays", { first, last, span: last - first + 1, work })}</p>
      <p className="mt-2">{t("rotate.noReturn", { next })}</p>
    </ConfirmDialog>
  );
}
