"use client";

import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { KeyDetail } from "@/lib/contract/console";
import { ObjectRecords } from "../audit/object-records";
import { QueryError } from "../query/query-error";
import { currentTab, LinkTabs } from "../ui/link-tabs";
import { DeletionNotice } from "./deletion-notice";
import type { KeyActions, KeyPlace } from "./key-actions";
import { KeyConnect } from "./key-connect";
import { KeyHeader } from "./key-header";
import { KeyOverview } from "./key-overview";
import { KeyVersions } from "./key-versions";
import { LimitNotice } from "./limit-notice";
import { useKeyDetail, useKeyUse } from "./queries";

interface KeyViewProps {
  place: KeyPlace;
  first: KeyDetail;
  /** Origin of the API. */
  origin: string;
  actions: KeyActions;
  /** Content of the tabs of the same names. */
  playground: ReactNode;
  access: ReactNode;
}

const TABS = ["overview", "versions", "playground", "access", "audit", "connect"] as const;

/** A key's page: head, tabs in the address, and what the tab shows. */
export function KeyView({ place, first, origin, actions, playground, access }: KeyViewProps) {
  const t = useTranslations("keys");
  const search = useSearchParams();
  const { data, error, refetch, isFetching } = useKeyDetail(place, first);
  const { key, activity } = data ?? first;
  const use = useKeyUse(place).data;
  const tabs = TABS.map((id) => ({ id, label: t(`tab.${id}`) }));
  const tab = currentTab(tabs, search.get("tab"));
  return (
    <>
      <KeyHeader of={key} place={place} actions={actions} />
      <DeletionNotice of={key} place={place} actions={actions} />
      <LimitNotice of={key} use={use} />
      <LinkTabs label={t("tab.label")} tabs={tabs} />
      <div className="pt-5">
        {error ? (
          <div className="mb-4">
            <QueryError error={error} kept={t("detail.kept")} onRetry={() => refetch()} isRetrying={isFetching} />
          </div>
        ) : null}
        {tab === "overview" ? (
          <KeyOverview of={key} place={place} activity={activity} use={use} actions={actions} />
        ) : null}
        {tab === "versions" ? <KeyVersions of={key} place={place} use={use} actions={actions} /> : null}
        {tab === "playground" ? playground : null}
        {tab === "access" ? access : null}
        {tab === "audit" ? <ObjectRecords scope={place} identity={key.identity} /> : null}
        {tab === "connect" ? <KeyConnect of={key} place={place} origin={origin} /> : null}
      </div>
    </>
  );
}
