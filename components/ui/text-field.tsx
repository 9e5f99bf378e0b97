"use client";

import type { ReactNode, Ref } from "react";
import { Input } from "react-aria-components/Input";
import { classNames } from "./class-names";
import { INPUT } from "./field-style";
import { FramedField, type FramedFieldProps } from "./framed-field";

interface TextFieldProps extends FramedFieldProps {
  placeholder?: string;
  /** Typewriter letters, for what machines read. */
  isMono?: boolean;
  /** A unit or word at the right end inside the field. */
  suffix?: string;
  /** A control at the right end inside the field, 24 px. */
  end?: ReactNode;
  /** Stands in one line with the input, above the error; the input is then as wide as a short number needs. */
  beside?: ReactNode;
  inputRef?: Ref<HTMLInputElement>;
}

/** One line. */
export function TextField({ placeholder, isMono, suffix, end, beside, inputRef, ...field }: TextFieldProps) {
  const input = (
    <div className={classNames("relative", beside ? "w-56 max-w-full" : null)}>
      <Input
        ref={inputRef}
        placeholder={placeholder}
        className={classNames(
          INPUT,
          "h-9",
          isMono && "font-mono",
          suffix && "pr-16",
          end ? "pr-10" : null,
          field.isReadOnly && "read-only:border-line read-only:bg-sunken read-only:hover:border-line",
        )}
      />
      {suffix ? (
        <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-control text-ink-muted">
          {suffix}
        </span>
      ) : null}
      {end ? <span className="absolute inset-y-0 right-1.5 flex items-center">{end}</span> : null}
    </div>
  );
  return (
    <FramedField {...field}>
      {beside ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {input}
          {beside}
        </div>
      ) : (
        input
      )}
    </FramedField>
  );
}
