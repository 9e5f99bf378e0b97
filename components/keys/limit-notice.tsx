"use client";

import { Gauge } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyUse } from "@/lib/contract/console";
import type { KmsKey } from "@/lib/contract/kms";
import { classNames } from "../ui/class-names";
import { useNumberFormat } from "../ui/reader-locale";
import { nearLimit } from "./version-use";

/** Says that the newest version has encrypted half as often as is safe, or that it encrypts no more, and what to do. */
export function LimitNotice({ of, use }: { of: KmsKey; use: KeyUse | undefined }) {
  const t = useTranslations("keys");
  const number = useNumberFormat();
  const percent = useNumberFormat({ style: "percent", maximumFractionDigits: 0 });
  const near = nearLimit(use, of.latestVersion);
  if (near === null) return null;
  const facts = { version: of.latestVersion, count: number(near.count), max: number(near.max) };
  const share = percent(near.share);
  return (
    <section
      aria-label={t("limit.label")}
      className={classNames(
        "mb-5 flex flex-wrap items-start gap-x-4 gap-y-3 rounded-panel border px-4 py-3",
        near.isOver ? "border-bad/40 bg-bad-soft" : "border-warn/40 bg-warn-soft",
      )}
    >
      <Gauge aria-hidden className={classNames("mt-0.5 size-4 shrink-0", near.isOver ? "text-bad" : "text-warn")} />
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium text-body">{t(near.isOver ? "limit.over" : "limit.near", { ...facts, share })}</p>
        <p className="mt-0.5 text-control text-ink-muted">
          {t(of.allowRotation ? "limit.rotate" : "limit.replace", facts)}
        </p>
      </div>
    </section>
  );
}
