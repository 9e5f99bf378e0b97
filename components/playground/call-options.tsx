"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TextField } from "../ui/text-field";

interface CallOptionsProps {
  context: string;
  associatedData: string;
  onChange: (option: { context?: string; associatedData?: string }) => void;
  /** A field before the others. */
  children?: ReactNode;
}

/** What a call can carry beside its payload. */
export function CallOptions({ context, associatedData, onChange, children }: CallOptionsProps) {
  const t = useTranslations("playground");
  return (
    <div className="mt-3 grid items-end gap-4 rounded-control border border-line bg-sunken p-4 sm:grid-cols-2">
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
