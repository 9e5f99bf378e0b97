"use client";

import { Input } from "react-aria-components/Input";
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from "react-aria-components/TextField";
import { classNames } from "./class-names";
import { INPUT } from "./field-style";

interface BareFieldProps extends Omit<AriaTextFieldProps, "className" | "children" | "aria-label"> {
  /** Accessible name; what is seen says it otherwise, for example a head above a row of fields. */
  label: string;
  placeholder?: string;
  isMono?: boolean;
}

/** One line without a label of its own, for rows of fields. */
export function BareField({ label, placeholder, isMono, ...field }: BareFieldProps) {
  return (
    <AriaTextField {...field} aria-label={label} className="min-w-0">
      <Input placeholder={placeholder} className={classNames(INPUT, "h-9", isMono && "font-mono")} />
    </AriaTextField>
  );
}
