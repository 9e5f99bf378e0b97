"use client";

import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ZoneDetail } from "@/lib/contract/dns-pages";
import { QueryError } from "../query/query-error";
import { currentTab, LinkTabs } from "../ui/link-tabs";
import type { DnssecActions } from "./dnssec-actions";
import { DnssecTab } from "./dnssec-tab";
import { useZoneDetail } from "./queries";
import { RecordTable } from "./record-table";
import { ServersTab } from "./servers-tab";
import { ServingNotice } from "./serving-notice";
import type { ZoneActions, ZonePlace } from "./zone-actions";
import { ZoneHeader } from "./zone-header";
import { ZoneSettings } from "./zone-settings";

interface ZoneViewProps {
  place: ZonePlace;
  first: ZoneDetail;
  actions: ZoneActions & DnssecActions;
}

const TABS = ["records", "dnssec", "servers", "settings"] as const;

/** A zone's page: head, tabs in the address, and what the tab shows. */
export function ZoneView({ place, first, actions }: ZoneViewProps) {
  const t = useTranslations("dns");
  const search = useSearchParams();
  const { data: detail, error, refetch, isFetching } = useZoneDetail(place, first);
  const tabs = TABS.map((id) => ({ id, label: t(`tab.${id}`) }));
  const tab = currentTab(tabs, search.get("tab"));
  const parts = { of: detail, place, actions };
  return (
    <>
      <ZoneHeader {...parts} />
      <ServingNotice of={detail} place={place} updateZone={actions.updateZone} />
      <LinkTabs label={t("tab.label")} tabs={tabs} />
      <div className="pt-5">
        {error ? (
          <div className="mb-4">
            <QueryError error={error} kept={t("detail.kept")} onRetry={() => refetch()} isRetrying={isFetching} />
          </div>
        ) : null}
        {tab === "records" ? <RecordTable {...parts} /> : null}
        {tab === "dnssec" ? <DnssecTab {...parts} /> : null}
        {tab === "servers" ? <ServersTab {...parts} /> : null}
        {/* A new form for a new state, whoever changed it. */}
        {tab === "settings" ? (
          <ZoneSettings key={detail.zone.objectVersion} of={detail} place={place} updateZone={actions.updateZone} />
        ) : null}
      </div>
    </>
  );
}
