"use client";

import { CircleCheck, CircleX, Hourglass, type LucideIcon, Send } from "lucide-react";
import { useTranslations } from "next-intl";
import type { WebhookDeliveryMessage, WebhookMessage } from "@/lib/contract/events";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { useLiveRead } from "../query/use-console-read";
import { EmptyState } from "../ui/empty-state";
import { Identifier } from "../ui/identifier";
import { useNow } from "../ui/now";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { Skeleton } from "../ui/skeleton";
import { Status, type StatusTone } from "../ui/status";

const LOOK: Readonly<Record<WebhookDeliveryMessage["status"], { tone: StatusTone; icon: LucideIcon }>> = {
  delivered: { tone: "good", icon: CircleCheck },
  pending: { tone: "idle", icon: Hourglass },
  failed: { tone: "bad", icon: CircleX },
};

/** What the page is given at once. */
const LISTED_MAX = 100;

/** The newest messages to a webhook and how each was taken, read again while the page is in view. */
export function DeliveryLog({ scope, of }: { scope: Scope; of: WebhookMessage }) {
  const t = useTranslations("webhooks");
  const path = `webhooks/${encodeURIComponent(of.identity)}/deliveries`;
  const query = useLiveRead<WebhookDeliveryMessage[]>(scope, path);
  const { data } = query;
  return (
    <Panel title={t("deliveries")} aside={t("deliveriesKept")} isFlush>
      {query.error ? (
        <QueryError
          error={query.error}
          title={t("deliveriesFailed")}
          kept={t("deliveriesKeptAnyway")}
          onRetry={() => query.refetch()}
          isRetrying={query.isFetching}
          className="border-none shadow-none"
        />
      ) : data === undefined ? (
        <div className="p-4">
          <Skeleton className="h-24 w-full" />
        </div>
      ) : data.length === 0 ? (
        <EmptyState icon={<Send />} title={t("noDeliveries")}>
          {t("noDeliveriesText")}
        </EmptyState>
      ) : (
        <>
          <ul aria-label={t("deliveries")} className="divide-y divide-line">
            {data.map((delivery) => (
              <Delivery
                key={delivery.identity}
                of={delivery}
                isHeld={of.state === "paused" || of.state === "disabled"}
              />
            ))}
          </ul>
          {data.length < LISTED_MAX ? null : (
            <p className="border-line border-t px-4 py-3 text-caption text-ink-muted">
              {t("deliveriesMore", { count: LISTED_MAX })}
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

/** The name of a kind of event; long ones break between their words. */
function EventName({ of }: { of: string }) {
  return (
    <span className="font-mono">
      {of.split(/(?<=[._])/).map((word, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: words of a name never move
        <span key={at}>
          {word}
          <wbr />
        </span>
      ))}
    </span>
  );
}

/** `isHeld` while nothing is posted: what waits goes on waiting. */
function Delivery({ of, isHeld }: { of: WebhookDeliveryMessage; isHeld: boolean }) {
  const t = useTranslations("webhooks");
  const number = useNumberFormat();
  const now = useNow();
  const { status, kind, transition, attempts, responseStatus, durationInMilliseconds, error, nextTryAt } = of;
  const answer =
    responseStatus === undefined
      ? null
      : t("answer", { status: responseStatus, duration: number(durationInMilliseconds ?? 0) });
  const facts = [error ?? answer, attempts > 1 ? t("attempts", { count: attempts }) : null].filter(
    (fact) => fact !== null,
  );
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 sm:flex-nowrap py-2.5 text-control">
      <span className="w-28 shrink-0 pt-px">
        <Status {...LOOK[status]}>{t(`delivery.${status}`)}</Status>
      </span>
      <div className="min-w-0 flex-1 max-sm:basis-full">
        <p className="break-words">
          <EventName of={kind} />{" "}
          {transition === "test" ? null : <span className="text-ink-muted">{t(`transition.${transition}`)}</span>}
        </p>
        <p className="break-words text-caption text-ink-muted">
          {facts.join(" · ")}
          {nextTryAt !== undefined && status === "pending" ? (
            <>
              {facts.length > 0 ? " · " : null}
              {isHeld
                ? t("nextTryHeld")
                : Date.parse(nextTryAt) <= now
                  ? t("nextTryNow")
                  : t.rich("nextTry", { when: () => <RelativeTime value={nextTryAt} /> })}
            </>
          ) : null}
        </p>
      </div>
      <span className="flex shrink-0 items-center gap-3 text-caption text-ink-muted">
        <Identifier value={of.identity} label={t("message")} />
        <RelativeTime value={of.lastTriedAt ?? of.createdAt} />
      </span>
    </li>
  );
}
