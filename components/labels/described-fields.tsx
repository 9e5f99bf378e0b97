"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import { type LabelDraft, labelDraftsOf, labelProblem, labelsIn } from "./label-drafts";
import { LabelsEditor } from "./labels-editor";

export const NAME_CHARACTERS_MAX = 255;
export const DESCRIPTION_CHARACTERS_MAX = 1_024;

/** What people write about an object. */
export interface Description {
  name: string;
  description: string;
  labels: Record<string, string>;
}

export type DescriptionField = keyof Description;
type Errors = Partial<Record<DescriptionField, string>>;

export const DESCRIPTION_FIELDS: readonly DescriptionField[] = ["name", "description", "labels"];

interface Draft {
  name: string;
  description: string;
  labels: readonly LabelDraft[];
}

/** The draft of a name, a description and labels, what is wrong with it, and the request it stands for. */
export function useDescription(initial?: Partial<Description>) {
  const t = useTranslations("ui");
  const [draft, setDraft] = useState<Draft>({
    name: initial?.name ?? "",
    description: initial?.description ?? "",
    labels: labelDraftsOf(initial?.labels ?? {}),
  });

  /** Finds what the server would refuse, before asking it. */
  function problems(): Errors {
    const errors: Errors = {};
    const name = draft.name.trim();
    if (name === "") errors.name = t("problem.nameMissing");
    if (name.length > NAME_CHARACTERS_MAX) errors.name = t("problem.nameLong", { max: NAME_CHARACTERS_MAX });
    if (draft.description.length > DESCRIPTION_CHARACTERS_MAX)
      errors.description = t("problem.descriptionLong", { max: DESCRIPTION_CHARACTERS_MAX });
    const labels = labelProblem(draft.labels, (problem, values) =>
      t(`problem.${problem}`, { name: values.name ?? "" }),
    );
    if (labels !== null) errors.labels = labels;
    return errors;
  }

  const request = (): Description => ({
    name: draft.name.trim(),
    description: draft.description.trim(),
    labels: labelsIn(draft.labels),
  });

  return {
    draft,
    set: (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change })),
    problems,
    request,
  };
}

interface DescribedFieldsProps {
  of: ReturnType<typeof useDescription>;
  errors: Errors;
  /** Called at every change: what was said may no longer be true. */
  onTouch: () => void;
  nameHelp: string;
  descriptionHelp?: string;
  labelsHelp: string;
  placeholder?: string;
  autoFocus?: boolean;
}

/** Name, description and labels of any object of the control plane. */
export function DescribedFields({ of, errors, onTouch, ...texts }: DescribedFieldsProps) {
  const t = useTranslations("ui");
  const { draft, set } = of;
  function change(part: Partial<Draft>) {
    set(part);
    onTouch();
  }
  return (
    <>
      <TextField
        label={t("name")}
        help={texts.nameHelp}
        placeholder={texts.placeholder}
        value={draft.name}
        onChange={(name) => change({ name })}
        error={errors.name}
        autoFocus={texts.autoFocus}
        autoComplete="off"
        spellCheck="false"
      />
      <TextArea
        label={t("description")}
        help={texts.descriptionHelp}
        isOptional
        rows={2}
        value={draft.description}
        onChange={(description) => change({ description })}
        error={errors.description}
        aside={
          draft.description.length > DESCRIPTION_CHARACTERS_MAX * 0.8
            ? t("characters", { used: draft.description.length, max: DESCRIPTION_CHARACTERS_MAX })
            : undefined
        }
      />
      <LabelsEditor
        help={texts.labelsHelp}
        labels={draft.labels}
        onChange={(labels) => change({ labels })}
        error={errors.labels}
      />
    </>
  );
}
