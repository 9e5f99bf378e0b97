"use client";

import type { ReactNode, Ref } from "react";
import { Input } from "react-aria-components/Input";
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from "react-aria-components/TextField";
import { classNames } from "./class-names";
import { FieldFrame, type FieldTexts } from "./field-frame";
import { INPUT } from "./field-style";

interface TextFieldProps extends Omit<AriaTextFieldProps, "className" | "children" | "isInvalid">, FieldTexts {
  aside?: ReactNode;
  placeholder?: string;
  /** Typewriter letters, for what machines read. */
  isMono?: boolean;
  /** A unit or word at the right end inside the field. */
  suffix?: string;
  /** A control at the right end inside the field, 24 px. */
  end?: ReactNode;
  inputRef?: Ref<HTMLInputElement>;
  className?: string;
}

export function TextField(props: TextFieldProps) {
  const { label, help, error, isOptional, aside, placeholder, isMono, suffix, end, inputRef, className, ...field } =
    props;
  return (
    <AriaTextField
      validationBehavior="aria"
      {...field}
      isInvalid={Boolean(error)}
      className={classNames("flex flex-col gap-1.5", className)}
    >
      <FieldFrame label={label} help={help} error={error} isOptional={isOptional} aside={aside}>
        <div className="relative">
          <Input
            ref={inputRef}
            placeholder={placeholder}
            className={classNames(INPUT, "h-9", isMono && "font-mono", suffix && "pr-16", end ? "pr-10" : null)}
          />
          {suffix ? (
            <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-control text-ink-muted">
              {suffix}
            </span>
          ) : null}
          {end ? <span className="absolute inset-y-0 right-1.5 flex items-center">{end}</span> : null}
        </div>
      </FieldFrame>
    </AriaTextField>
  );
}
