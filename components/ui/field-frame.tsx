"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FieldError } from "react-aria-components/FieldError";
import { Label } from "react-aria-components/Label";
import { Text } from "react-aria-components/Text";
import { LABEL } from "./field-style";

export interface FieldTexts {
  label: string;
  /** Help under the label, read before the mistake happens. */
  help?: ReactNode;
  /** What is wrong and what would be right; makes the field invalid. */
  error?: string | null;
  /** Marks the field as not needed. */
  isOptional?: boolean;
}

interface FieldFrameProps extends Omit<FieldTexts, "error"> {
  /** Shown at the right end of the label's line, for example a byte count. */
  aside?: ReactNode;
  error?: string | null;
  children: ReactNode;
}

/** Label above, help under the label, the control, the error under it. Stands inside a React Aria field. */
export function FieldFrame({ label, help, error, isOptional, aside, children }: FieldFrameProps) {
  const t = useTranslations("ui");
  return (
    <>
      <div className="flex items-baseline justify-between gap-3">
        <Label className={LABEL}>
          {label}
          {isOptional ? <span className="ml-1.5 font-normal text-ink-faint">{t("optional")}</span> : null}
        </Label>
        {aside ? <span className="text-caption text-ink-muted">{aside}</span> : null}
      </div>
      {help ? (
        <Text slot="description" className="-mt-0.5 text-caption text-ink-muted">
          {help}
        </Text>
      ) : null}
      {children}
      <FieldMessage error={error} />
    </>
  );
}

/** The error line of a field, with a sign so that colour is not alone. */
function FieldMessage({ error }: { error?: string | null }) {
  return (
    <FieldError className="flex items-start gap-1.5 text-caption text-bad">
      {({ validationErrors }) => (
        <>
          <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <span>{error ?? validationErrors.join(" ")}</span>
        </>
      )}
    </FieldError>
  );
}
