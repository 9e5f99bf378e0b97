"use client";

import { type LucideIcon, Minus, PencilLine, Plus, SkipForward } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ImportChange, ZoneImport } from "@/lib/contract/dns";
import { classNames } from "../ui/class-names";
import { Status } from "../ui/status";

const SIGNS: Readonly<Record<ImportChange["change"], { icon: LucideIcon; colour: string }>> = {
  created: { icon: Plus, colour: "text-good" },
  updated: { icon: PencilLine, colour: "text-accent-text" },
  deleted: { icon: Minus, colour: "text-bad" },
  skipped: { icon: SkipForward, colour: "text-ink-muted" },
};

const VALUES_SHOWN_MAX = 4;

/** What an import changes, before it does. */
export function ImportPreview({ of }: { of: ZoneImport }) {
  const t = useTranslations("dns");
  const { created, updated, deleted, skipped, changes } = of;
  const all = created + updated + deleted + skipped;
  const isNothing = created + updated + deleted === 0 && of.startOfAuthority === "unchanged";
  return (
    <section aria-label={t("import.previewLabel")} className="rounded-control border border-line">
      <div
        role="status"
        className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b bg-sunken px-3 py-2 text-control"
      >
        {isNothing ? <Status tone="idle">{t("import.nothing")}</Status> : null}
        {created > 0 ? <span>{t("import.created", { count: created })}</span> : null}
        {updated > 0 ? <span>{t("import.updated", { count: updated })}</span> : null}
        {deleted > 0 ? <Status tone="bad">{t("import.deleted", { count: deleted })}</Status> : null}
        {skipped > 0 ? <span className="text-ink-muted">{t("import.skipped", { count: skipped })}</span> : null}
        {of.startOfAuthority === "updated" ? <span>{t("import.soa", { serial: of.serial })}</span> : null}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll what has the focus */}
      <ul tabIndex={0} aria-label={t("import.changes")} className="max-h-72 divide-y divide-line overflow-y-auto">
        {changes.map((change) => (
          <li key={`${change.change} ${change.name} ${change.type} ${change.reason}`} className="px-3 py-2">
            <Change of={change} />
          </li>
        ))}
        {all > changes.length ? (
          <li className="px-3 py-2 text-caption text-ink-muted">{t("import.more", { count: all - changes.length })}</li>
        ) : null}
      </ul>
    </section>
  );
}

function Change({ of }: { of: ImportChange }) {
  const t = useTranslations("dns");
  const { icon: Icon, colour } = SIGNS[of.change];
  const { before, values = [] } = of;
  const gone = before?.values.filter((value) => of.change === "deleted" || !values.includes(value)) ?? [];
  const come = values.filter((value) => !before?.values.includes(value));
  const isTtl = before !== undefined && of.ttl !== undefined && before.ttl !== of.ttl;
  return (
    <div className="flex items-start gap-2.5 text-control">
      <Icon aria-hidden className={classNames("mt-0.5 size-3.5 shrink-0", colour)} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="break-all font-medium font-mono">{of.name}</span>
          <span className="font-mono text-ink-muted">{of.type}</span>
          <span className={classNames("text-caption", colour)}>{t(`import.change.${of.change}`)}</span>
          {isTtl ? (
            <span className="text-caption text-ink-muted">
              {t("import.ttl", { before: before.ttl, after: of.ttl ?? 0 })}
            </span>
          ) : null}
        </p>
        {of.reason === undefined ? (
          <>
            <ValueLines values={gone} sign="−" className="text-bad" />
            <ValueLines values={come} sign="+" className="text-good" />
          </>
        ) : (
          <p className="text-caption text-ink-muted">{of.reason}</p>
        )}
      </div>
    </div>
  );
}

function ValueLines({ values, sign, className }: { values: readonly string[]; sign: string; className: string }) {
  const t = useTranslations("dns");
  return (
    <>
      {values.slice(0, VALUES_SHOWN_MAX).map((value) => (
        <p key={value} className={classNames("truncate font-mono text-caption", className)} title={value}>
          {sign} {value}
        </p>
      ))}
      {values.length > VALUES_SHOWN_MAX ? (
        <p className="text-caption text-ink-faint">
          {t("record.moreValues", { count: values.length - VALUES_SHOWN_MAX })}
        </p>
      ) : null}
    </>
  );
}
