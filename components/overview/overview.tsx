"use client";

import { KeyRound, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { RegionHealth } from "@/lib/contract/console";
import { newKeyAddress } from "../keys/addresses";
import { useKeyRights } from "../keys/use-key-rights";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { ButtonLink } from "../ui/link";
import { PageHeader } from "../ui/page-header";
import { Panel } from "../ui/panel";
import { AttentionPanel } from "./attention-panel";
import { AuditPanel } from "./audit-panel";
import { CallPanels } from "./call-panels";
import { CheckedAt } from "./checked-at";
import { ConnectPanel } from "./connect-panel";
import type { EventActions } from "./event-actions";
import { sumCounts } from "./key-counts";
import { KeyFigures } from "./key-figures";
import { useAvailability, useRegionOverview } from "./queries";
import type { RegionGeography } from "./region-geography";
import { RegionMap } from "./region-map";
import { RegionTable, RegionTableSkeleton } from "./region-table";
import { ReviewPanel } from "./review-panel";
import { StoragePanel } from "./storage-panel";

interface OverviewProps {
  scope: Scope;
  geography: Pick<RegionGeography, "width" | "height" | "marks">;
  /** Coasts and borders, drawn by the server. */
  ground: ReactNode;
  actions: EventActions;
}

/** What needs a person, then regions, calls and keys as they are now, asked again while it is in view. */
export function Overview({ scope, geography, ground, actions }: OverviewProps) {
  const t = useTranslations("overview");
  const query = useRegionOverview(scope, { isLive: true });
  const regions = query.data?.regions;
  const may = useKeyRights();
  const [mayList, mayCreate] = [may("list"), may("create")];
  const { data: availability, isError: hasNoCounts } = useAvailability(scope);
  const createHref = newKeyAddress(scope);
  const isEmpty = mayList && regions !== undefined && isWithoutKeys(regions);
  const retry = () => void query.refetch();
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={isEmpty || !mayCreate ? null : <CreateKeyLink href={createHref} />}
      />
      {query.error && regions ? (
        <div className="mb-4">
          <QueryError
            error={query.error}
            title={t("staleTitle")}
            kept={t("staleKept")}
            onRetry={retry}
            isRetrying={query.isFetching}
          />
        </div>
      ) : null}
      {isEmpty && mayCreate ? <FirstStep href={createHref} /> : null}
      <AttentionPanel scope={scope} regions={regions} actions={actions} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(280px,1fr)]">
        <div className="flex min-w-0 flex-col gap-4 max-xl:contents">
          <Panel title={t("regions")} aside={<CheckedAt regions={regions} />} isFlush>
            <RegionMap ground={ground} marks={geography.marks} size={geography} regions={regions} />
            {regions ? (
              <RegionTable scope={scope} regions={regions} availability={availability} hasKeys={mayList} />
            ) : query.error ? (
              <QueryError
                error={query.error}
                title={t("loadError")}
                onRetry={retry}
                isRetrying={query.isFetching}
                className="border-none shadow-none"
              />
            ) : (
              <RegionTableSkeleton rows={geography.marks.length} />
            )}
          </Panel>
          {isEmpty || !mayList ? null : <ReviewPanel scope={scope} />}
          <ConnectPanel className="max-xl:order-last" />
        </div>
        <div className="grid gap-4 sm:max-xl:grid-cols-2">
          <CallPanels scope={scope} availability={availability} hasFailed={hasNoCounts} />
          <AuditPanel scope={scope} />
          {mayList ? <KeyFigures scope={scope} regions={regions} hasFailed={query.isError} /> : null}
          <StoragePanel />
        </div>
      </div>
    </>
  );
}

/** Stands first, and takes the place of the head's button, while there is nothing else to do. */
function FirstStep({ href }: { href: string }) {
  const t = useTranslations("overview");
  return (
    <Panel className="mb-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <span
          aria-hidden
          className="flex size-10 shrink-0 items-center justify-center rounded-panel bg-accent-soft text-accent-text"
        >
          <KeyRound className="size-5" />
        </span>
        <div className="min-w-0 flex-1 basis-60">
          <h2 className="text-body">{t("firstTitle")}</h2>
          <p className="text-ink-muted">{t("firstText")}</p>
        </div>
        <CreateKeyLink href={href} />
      </div>
    </Panel>
  );
}

function CreateKeyLink({ href }: { href: string }) {
  const t = useTranslations("overview");
  return (
    <ButtonLink tone="primary" href={href} icon={<Plus aria-hidden />}>
      {t("createKey")}
    </ButtonLink>
  );
}

/** True only when every region has said that it has none. */
function isWithoutKeys(regions: readonly RegionHealth[]): boolean {
  return regions.every(({ totalKeys }) => totalKeys !== null) && sumCounts(regions).total === 0;
}
