"use client";

import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, type CheckboxProps as AriaCheckboxProps } from "react-aria-components/Checkbox";

interface CheckboxProps extends Omit<AriaCheckboxProps, "className" | "children"> {
  label: ReactNode;
  help?: ReactNode;
}

export function Checkbox({ label, help, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox {...props} className="group flex items-start gap-2.5 text-control data-disabled:text-ink-faint">
      {({ isIndeterminate }) => (
        <>
          <span className="mt-px flex size-4 shrink-0 items-center justify-center rounded-small border border-line-field bg-surface text-accent-ink group-data-focus-visible:outline-2 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-focus group-data-indeterminate:border-accent group-data-indeterminate:bg-accent group-data-selected:border-accent group-data-selected:bg-accent">
            {isIndeterminate ? (
              <Minus aria-hidden className="size-3" strokeWidth={3} />
            ) : (
              <Check aria-hidden className="invisible size-3 group-data-selected:visible" strokeWidth={3} />
            )}
          </span>
          <span>
            <span className="block font-medium">{label}</span>
            {help ? <span className="mt-0.5 block text-caption text-ink-muted">{help}</span> : null}
          </span>
        </>
      )}
    </AriaCheckbox>
  );
}
