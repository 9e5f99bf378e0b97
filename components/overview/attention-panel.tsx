"use client";

import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { RegionHealth } from "@/lib/contract/console";
import { useMayAsk } from "../layout/organisation-context";
import { type Scope, scopedAddress } from "../layout/scope";
import { ConsoleError } from "../query/console-error";
import { QueryError } from "../query/query-error";
import { ButtonLink } from "../ui/link";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { Skeleton } from "../ui/skeleton";
import type { EventActions } from "./event-actions";
import { byUrgency } from "./event-facts";
import { AttentionRow, EventRow } from "./event-row";
import { useAttentionEvents } from "./queries";
import { RegionStatus } from "./region-state";

interface AttentionPanelProps {
  scope: Scope;
  /** Undefined until the first answer. */
  regions: readonly RegionHealth[] | undefined;
  actions: EventActions;
}

/** More are shown on request: the rest of the page must stay in reach. */
const SHOWN_AT_FIRST = 6;

/** What needs a person, before everything else: regions as they are this moment, and open events. */
export function AttentionPanel({ scope, regions, actions }: AttentionPanelProps) {
  const t = useTranslations("overview");
  const [isWhole, setWhole] = useState(false);
  const maySee = useMayAsk()("event:list");
  const query = useAttentionEvents(scope, maySee);
  const troubled = (regions ?? [])
    .filter(({ state }) => state !== "available")
    // A region that answers slowly still answers.
    .toSorted((one, other) => Number(one.state === "slow") - Number(other.state === "slow"));
  // Regions are asked themselves; their events follow within a minute and would say the same.
  const events = byUrgency(query.data?.events.filter(({ kind }) => !kind.startsWith("region.")) ?? []);
  const count = troubled.length + events.length;
  const shown = isWhole ? events : events.slice(0, SHOWN_AT_FIRST);
  if (count === 0 && query.data === undefined) return maySee ? <Unknown query={query} /> : null;
  if (count === 0) return regions === undefined ? null : <Calm />;
  return (
    <Panel title={t("attention")} aside={count} isFlush className="mb-4">
      <ul className="divide-y divide-line">
        {troubled.map((region) => (
          <TroubledRegion key={region.slug} scope={scope} region={region} />
        ))}
        {shown.map((event) => (
          <EventRow key={event.identity} scope={scope} event={event} actions={actions} />
        ))}
      </ul>
      {query.data === undefined && maySee ? (
        <div className="border-line border-t p-4 pb-0">
          <Unknown query={query} />
        </div>
      ) : null}
      {events.length > SHOWN_AT_FIRST ? (
        <button
          type="button"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
          className="h-10 w-full rounded-b-panel border-line border-t font-medium text-accent-text text-control hover:bg-sunken"
        >
          {isWhole ? t("showFewerEvents") : t("showAllEvents", { count })}
        </button>
      ) : null}
    </Panel>
  );
}

/** Until the first answer, or where none came. */
function Unknown({ query }: { query: ReturnType<typeof useAttentionEvents> }) {
  const t = useTranslations("overview");
  const { error } = query;
  if (error === null) return <Skeleton className="mb-4 h-5 w-44" />;
  if (error instanceof ConsoleError && error.status === 403) return null;
  return (
    <QueryError
      error={error}
      title={t("attentionError")}
      onRetry={() => void query.refetch()}
      isRetrying={query.isFetching}
      className="mb-4"
    />
  );
}

function Calm() {
  const t = useTranslations("overview");
  return (
    <p className="mb-4 flex h-5 items-center gap-2 text-control text-ink-muted">
      <CircleCheck aria-hidden className="size-4 text-good" />
      {t("calm")}
    </p>
  );
}

function TroubledRegion({ scope, region }: { scope: Scope; region: RegionHealth }) {
  const t = useTranslations("overview");
  const format = useNumberFormat({ maximumFractionDigits: 0 });
  const { slug, state, reason, latencyInMilliseconds } = region;
  const name = (chunks: React.ReactNode) => <strong className="font-medium font-mono">{chunks}</strong>;
  const facts = { name, region: slug, reason: reason ?? "", latency: format(latencyInMilliseconds ?? 0) };
  const text = state === "slow" ? "slowText" : state === "sealed" ? "sealedText" : "unreachableText";
  return (
    <AttentionRow status={<RegionStatus state={state} />} text={t.rich(text, facts)}>
      <ButtonLink href={scopedAddress(scope, "/keys", { region: slug })}>{t("seeKeys")}</ButtonLink>
    </AttentionRow>
  );
}
