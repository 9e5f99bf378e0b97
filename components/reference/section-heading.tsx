import { Hash } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** A heading with a link to itself, for passing on. */
export function SectionHeading({ id, name, children }: { id: string; name: string; children?: ReactNode }) {
  const t = useTranslations("reference");
  return (
    <div className="group/heading flex flex-wrap items-center gap-x-2.5 gap-y-1">
      {children}
      <h2 id={`${id}-heading`} className="text-section">
        {name}
      </h2>
      <a
        href={`#${id}`}
        aria-label={t("linkTo", { name })}
        className="inline-flex size-6 items-center justify-center rounded-small text-ink-faint opacity-0 focus-visible:opacity-100 group-hover/heading:opacity-100 hover:text-ink"
      >
        <Hash aria-hidden className="size-3.5" />
      </a>
    </div>
  );
}
