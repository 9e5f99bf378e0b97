"use client";

import { useTranslations } from "next-intl";

const CHECKS = ["key", "context", "associatedData", "ciphertext"] as const;

/** The server says that a ciphertext does not decrypt, never why: all that can differ is listed, always the same. */
export function WhatToCheck() {
  const t = useTranslations("playground");
  return (
    <div className="mt-1.5 text-ink-muted">
      <p>{t("check.lead")}</p>
      <ul className="mt-1 list-disc space-y-0.5 pl-4">
        {CHECKS.map((check) => (
          <li key={check}>{t(`check.${check}`)}</li>
        ))}
      </ul>
    </div>
  );
}
