"use client";

import { useTranslations } from "next-intl";
import { classNames } from "../ui/class-names";

/** A version's number in a circle: filled for the newest. Wider for long numbers. */
export function VersionMark({ number, isLatest }: { number: number; isLatest: boolean }) {
  const t = useTranslations("keys");
  return (
    <span
      className={classNames(
        "z-1 flex h-5.5 min-w-5.5 shrink-0 items-center justify-center rounded-full border px-1 font-semibold text-caption",
        isLatest ? "border-accent bg-accent text-accent-ink" : "border-line-field bg-surface text-ink",
      )}
    >
      <span className="sr-only">{t("version.name")} </span>
      {number}
    </span>
  );
}
