"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { KeyRow } from "@/lib/contract/console";
import { DELETION_WINDOW_DAYS } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import { QueryError } from "../query/query-error";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { useNow } from "../ui/now";
import { Skeleton } from "../ui/skeleton";
import { dayWords } from "../ui/time-words";
import { DependentsList } from "./dependents-list";
import type { KeyPlace } from "./key-actions";
import { workOf } from "./key-work";
import { useKeyDetail } from "./queries";

type Failure = { message: string; requestId?: string };

interface DeleteDialogProps {
  of: Pick<KmsKey, "name" | "keyType" | "purpose" | "publicOnly" | "dependents">;
  /** Stands where dependents do, while they are not known. */
  instead?: ReactNode;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onConfirm: () => Promise<Failure | null>;
}

const DAY_MILLISECONDS = 86_400_000;

/** Asks before a key's deletion is scheduled: what is true from now on, what after 30 days, and what depends on it. */
export function DeleteDialog({ of, instead, ...rest }: DeleteDialogProps) {
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
      <div className="mt-4">{instead ?? <DependentsList of={of} />}</div>
    </ConfirmDialog>
  );
}

interface DeleteRowDialogProps {
  of: KeyRow;
  place: KeyPlace;
  onClose: () => void;
  onConfirm: () => Promise<Failure | null>;
}

/** The same from a row of a list, which does not know what depends on its key: that is read while the dialog opens. */
export function DeleteRowDialog({ of, place, onClose, onConfirm }: DeleteRowDialogProps) {
  const { data, error, refetch, isFetching } = useKeyDetail(place);
  const instead = error ? (
    <QueryError error={error} onRetry={() => refetch()} isRetrying={isFetching} />
  ) : (
    <Skeleton className="h-5 w-full" />
  );
  return (
    <DeleteDialog
      of={data?.key ?? of}
      instead={data ? undefined : instead}
      isOpen
      onOpenChange={onClose}
      onConfirm={onConfirm}
    />
  );
}
