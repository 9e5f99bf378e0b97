"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type Scope, scopedAddress } from "../layout/scope";
import { PageHeader } from "../ui/page-header";
import { TabRow } from "../ui/tab-row";
import { ACCESS_TABS, type AccessTab } from "./access-tabs";

interface AccessFrameProps {
  scope: Scope;
  current: AccessTab;
  /** In place of the tab's own sentence. */
  lead?: string;
  /** The primary action; absent for those who may not. */
  actions?: ReactNode;
  children: ReactNode;
}

/** Head and tabs that the lists of access management share. Pages of one object have a head of their own. */
export function AccessFrame({ scope, current, lead, actions, children }: AccessFrameProps) {
  const t = useTranslations("access");
  const tabs = ACCESS_TABS.map((id) => ({
    id,
    label: t(`tab.${id}`),
    href: scopedAddress(scope, `/access/${id}`),
  }));
  return (
    <>
      <PageHeader title={t("title")} lead={lead ?? t(`lead.${current}`)} actions={actions} />
      <div className="print:hidden">
        <TabRow label={t("tabs")} tabs={tabs} current={current} />
      </div>
      <div className="pt-5">{children}</div>
    </>
  );
}
