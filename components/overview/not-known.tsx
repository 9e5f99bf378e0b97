"use client";

import { useTranslations } from "next-intl";

/** In the place of a figure that no answer came for: an empty place would read as nothing, a skeleton as soon. */
export function NotKnown() {
  const t = useTranslations("overview");
  return <span className="font-normal text-control text-ink-faint tracking-normal">{t("unknown")}</span>;
}
