"use client";

import { useTranslations } from "next-intl";
import { SegmentedControl } from "../ui/segmented-control";
import type { FieldProps } from "./field-props";

const SOURCES = ["text", "hex", "base64", "file"] as const;

/** How the payload is given. */
export function SourceChoice({ operation, draft, dispatch }: FieldProps) {
  const t = useTranslations("playground");
  return (
    <SegmentedControl
      label={t("source.label")}
      options={SOURCES.map((source) => ({ value: source, label: t(`source.${source}`) }))}
      value={draft.question.payload.source}
      onChange={(source) => dispatch({ type: "source", operation, source })}
    />
  );
}
