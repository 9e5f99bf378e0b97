"use client";

import { useTranslations } from "next-intl";
import { classNames } from "./class-names";
import { CopyButton } from "./copy-button";
import { shortenMiddle } from "./shorten-middle";

interface IdentifierProps {
  value: string;
  /** What it names, for "Copy {label}". */
  label: string;
  /** Shows all of it where there is room. */
  isFull?: boolean;
  className?: string;
}

/** A machine's name: typewriter letters, shortened in the middle, copied with one press. Selecting and reading aloud give all of it. */
export function Identifier({ value, label, isFull, className }: IdentifierProps) {
  const t = useTranslations("ui");
  const shown = isFull ? value : shortenMiddle(value);
  return (
    <span className={classNames("group/id inline-flex max-w-full items-center gap-1 align-middle", className)}>
      <span className="truncate font-mono text-caption text-ink-muted" title={shown === value ? undefined : value}>
        {shown === value ? (
          value
        ) : (
          <>
            <span aria-hidden>{shown}</span>
            <span className="sr-only">{value}</span>
          </>
        )}
      </span>
      <CopyButton
        value={value}
        label={label || t("copy")}
        look="small"
        className="relative z-1 opacity-70 group-hover/id:opacity-100 focus-visible:opacity-100"
      />
    </span>
  );
}
