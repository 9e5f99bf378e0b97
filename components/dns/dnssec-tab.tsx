"use client";

import { useTranslations } from "next-intl";
import type { ZoneDetail } from "@/lib/contract/dns-pages";
import type { DnssecStatus } from "@/lib/contract/dnssec";
import { QueryError } from "../query/query-error";
import { useLiveRead } from "../query/use-console-read";
import type { DnssecActions } from "./dnssec-actions";
import { DnssecHealth } from "./dnssec-health-panel";
import { DnssecKeys } from "./dnssec-keys";
import { DnssecSteps } from "./dnssec-steps";
import { DnssecWalk } from "./dnssec-walk";
import { EnableDnssec } from "./enable-dnssec";
import { TabSkeleton } from "./tab-skeleton";
import { TrustChain } from "./trust-chain";
import type { ZonePlace } from "./zone-actions";

export interface DnssecPartProps {
  of: ZoneDetail;
  place: ZonePlace;
  status: DnssecStatus;
  actions: DnssecActions;
}

const SIGNING_MILLISECONDS = 5_000;

/** How the zone is signed: the way to it while it is not, then its state, what comes next, and what is wrong. */
export function DnssecTab({ of, place, actions }: Omit<DnssecPartProps, "status">) {
  const t = useTranslations("dns.dnssec");
  const path = `dns/zones/${encodeURIComponent(place.zone)}/dnssec`;
  const query = useLiveRead<DnssecStatus>(place, path, {
    quick: { everyMs: SIGNING_MILLISECONDS, while: ({ state }) => state === "signing" || state === "disabling" },
  });
  const { data: status } = query;
  if (status === undefined) {
    return query.error === null ? (
      <TabSkeleton />
    ) : (
      <QueryError
        error={query.error}
        title={t("failed")}
        onRetry={() => query.refetch()}
        isRetrying={query.isFetching}
      />
    );
  }
  const parts = { of, place, status, actions };
  if (!status.enabled) return <EnableDnssec {...parts} />;
  return (
    <div className="flex flex-col gap-4">
      <DnssecHealth of={of} place={place} status={status} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <DnssecWalk {...parts} />
          <TrustChain of={of} place={place} status={status} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <DnssecSteps of={status} />
          <DnssecKeys of={status} />
        </div>
      </div>
    </div>
  );
}
