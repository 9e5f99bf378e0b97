"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { SecretMessage } from "@/lib/contract/secrets";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import type { SecretActions, SecretPlace } from "./secret-actions";
import { emptyValue, valueProblem, valueRequest } from "./value-draft";
import { ValueFields } from "./value-fields";

interface NewVersionDialogProps {
  of: SecretMessage;
  place: SecretPlace;
  putSecretValue: SecretActions["putSecretValue"];
  onClose: () => void;
}

const FIELDS = ["value"] as const;

/** Writes a new version over the state that was seen when this opened; where somebody was faster, it says so first. */
export function NewVersionDialog({ of, place, putSecretValue, onClose }: NewVersionDialogProps) {
  const t = useTranslations("secrets");
  const { runOrExplain } = useConsoleChange(place);
  const form = useSubmission(FIELDS);
  const [draft, setDraft] = useState(() => emptyValue("text"));
  // Null once it was said that somebody else was faster: the next press is about what is there then.
  const [seen, setSeen] = useState<number | null>(of.objectVersion);

  function submit() {
    const problem = valueProblem(draft);
    if (!form.check(problem === null ? {} : { value: t(`problem.${problem.code}`, problem.values) })) return;
    void form.submit(async () => {
      const refusal = await runOrExplain(
        () => putSecretValue({ ...place, objectVersion: seen ?? of.objectVersion }, valueRequest(draft)),
        ({ version }) => {
          notify({ title: t("newVersion.done", { version }), detail: t("newVersion.doneDetail") });
          onClose();
        },
      );
      if (refusal?.code !== "version_mismatch") return refusal;
      setSeen(null);
      return { ...refusal, message: t("newVersion.faster") };
    });
  }

  return (
    <FormDialog
      title={t("newVersion.title", { path: of.path })}
      submitLabel={t("newVersion.action")}
      size="wide"
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <p className="text-ink-muted">{t("newVersion.lead")}</p>
      <ValueFields
        draft={draft}
        onChange={(next) => {
          setDraft(next);
          form.touch();
        }}
        error={form.errors.value}
      />
    </FormDialog>
  );
}
