"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { LABELS_MAX } from "@/lib/contract/kms-limits";
import { BareField } from "../ui/bare-field";
import { Button } from "../ui/button";
import { FieldError } from "../ui/field-error";
import { LABEL } from "../ui/field-style";
import { IconButton } from "../ui/icon-button";
import type { LabelDraft } from "./label-drafts";

interface LabelsEditorProps {
  help: string;
  labels: readonly LabelDraft[];
  onChange: (labels: LabelDraft[]) => void;
  error?: string;
}

/** Names and values, one pair per row. */
export function LabelsEditor({ help, labels, onChange, error }: LabelsEditorProps) {
  const t = useTranslations("ui");
  const id = useId();
  // Rows that are there from the start must not take the focus from the page.
  const [added, setAdded] = useState<number | null>(null);

  function set(changed: LabelDraft) {
    onChange(labels.map((label) => (label.id === changed.id ? changed : label)));
  }

  function add() {
    const next = Math.max(0, ...labels.map((label) => label.id)) + 1;
    setAdded(next);
    onChange([...labels, { id: next, name: "", value: "" }]);
  }

  return (
    <fieldset aria-labelledby={`${id}-name`} aria-describedby={`${id}-help`} className="flex flex-col gap-1.5">
      <p id={`${id}-name`} className={LABEL}>
        {t("labels")}
        <span className="ml-1.5 font-normal text-ink-faint">{t("optional")}</span>
      </p>
      <p id={`${id}-help`} className="-mt-0.5 text-caption text-ink-muted">
        {help}
      </p>
      {labels.map((label, position) => (
        <div key={label.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-center gap-2">
          <BareField
            label={t("labelName", { number: position + 1 })}
            placeholder="team"
            isMono
            value={label.name}
            onChange={(name) => set({ ...label, name })}
            autoFocus={label.id === added}
            autoComplete="off"
            spellCheck="false"
          />
          <BareField
            label={t("labelValue", { number: position + 1 })}
            placeholder="platform"
            isMono
            value={label.value}
            onChange={(value) => set({ ...label, value })}
            autoComplete="off"
            spellCheck="false"
          />
          <IconButton
            label={t("removeLabel", { number: position + 1 })}
            icon={<X aria-hidden />}
            onPress={() => onChange(labels.filter(({ id: other }) => other !== label.id))}
          />
        </div>
      ))}
      {error ? <FieldError message={error} /> : null}
      <Button className="self-start" icon={<Plus aria-hidden />} onPress={add} isDisabled={labels.length >= LABELS_MAX}>
        {t("addLabel")}
      </Button>
    </fieldset>
  );
}
