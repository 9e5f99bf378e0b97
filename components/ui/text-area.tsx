"use client";

import type { Ref } from "react";
import { TextArea as AriaTextArea } from "react-aria-components/TextArea";
import { classNames } from "./class-names";
import { INPUT } from "./field-style";
import { FramedField, type FramedFieldProps } from "./framed-field";

interface TextAreaProps extends FramedFieldProps {
  placeholder?: string;
  rows?: number;
  isMono?: boolean;
  areaRef?: Ref<HTMLTextAreaElement>;
}

/** Several lines. With `isReadOnly` it is the sunken box that shows a result. */
export function TextArea({ placeholder, rows = 5, isMono, areaRef, ...field }: TextAreaProps) {
  return (
    <FramedField {...field}>
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
    </FramedField>
  );
}
