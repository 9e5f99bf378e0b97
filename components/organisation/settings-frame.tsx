"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type Scope, scopedAddress } from "../layout/scope";
import { PageHeader } from "../ui/page-header";
import { TabRow } from "../ui/tab-row";
import { SETTINGS_TABS, type SettingsTab } from "./settings-tabs";

interface SettingsFrameProps {
  scope: Scope;
  current: SettingsTab;
  /** The primary action; absent for those who may not. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Head and tabs of an organisation's settings. */
export function SettingsFrame({ scope, current, actions, children }: SettingsFrameProps) {
  const t = useTranslations("organisation");
  const tabs = SETTINGS_TABS.map(({ id, path }) => ({
    id,
    label: t(`settings.tab.${id}`),
    href: scopedAddress(scope, `/settings${path}`),
  }));
  return (
    <>
      <PageHeader title={t("settings.title")} lead={t(`settings.lead.${current}`)} actions={actions} />
      <TabRow label={t("settings.tabs")} tabs={tabs} current={current} />
      <div className="pt-5">{children}</div>
    </>
  );
}
