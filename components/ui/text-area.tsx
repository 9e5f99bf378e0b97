"use client";

import type { ReactNode, Ref } from "react";
import { TextArea as AriaTextArea } from "react-aria-components/TextArea";
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from "react-aria-components/TextField";
import { classNames } from "./class-names";
import { FieldFrame, type FieldTexts } from "./field-frame";
import { INPUT } from "./field-style";

interface TextAreaProps extends Omit<AriaTextFieldProps, "className" | "children" | "isInvalid">, FieldTexts {
  aside?: ReactNode;
  placeholder?: string;
  rows?: number;
  isMono?: boolean;
  areaRef?: Ref<HTMLTextAreaElement>;
  className?: string;
}

/** Several lines. With `isReadOnly` it is the sunken box that shows a result. */
export function TextArea(props: TextAreaProps) {
  const { label, help, error, isOptional, aside, placeholder, rows = 5, isMono, areaRef, className, ...field } = props;
  return (
    <AriaTextField
      validationBehavior="aria"
      {...field}
      isInvalid={Boolean(error)}
      className={classNames("flex flex-col gap-1.5", className)}
    >
      <FieldFrame label={label} help={help} error={error} isOptional={isOptional} aside={aside}>
        <AriaTextArea
          ref={areaRef}
          rows={rows}
          placeholder={placeholder}
          className={classNames(
            INPUT,
            "resize-y py-2.5 leading-5",
            isMono && "font-mono break-all",
            field.isReadOnly && "read-only:border-line read-only:bg-sunken read-only:hover:border-line",
          )}
        />
      </FieldFrame>
    </AriaTextField>
  );
}
