"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { keySlug } from "@/lib/format/key-slug";
import { Panel } from "../ui/panel";
import { KeyCapabilities } from "./key-capabilities";

import { type KeyDraft, periodOf } from "./new-key";

interface KeySummaryProps {
  draft: KeyDraft;
  isPublicOnly?: boolean;
  /** Whether the key may get further versions. */
  canRotate: boolean;
}

/** What the form is about to make, in few words. Stands beside it where there is room. */
export function KeySummary({ draft, isPublicOnly, canRotate }: KeySummaryProps) {
  const t = useTranslations("keys");
  if (draft.keyType === null) return null;
  const days = draft.isRotating ? periodOf(draft.period) : null;
  const of = {
    keyType: draft.keyType,
    purpose: draft.use,
    publicOnly: isPublicOnly,
    exportAllowed: draft.isExportAllowed,
  };
  return (
    <Panel title={t("summary.title")} className="max-xl:hidden xl:sticky xl:top-[calc(var(--spacing-topbar)+1.5rem)]">
      <dl className="flex flex-col gap-3.5">
        <Line name={t("summary.key")}>
          <span className="break-words font-medium">{draft.name.trim() || t("summary.unnamed")}</span>
          <span className="block break-all font-mono text-caption text-ink-muted">
            {draft.region ?? "…"}/{keySlug(draft.name) || "…"}
          </span>
        </Line>
        <Line name={t("summary.type")}>
          <span className="font-mono text-control">{draft.keyType}</span>
          <span className="block text-caption text-ink-muted">{t(`use.${draft.use}`)}</span>
        </Line>
        <Line name={t("summary.can")}>
          <KeyCapabilities of={of} />
        </Line>
        <Line name={t("summary.rotation")}>
          {!canRotate ? t("summary.never") : days === null ? t("summary.byHand") : t("fact.rotationHelp", { days })}
        </Line>
      </dl>
      <p className="mt-4 border-line border-t pt-3 text-caption text-ink-muted">{t("summary.fixed")}</p>
    </Panel>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="mb-0.5 text-caption text-ink-muted">{name}</dt>
      <dd className="min-w-0 text-control text-ink">{children}</dd>
    </div>
  );
}
