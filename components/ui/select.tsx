"use client";

import { ChevronsUpDown, CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, type ReactNode, Suspense, useId } from "react";
import { Button } from "react-aria-components/Button";
import { classNames } from "./class-names";
import type { FieldTexts } from "./field-frame";
import { INPUT, LABEL } from "./field-style";
import type { SelectOption } from "./select-popover";
import { usePopup } from "./use-popup";

const loadPopover = () => import("./select-popover");
const SelectPopover = lazy(loadPopover);

interface SelectProps extends FieldTexts {
  options: readonly SelectOption[];
  value: string | null;
  onChange: (value: string) => void;
  placeholder?: string;
  isMono?: boolean;
  isDisabled?: boolean;
  aside?: ReactNode;
  /** Sends the value with a form. */
  name?: string;
  className?: string;
}

/** One of several; a list with type-ahead opens under it. */
export function Select(props: SelectProps) {
  const { options, value, onChange, label, help, error, isOptional, aside, placeholder, isMono } = props;
  const t = useTranslations("ui");
  const id = useId();
  const { popup, drawTrigger } = usePopup("listbox", loadPopover);
  const chosen = options.find((option) => option.value === value);
  return (
    <div className={classNames("flex flex-col gap-1.5", props.className)}>
      <div className="flex items-baseline justify-between gap-3">
        <label id={`${id}-label`} htmlFor={`${id}-button`} className={LABEL}>
          {label}
          {isOptional ? <span className="ml-1.5 font-normal text-ink-faint">{t("optional")}</span> : null}
        </label>
        {aside ? <span className="text-caption text-ink-muted">{aside}</span> : null}
      </div>
      {help ? (
        <span id={`${id}-help`} className="-mt-0.5 text-caption text-ink-muted">
          {help}
        </span>
      ) : null}
      {drawTrigger(
        <Button
          id={`${id}-button`}
          isDisabled={props.isDisabled}
          aria-labelledby={`${id}-label ${id}-value`}
          aria-describedby={classNames(help ? `${id}-help` : null, error ? `${id}-error` : null) || undefined}
          className={classNames(
            INPUT,
            "flex h-9 items-center justify-between gap-2 text-left",
            error ? "border-bad" : null,
          )}
        >
          <span
            id={`${id}-value`}
            className={classNames("min-w-0 truncate", isMono && "font-mono", !chosen && "text-ink-faint")}
          >
            {chosen?.label ?? placeholder ?? t("selectPlaceholder")}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-muted" />
        </Button>,
      )}
      {error ? (
        <span id={`${id}-error`} className="flex items-start gap-1.5 text-caption text-bad">
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          {error}
        </span>
      ) : null}
      {props.name ? <input type="hidden" name={props.name} value={value ?? ""} /> : null}
      {popup ? (
        <Suspense fallback={null}>
          <SelectPopover {...popup} {...{ options, value, onChange, isMono }} labelledBy={`${id}-label`} />
        </Suspense>
      ) : null}
    </div>
  );
}
