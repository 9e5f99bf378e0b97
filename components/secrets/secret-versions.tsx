"use client";

import { useTranslations } from "next-intl";
import type { SecretDetail } from "@/lib/contract/secret-pages";
import { Panel } from "../ui/panel";
import { ComparePanel } from "./compare-panel";
import { RevealedValue } from "./revealed-value";
import type { SecretActions, SecretPlace } from "./secret-actions";
import { useReveal } from "./use-reveal";
import { VersionTable } from "./version-table";

interface SecretVersionsProps {
  of: SecretDetail;
  place: SecretPlace;
  actions: SecretActions;
}

/** The versions at the left; what was revealed, and the comparison of two, at the right. */
export function SecretVersions({ of, place, actions }: SecretVersionsProps) {
  const t = useTranslations("secrets");
  const reveal = useReveal(place, actions.revealSecret);
  const versions = of.secret.versions ?? [];
  const readable = versions.filter(({ status }) => status === "active").map(({ version }) => version);
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
      <Panel title={t("version.title")} aside={t("version.count", { count: versions.length })} isFlush>
        <VersionTable of={of} place={place} actions={actions} onReveal={reveal.ask} />
        <p className="border-line border-t px-4 py-3 text-caption text-ink-muted">{t("version.help")}</p>
      </Panel>
      <div className="flex min-w-0 flex-col gap-4">
        {reveal.revealed === null ? null : (
          <Panel title={t("reveal.title")}>
            <RevealedValue of={reveal.revealed} onHide={reveal.hide} />
          </Panel>
        )}
        {of.rights.readValue && readable.length > 1 ? (
          <ComparePanel place={place} versions={readable} compareSecretVersions={actions.compareSecretVersions} />
        ) : null}
      </div>
      {reveal.dialog}
    </div>
  );
}
