"use client";

import { useTranslations } from "next-intl";
import type { KeyUse } from "@/lib/contract/console";
import type { KmsKey } from "@/lib/contract/kms";
import { Panel } from "../ui/panel";
import type { KeyActions, KeyPlace } from "./key-actions";
import { LowestVersionForm } from "./lowest-version-form";
import { NextRotationLine } from "./next-rotation";
import { RotationForm } from "./rotation-form";
import { useKeyRights } from "./use-key-rights";
import { VersionTable } from "./version-table";

interface KeyVersionsProps {
  of: KmsKey;
  place: KeyPlace;
  /** Undefined until it is known. */
  use: KeyUse | undefined;
  actions: KeyActions;
}

/** The versions at the left, the schedule that makes new ones and the lowest one in use at the right. */
export function KeyVersions({ of, place, use, actions }: KeyVersionsProps) {
  const t = useTranslations("keys");
  const may = useKeyRights();
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)]">
      <Panel title={t("version.title")} aside={t("version.count", { count: of.versions.length })} isFlush>
        <VersionTable of={of} place={place} use={use} updateVersions={actions.updateVersions} />
        <p className="border-line border-t px-4 py-3 text-caption text-ink-muted">
          {t(of.allowRotation ? "version.newestHelp" : "version.onlyHelp")}
        </p>
      </Panel>
      <div className="flex min-w-0 flex-col gap-4">
        <Panel title={t("schedule.title")} aside={of.allowRotation ? <NextRotationLine of={of} /> : undefined}>
          {of.allowRotation && !may("update_rotation") ? (
            <p className="text-control text-ink-muted">
              {of.keyRotationEnabled ? t("schedule.on", { days: of.rotationPeriodInDays ?? 0 }) : t("schedule.off")}
            </p>
          ) : of.allowRotation ? (
            // A new form for new settings, whoever changed them.
            <RotationForm
              key={`${of.keyRotationEnabled}-${of.rotationPeriodInDays}`}
              of={of}
              place={place}
              updateRotation={actions.updateRotation}
            />
          ) : (
            <p className="text-control text-ink-muted">
              {t(of.publicOnly ? "schedule.publicNever" : "schedule.importedNever")}
            </p>
          )}
        </Panel>
        {of.latestVersion > 1 && may("update_versions") ? (
          <Panel title={t("version.lowestTitle")}>
            <LowestVersionForm
              key={of.minDecryptionVersion}
              of={of}
              place={place}
              updateVersions={actions.updateVersions}
            />
          </Panel>
        ) : null}
      </div>
    </div>
  );
}
