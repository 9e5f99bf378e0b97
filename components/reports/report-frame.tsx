"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Scope } from "../layout/scope";
import { reviewAddress } from "../roles/addresses";
import { PageHeader } from "../ui/page-header";
import { TabRow } from "../ui/tab-row";
import { type AskedReport, REPORT_VIEWS, reportAddress } from "./report-address";

interface ReportFrameProps {
  scope: Scope;
  asked: AskedReport;
  actions?: ReactNode;
  children: ReactNode;
}

/** Head and tabs of the reports. The access review is a page of its own. */
export function ReportFrame({ scope, asked, actions, children }: ReportFrameProps) {
  const t = useTranslations("reports");
  const tabs = [
    ...REPORT_VIEWS.map((view) => ({
      id: view as string,
      label: t(`tab.${view}`),
      href: reportAddress(scope, { ...asked, view, page: 1 }),
    })),
    { id: "access", label: t("tab.access"), href: reviewAddress(scope, asked.at) },
  ];
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} actions={actions} />
      <div className="print:hidden">
        <TabRow label={t("tabs")} tabs={tabs} current={asked.view} />
      </div>
      <h2 className="hidden text-section print:block">{t(`tab.${asked.view}`)}</h2>
      <div className="pt-5">{children}</div>
    </>
  );
}
