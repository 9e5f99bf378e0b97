"use client";

import { useTranslations } from "next-intl";
import { DELETION_WINDOW_DAYS } from "@/lib/contract/key-lifecycle";
import { reached } from "../query/reached";
import { notify } from "../ui/notify";
import { dayWords } from "../ui/time-words";
import type { KeyDeletion, KeyPlace } from "./key-actions";
import { useKeyRefresh } from "./queries";

/** Schedules a key's deletion and calls it off; says what is then true. */
export function useKeyDeletion(actions: KeyDeletion) {
  const t = useTranslations("keys");
  const unreachable = useTranslations("ui")("errorNetwork");
  const refresh = useKeyRefresh();

  /** For the dialog that asks first: null when done, else what to show in it. */
  async function schedule(place: KeyPlace): Promise<{ message: string; requestId?: string } | null> {
    const result = await reached(() => actions.deleteKey(place), unreachable);
    if (!result.ok) {
      refresh.refused(place);
      return result.error;
    }
    refresh.changed(place, result.value);
    const { name, deletionScheduledAt } = result.value;
    const day = deletionScheduledAt === undefined ? "" : dayWords(Date.parse(deletionScheduledAt));
    notify({
      title: t("delete.scheduled", { name, day }),
      detail: t("delete.scheduledDetail", { days: DELETION_WINDOW_DAYS }),
      undo: () => void cancel(place),
    });
    return null;
  }

  async function cancel(place: KeyPlace): Promise<void> {
    const result = await reached(() => actions.cancelDeletion(place), unreachable);
    if (!result.ok) {
      refresh.refused(place);
      const { message, requestId } = result.error;
      return notify({
        title: message,
        detail: requestId ? t("requestLine", { requestId }) : undefined,
        tone: "bad",
      });
    }
    refresh.changed(place, result.value);
    const { name, status } = result.value;
    notify({ title: t("delete.cancelled", { name }), detail: t(`delete.cancelledTo.${status}`) });
  }

  return { schedule, cancel };
}
