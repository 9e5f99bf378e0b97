"use client";

import { useTranslations } from "next-intl";
import { lazy, Suspense } from "react";
import type { KeyPlace } from "../keys/key-actions";
import { NextRotationLine } from "../keys/next-rotation";
import { useKeyDetail, useKeyUse } from "../keys/queries";
import { UsePanel } from "../keys/use-panel";
import { VersionTimeline } from "../keys/version-timeline";
import { QueryError } from "../query/query-error";
import { Panel } from "../ui/panel";
import { Skeleton } from "../ui/skeleton";
import type { PlaygroundActions } from "./playground-actions";

interface KeyPlaygroundProps {
  place: KeyPlace;
  origin: string;
  actions: PlaygroundActions;
}

// Most visits to a key do not open its playground.
const PlaygroundPanel = lazy(() =>
  import("./playground-panel").then((loaded) => ({ default: loaded.PlaygroundPanel })),
);

const VERSIONS_SHOWN_MAX = 6;

/** The playground of one key with its versions beside it, which change as one rotates. */
export function KeyPlayground({ place, origin, actions }: KeyPlaygroundProps) {
  const t = useTranslations("keys");
  const { data, error, refetch, isFetching } = useKeyDetail(place);
  const use = useKeyUse(place).data;
  if (data === undefined && error) {
    return <QueryError error={error} onRetry={() => refetch()} isRetrying={isFetching} />;
  }
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      {data === undefined ? (
        <PanelSkeleton />
      ) : (
        <>
          <Suspense fallback={<PanelSkeleton />}>
            <PlaygroundPanel of={data.key} place={place} origin={origin} actions={actions} />
          </Suspense>
          <div className="flex min-w-0 flex-col gap-4">
            <UsePanel use={use} />
            <Panel title={t("version.title")} aside={<NextRotationLine of={data.key} />}>
              <VersionTimeline of={data.key} use={use} shownMax={VERSIONS_SHOWN_MAX} />
            </Panel>
          </div>
        </>
      )}
    </div>
  );
}

function PanelSkeleton() {
  return (
    <div aria-hidden className="flex flex-col gap-4 rounded-panel border border-line bg-surface p-4 shadow-panel">
      <Skeleton className="h-7 w-40" />
      <div className="grid gap-4 md:grid-cols-2">
        <Skeleton className="h-36" />
        <Skeleton className="h-36" />
      </div>
      <Skeleton className="h-8 w-28" />
    </div>
  );
}
