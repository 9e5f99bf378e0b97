"use client";

import { TextArea } from "react-aria-components/TextArea";
import { TextField, type TextFieldProps } from "react-aria-components/TextField";
import { classNames } from "../ui/class-names";
import { INPUT } from "../ui/field-style";

interface HiddenFieldProps extends Omit<TextFieldProps, "className" | "children" | "aria-label"> {
  /** Accessible name. */
  label: string;
  rows?: number;
  placeholder?: string;
  /** Whether the letters are to be seen. */
  isShown: boolean;
}

/**
 * A value that only its owner should see: dots in place of letters. An area and not a password field, because values have
 * several lines, and browsers offer to keep what is typed into a password field.
 */
export function HiddenField({ label, rows = 1, placeholder, isShown, ...field }: HiddenFieldProps) {
  return (
    <TextField {...field} aria-label={label} autoComplete="off" spellCheck="false" className="min-w-0">
      <TextArea
        rows={rows}
        placeholder={placeholder}
        className={classNames(
          INPUT,
          "block resize-y break-all py-2 font-mono leading-[1.1875rem]",
          rows === 1 ? "min-h-9" : null,
          isShown ? null : "[-webkit-text-security:disc] placeholder:[-webkit-text-security:none]",
        )}
      />
    </TextField>
  );
}
