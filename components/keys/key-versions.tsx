"use client";

import { useTranslations } from "next-intl";
import type { KmsKey } from "@/lib/contract/kms";
import { Panel } from "../ui/panel";
import type { KeyActions, KeyPlace } from "./key-actions";
import { NextRotationLine } from "./next-rotation";
import { RotationForm } from "./rotation-form";
import { VersionTimeline } from "./version-timeline";

interface KeyVersionsProps {
  of: KmsKey;
  place: KeyPlace;
  actions: KeyActions;
}

/** The versions at the left, the schedule that makes new ones at the right. */
export function KeyVersions({ of, place, actions }: KeyVersionsProps) {
  const t = useTranslations("keys");
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
      <Panel title={t("version.title")} aside={t("version.count", { count: of.versions.length })}>
        <VersionTimeline of={of} />
      </Panel>
      <Panel title={t("schedule.title")} aside={<NextRotationLine of={of} />}>
        {/* A new form for new settings, whoever changed them. */}
        <RotationForm
          key={`${of.keyRotationEnabled}-${of.rotationPeriodInDays}`}
          of={of}
          place={place}
          updateRotation={actions.updateRotation}
        />
      </Panel>
    </div>
  );
}
