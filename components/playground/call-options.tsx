"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "../ui/button";
import { classNames } from "../ui/class-names";
import { TextField } from "../ui/text-field";

interface OptionsToggleProps {
  /** Of the element with the options. */
  controls: string;
  isOpen: boolean;
  onChange: (isOpen: boolean) => void;
}

/** Shows and hides what most calls do not need. */
export function OptionsToggle({ controls, isOpen, onChange }: OptionsToggleProps) {
  const t = useTranslations("playground");
  return (
    <Button tone="quiet" aria-expanded={isOpen} aria-controls={controls} onPress={() => onChange(!isOpen)}>
      {t("options")}
      <ChevronDown
        aria-hidden
        className={classNames("transition-transform duration-120 ease-calm", isOpen && "rotate-180")}
      />
    </Button>
  );
}

interface CallOptionsProps {
  id: string;
  isOpen: boolean;
  context: string;
  associatedData: string;
  onChange: (option: { context?: string; associatedData?: string }) => void;
  /** A field before the others. */
  children?: ReactNode;
}

/** What a call can carry beside its payload. */
export function CallOptions({ id, isOpen, context, associatedData, onChange, children }: CallOptionsProps) {
  const t = useTranslations("playground");
  return (
    <div
      id={id}
      hidden={!isOpen}
      className={classNames(
        "items-end gap-4 rounded-control border border-line bg-sunken p-4 sm:grid-cols-2",
        isOpen && "grid",
      )}
    >
      {children}
      <TextField
        label={t("context")}
        help={t("contextHelp")}
        isOptional
        isMono
        value={context}
        onChange={(next) => onChange({ context: next })}
        autoComplete="off"
        spellCheck="false"
      />
      <TextField
        label={t("associatedData")}
        help={t("associatedDataHelp")}
        isOptional
        isMono
        value={associatedData}
        onChange={(next) => onChange({ associatedData: next })}
        autoComplete="off"
        spellCheck="false"
      />
    </div>
  );
}
