"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { REMINDER_DAYS_MAX } from "@/lib/contract/secret-limits";
import type { SecretMessage } from "@/lib/contract/secrets";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { ReminderField, reminderOf } from "./reminder-field";
import type { SecretActions, SecretPlace } from "./secret-actions";

interface ReminderDialogProps {
  of: SecretMessage;
  place: SecretPlace;
  updateSecret: SecretActions["updateSecret"];
  onClose: () => void;
}

const FIELDS = ["rotationReminderInDays"] as const;

/** Sets, changes or ends the reminder. */
export function ReminderDialog({ of, place, updateSecret, onClose }: ReminderDialogProps) {
  const t = useTranslations("secrets");
  const { runOrExplain } = useConsoleChange(place);
  const form = useSubmission(FIELDS);
  const [days, setDays] = useState(String(of.rotationReminderInDays ?? ""));

  function submit() {
    const reminder = reminderOf(days);
    const isWrong = days.trim() !== "" && reminder === null;
    if (!form.check(isWrong ? { rotationReminderInDays: t("problem.reminder", { max: REMINDER_DAYS_MAX }) } : {}))
      return;
    void form.submit(() =>
      runOrExplain(
        () => updateSecret(place, { rotationReminderInDays: reminder }),
        () => {
          notify({ title: reminder === null ? t("reminder.off") : t("reminder.on", { days: reminder }) });
          onClose();
        },
      ),
    );
  }

  return (
    <FormDialog
      title={t("reminder.change")}
      submitLabel={t("reminder.change")}
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <ReminderField
        value={days}
        onChange={(value) => {
          setDays(value);
          form.touch();
        }}
        error={form.errors.rotationReminderInDays}
      />
    </FormDialog>
  );
}
