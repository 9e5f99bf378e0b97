"use client";

import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { SecretDetail } from "@/lib/contract/secret-pages";
import { ObjectRecords } from "../audit/object-records";
import { QueryError } from "../query/query-error";
import { currentTab, LinkTabs } from "../ui/link-tabs";
import { KeyNotice } from "./key-notice";
import { useSecretDetail } from "./queries";
import type { SecretActions, SecretPlace } from "./secret-actions";
import { SecretConnect } from "./secret-connect";
import { SecretHeader } from "./secret-header";
import { SecretOverview } from "./secret-overview";
import { SecretPolicy } from "./secret-policy";
import { SecretVersions } from "./secret-versions";

interface SecretViewProps {
  place: SecretPlace;
  first: SecretDetail;
  /** Origin of the API. */
  origin: string;
  actions: SecretActions;
}

const TABS = ["overview", "versions", "policy", "audit", "connect"] as const;

/** A secret's page: head, tabs in the address, and what the tab shows. A value that is shown goes with its tab. */
export function SecretView({ place, first, origin, actions }: SecretViewProps) {
  const t = useTranslations("secrets");
  const search = useSearchParams();
  const { data: detail, error, refetch, isFetching } = useSecretDetail(place, first);
  const { secret } = detail;
  const tabs = TABS.map((id) => ({ id, label: t(`tab.${id}`) }));
  const tab = currentTab(tabs, search.get("tab"));
  const parts = { of: detail, place, actions };
  return (
    <>
      <SecretHeader {...parts} />
      <KeyNotice kmsKey={secret.kmsKey} place={place} />
      <LinkTabs label={t("tab.label")} tabs={tabs} />
      <div className="pt-5">
        {error ? (
          <div className="mb-4">
            <QueryError error={error} kept={t("detail.kept")} onRetry={() => refetch()} isRetrying={isFetching} />
          </div>
        ) : null}
        {tab === "overview" ? <SecretOverview of={detail} place={place} revealSecret={actions.revealSecret} /> : null}
        {tab === "versions" ? <SecretVersions {...parts} /> : null}
        {/* A new form for a new policy, whoever changed it. */}
        {tab === "policy" ? <SecretPolicy key={JSON.stringify(secret.accessPolicy)} {...parts} /> : null}
        {tab === "audit" ? <ObjectRecords scope={place} identity={secret.identity} /> : null}
        {tab === "connect" ? <SecretConnect of={secret} place={place} origin={origin} /> : null}
      </div>
    </>
  );
}
