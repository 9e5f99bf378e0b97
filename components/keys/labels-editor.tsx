"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { BareField } from "../ui/bare-field";
import { Button } from "../ui/button";
import { FieldError } from "../ui/field-error";
import { LABEL } from "../ui/field-style";
import { IconButton } from "../ui/icon-button";
import { LABEL_ROWS_MAX, type LabelDraft } from "./new-key";

interface LabelsEditorProps {
  labels: readonly LabelDraft[];
  onChange: (labels: LabelDraft[]) => void;
  error?: string;
}

/** Names and values, one pair per row. */
export function LabelsEditor({ labels, onChange, error }: LabelsEditorProps) {
  const t = useTranslations("keys");
  const tUi = useTranslations("ui");
  const id = useId();

  function set(changed: LabelDraft) {
    onChange(labels.map((label) => (label.id === changed.id ? changed : label)));
  }

  function add() {
    onChange([...labels, { id: Math.max(0, ...labels.map((label) => label.id)) + 1, name: "", value: "" }]);
  }

  return (
    <fieldset aria-labelledby={`${id}-name`} aria-describedby={`${id}-help`} className="flex flex-col gap-1.5">
      <p id={`${id}-name`} className={LABEL}>
        {t("form.labels")}
        <span className="ml-1.5 font-normal text-ink-faint">{tUi("optional")}</span>
      </p>
      <p id={`${id}-help`} className="-mt-0.5 text-caption text-ink-muted">
        {t("form.labelsHelp")}
      </p>
      {labels.map((label, position) => (
        <div key={label.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-center gap-2">
          <BareField
            label={t("form.labelName", { number: position + 1 })}
            placeholder="team"
            isMono
            value={label.name}
            onChange={(name) => set({ ...label, name })}
            autoFocus
            autoComplete="off"
            spellCheck="false"
          />
          <BareField
            label={t("form.labelValue", { number: position + 1 })}
            placeholder="platform"
            isMono
            value={label.value}
            onChange={(value) => set({ ...label, value })}
            autoComplete="off"
            spellCheck="false"
          />
          <IconButton
            label={t("form.removeLabel", { number: position + 1 })}
            icon={<X aria-hidden />}
            onPress={() => onChange(labels.filter(({ id: other }) => other !== label.id))}
          />
        </div>
      ))}
      {error ? <FieldError message={error} /> : null}
      <Button
        className="self-start"
        icon={<Plus aria-hidden />}
        onPress={add}
        isDisabled={labels.length >= LABEL_ROWS_MAX}
      >
        {t("form.addLabel")}
      </Button>
    </fieldset>
  );
}
