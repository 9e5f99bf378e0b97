"use client";

import { useTranslations } from "next-intl";
import { FEATURES, type Feature, type OrganisationMessage } from "@/lib/contract/access";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { Panel } from "../ui/panel";
import { Status } from "../ui/status";
import { Switch } from "../ui/switch";
import type { ChangeOrganisation } from "./organisation-actions";

interface FeaturesPanelProps {
  of: OrganisationMessage;
  scope: Scope | null;
  /** Absent for everybody but platform administrators. */
  change?: ChangeOrganisation;
}

/** What an organisation may use. Switching happens at once, with the way back. */
export function FeaturesPanel({ of, scope, change }: FeaturesPanelProps) {
  const t = useTranslations("organisation");
  const { runAndTell } = useConsoleChange(scope);

  function set(feature: Feature, isOn: boolean, canUndo = true): void {
    if (change === undefined) return;
    const facts = { feature: t(`features.name.${feature}`), organisation: of.name };
    void runAndTell(
      () => change({ features: { [feature]: isOn } }),
      () => ({
        title: t(isOn ? "features.nowOn" : "features.nowOff", facts),
        detail: t(isOn ? "features.nowOnDetail" : "features.nowOffDetail"),
        undo: canUndo ? () => set(feature, !isOn, false) : undefined,
      }),
    );
  }

  return (
    <Panel title={t("features.title")} isFlush>
      <p className="border-line border-b px-4 py-2.5 text-caption text-ink-muted">
        {t("features.lead")} {change === undefined ? t("features.platformOnly") : null}
      </p>
      <ul className="divide-y divide-line">
        {FEATURES.map((feature) => {
          const isOn = of.features[feature] ?? true;
          const name = t(`features.name.${feature}`);
          const detail = t(`features.detail.${feature}`);
          return (
            <li key={feature} className="flex items-start justify-between gap-3 px-4 py-3">
              {change === undefined ? (
                <>
                  <span className="text-control">
                    <span className="block font-medium">{name}</span>
                    <span className="mt-0.5 block text-caption text-ink-muted">{detail}</span>
                  </span>
                  <Status tone={isOn ? "good" : "idle"}>{t(isOn ? "features.on" : "features.off")}</Status>
                </>
              ) : (
                <Switch label={name} help={detail} isSelected={isOn} onChange={(next) => set(feature, next)} />
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
