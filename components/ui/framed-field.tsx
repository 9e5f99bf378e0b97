"use client";

import type { ReactNode } from "react";
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from "react-aria-components/TextField";
import { classNames } from "./class-names";
import { FieldFrame, type FieldTexts } from "./field-frame";

export interface FramedFieldProps extends Omit<AriaTextFieldProps, "className" | "children" | "isInvalid">, FieldTexts {
  /** At the right end of the label's line, for example a byte count. */
  aside?: ReactNode;
  className?: string;
}

/** What every field for text has around its input. */
export function FramedField(props: FramedFieldProps & { children: ReactNode }) {
  const { label, help, error, isOptional, aside, className, children, ...field } = props;
  return (
    <AriaTextField
      validationBehavior="aria"
      {...field}
      isInvalid={Boolean(error)}
      className={classNames("flex flex-col gap-1.5", className)}
    >
      <FieldFrame label={label} help={help} error={error} isOptional={isOptional} aside={aside}>
        {children}
      </FieldFrame>
    </AriaTextField>
  );
}
