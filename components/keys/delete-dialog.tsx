"use client";

import { useTranslations } from "next-intl";
import { DELETION_WINDOW_DAYS } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { useNow } from "../ui/now";
import { dayWords } from "../ui/time-words";
import { DependentsList } from "./dependents-list";
import { workOf } from "./key-work";

interface DeleteDialogProps {
  of: Pick<KmsKey, "name" | "keyType" | "purpose" | "publicOnly" | "dependents">;
  /** Whether dependents were read; a row of a list does not know them. */
  knowsDependents: boolean;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onConfirm: () => Promise<{ message: string; requestId?: string } | null>;
}

const DAY_MILLISECONDS = 86_400_000;

/** Asks before a key's deletion is scheduled: what is true from now on, what after 30 days, and what depends on it. */
export function DeleteDialog({ of, knowsDependents, ...rest }: DeleteDialogProps) {
  const t = useTranslations("keys");
  const day = dayWords(useNow() + DELETION_WINDOW_DAYS * DAY_MILLISECONDS);
  return (
    <ConfirmDialog
      {...rest}
      isDangerous
      title={t("delete.title", { name: of.name })}
      confirmLabel={t("delete.confirm")}
      name={of.name}
    >
      <p>{t("delete.now")}</p>
      <p className="mt-2">{t("delete.then", { day, work: workOf(of) })}</p>
      {knowsDependents ? (
        <div className="mt-4">
          <DependentsList of={of} />
        </div>
      ) : null}
    </ConfirmDialog>
  );
}
