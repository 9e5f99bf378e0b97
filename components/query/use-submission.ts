"use client";

import { useState } from "react";
import { fieldErrors } from "./field-errors";
import type { Refusal } from "./use-console-change";

export interface Submission<Field extends string = string> {
  isPending: boolean;
  /** What was refused and names no field. */
  failure: Refusal | null;
  /** What is wrong, by field. */
  errors: Partial<Record<Field, string>>;
  /** Shows what the page found itself; true where there is nothing. */
  check: (found: Partial<Record<Field, string>>) => boolean;
  /** Forgets what was wrong, as it may no longer be true: with one field, or with all. */
  touch: (field?: Field) => void;
  /** Sends the form. Resolves to null when done, to a refusal otherwise, which is shown. */
  submit: (act: () => Promise<Refusal | null>) => Promise<void>;
}

/** The state of a form that a server action takes: pending, refused as a whole, wrong in some fields. */
export function useSubmission<Field extends string>(fields: readonly Field[]): Submission<Field> {
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<Refusal | null>(null);
  const [errors, setErrors] = useState<Partial<Record<Field, string>>>({});

  function check(found: Partial<Record<Field, string>>): boolean {
    setErrors(found);
    return Object.keys(found).length === 0;
  }

  function touch(field?: Field): void {
    setErrors((before) => {
      if (field === undefined) return {};
      const { [field]: _, ...others } = before;
      return others as Partial<Record<Field, string>>;
    });
    setFailure(null);
  }

  async function submit(act: () => Promise<Refusal | null>): Promise<void> {
    if (isPending) return;
    setPending(true);
    setFailure(null);
    const refusal = await act();
    setPending(false);
    if (refusal === null) return;
    const beside = refusal.code === "invalid_request" ? fieldErrors(refusal.message, fields) : null;
    if (beside === null) setFailure(refusal);
    else setErrors(beside);
  }

  return { isPending, failure, errors, check, touch, submit };
}
