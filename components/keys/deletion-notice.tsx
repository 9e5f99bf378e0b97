"use client";

import { Trash2, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KmsKey } from "@/lib/contract/kms";
import { Button } from "../ui/button";
import { RelativeTime } from "../ui/relative-time";
import { DependentsList } from "./dependents-list";
import type { KeyDeletion, KeyPlace } from "./key-actions";
import { DaysUntil } from "./next-rotation";
import { useKeyDeletion } from "./use-key-deletion";
import { useKeyRights } from "./use-key-rights";

interface DeletionNoticeProps {
  of: KmsKey;
  place: KeyPlace;
  actions: KeyDeletion;
}

/** Above everything on the page of a key that is going to be deleted: until when it can be called back. */
export function DeletionNotice({ of, place, actions }: DeletionNoticeProps) {
  const t = useTranslations("keys");
  const { cancel } = useKeyDeletion(actions);
  const may = useKeyRights();
  const [isPending, setPending] = useState(false);
  const end = of.deletionScheduledAt;
  if (of.status !== "pending_deletion" || end === undefined) return null;

  async function callOff() {
    setPending(true);
    await cancel(place);
    setPending(false);
  }

  return (
    <section
      aria-label={t("delete.pendingLabel")}
      className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-3 rounded-panel border border-bad/40 bg-bad-soft px-4 py-3"
    >
      <Trash2 aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium text-body">
          {t.rich("delete.pending", {
            day: () => <RelativeTime value={end} look="day" />,
            when: () => <DaysUntil value={end} />,
          })}
        </p>
        <p className="mt-0.5 text-control text-ink-muted">{t("delete.pendingText")}</p>
        {of.dependents && of.dependents.length > 0 ? (
          <div className="mt-3 max-w-lg">
            <DependentsList of={of} />
          </div>
        ) : null}
      </div>
      {may("cancel_deletion") ? (
        <Button icon={<Undo2 aria-hidden />} onPress={callOff} isPending={isPending}>
          {t("delete.cancel")}
        </Button>
      ) : null}
    </section>
  );
}
