"use client";

import { KeyRound, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { RegionHealth } from "@/lib/contract/console";
import { newKeyAddress } from "../keys/addresses";
import { useKeyRights } from "../keys/use-key-rights";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { ButtonLink } from "../ui/link";
import { PageHeader } from "../ui/page-header";
import { Panel } from "../ui/panel";
import { AttentionPanel } from "./attention-panel";
import { type CheckHistory, withChecks } from "./check-history";
import { CheckedAt } from "./checked-at";
import { ConnectPanel } from "./connect-panel";
import { sumCounts } from "./key-counts";
import { KeyFigures } from "./key-figures";
import { useRegionOverview } from "./queries";
import type { RegionGeography } from "./region-geography";
import { RegionMap } from "./region-map";
import { RegionTable, RegionTableSkeleton } from "./region-table";

interface OverviewProps {
  scope: Scope;
  geography: Pick<RegionGeography, "width" | "height" | "marks">;
  /** Coasts and borders, drawn by the server. */
  ground: ReactNode;
}

/** Regions and keys as they are now, asked again every few seconds. */
export function Overview({ scope, geography, ground }: OverviewProps) {
  const t = useTranslations("overview");
  const query = useRegionOverview(scope, true);
  const regions = query.data?.regions;
  const history = useCheckHistory(regions);
  const mayCreate = useKeyRights()("create");
  const createHref = newKeyAddress(scope);
  const isEmpty = regions !== undefined && isWithoutKeys(regions);
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
      {regions ? <AttentionPanel scope={scope} regions={regions} /> : null}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(280px,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <Panel title={t("regions")} aside={<CheckedAt regions={regions} />} isFlush>
            <RegionMap ground={ground} marks={geography.marks} size={geography} regions={regions} />
            {regions ? (
              <RegionTable scope={scope} regions={regions} history={history} />
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
        </div>
        <div className="grid gap-4 sm:max-xl:grid-cols-2">
          <KeyFigures scope={scope} regions={regions} hasFailed={query.isError} />
          <ConnectPanel />
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

/** Collects what the page has seen of each region since it was opened. */
function useCheckHistory(regions: readonly RegionHealth[] | undefined): CheckHistory {
  const [seen, setSeen] = useState<{ answer: typeof regions; history: CheckHistory }>({
    answer: undefined,
    history: {},
  });
  if (regions === undefined || seen.answer === regions) return seen.history;
  const history = withChecks(seen.history, regions);
  setSeen({ answer: regions, history });
  return history;
}
