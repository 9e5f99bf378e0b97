"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { CURRENT_STAGE, STAGE_NAME } from "@/lib/contract/secret-limits";
import type { Refusal } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { FormDialog } from "../ui/form-dialog";
import { TextField } from "../ui/text-field";

interface StageDialogProps {
  version: number;
  onSet: (stage: string, version: number) => Promise<Refusal | null>;
  onClose: () => void;
}

const FIELDS = ["stages"] as const;

/** Gives a version a name. */
export function StageDialog({ version, onSet, onClose }: StageDialogProps) {
  const t = useTranslations("secrets");
  const form = useSubmission(FIELDS);
  const [typed, setTyped] = useState("");

  function submit() {
    const stage = typed.trim();
    const problem = stage === CURRENT_STAGE ? "stage.current" : STAGE_NAME.test(stage) ? null : "stage.form";
    if (!form.check(problem === null ? {} : { stages: t(problem) })) return;
    void form.submit(async () => {
      const refusal = await onSet(stage, version);
      if (refusal === null) onClose();
      return refusal;
    });
  }

  return (
    <FormDialog
      title={t("stage.title", { version })}
      submitLabel={t("stage.set")}
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <TextField
        label={t("stage.name")}
        help={t("stage.nameHelp")}
        placeholder="blue"
        isMono
        autoFocus
        autoComplete="off"
        spellCheck="false"
        value={typed}
        onChange={(value) => {
          setTyped(value);
          form.touch();
        }}
        error={form.errors.stages}
      />
    </FormDialog>
  );
}
