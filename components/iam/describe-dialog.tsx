"use client";

import type { ReactNode } from "react";
import {
  DESCRIPTION_FIELDS,
  DescribedFields,
  type Description,
  type DescriptionField,
  useDescription,
} from "../labels/described-fields";
import type { Refusal } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { FormDialog } from "../ui/form-dialog";

interface DescribeDialogProps {
  title: string;
  submitLabel: string;
  /** What the form begins with; absent for a new object. */
  initial?: Description;
  nameHelp: string;
  descriptionHelp?: string;
  labelsHelp: string;
  /** Resolves to null when done, to a refusal otherwise. */
  onSubmit: (request: Description) => Promise<Refusal | null>;
  onClose: () => void;
  /** Further fields, and what the server says about them. */
  extra?: { fields: readonly string[]; draw: (errors: Partial<Record<string, string>>) => ReactNode };
}

/** Makes or changes an object that has a name, a description and labels. */
export function DescribeDialog(props: DescribeDialogProps) {
  const { title, submitLabel, initial, onSubmit, onClose, extra, ...texts } = props;
  const description = useDescription(initial);
  const form = useSubmission<DescriptionField | (string & {})>([...DESCRIPTION_FIELDS, ...(extra?.fields ?? [])]);

  function submit() {
    if (!form.check(description.problems())) return;
    void form.submit(() => onSubmit(description.request()));
  }

  return (
    <FormDialog
      title={title}
      submitLabel={submitLabel}
      size="wide"
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <DescribedFields of={description} errors={form.errors} onTouch={form.touch} autoFocus {...texts} />
      {extra?.draw(form.errors)}
    </FormDialog>
  );
}
