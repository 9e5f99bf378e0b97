"use client";

import { CirclePause, Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import type { AuditSinkMessage } from "@/lib/contract/audit";
import { IconButton } from "../ui/icon-button";
import { Identifier } from "../ui/identifier";
import { Menu } from "../ui/menu";
import type { MenuGroup } from "../ui/menu-entry";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { Status, type StatusTone } from "../ui/status";
import { type SinkStanding, sinkStanding } from "./sink-state";

type Delivery = AuditSinkMessage["deliveries"][number];

const TONES: Readonly<Record<SinkStanding, StatusTone>> = {
  paused: "idle",
  failing: "bad",
  behind: "warn",
  waiting: "idle",
  upToDate: "good",
};

/** One sink: where it is, and how delivery to it stands in each database. */
export function SinkPanel({ of, menu }: { of: AuditSinkMessage; menu: readonly MenuGroup[] }) {
  const t = useTranslations("streaming");
  const tUi = useTranslations("ui");
  const { name, url, format, identity, createdAt, deliveries, incompleteRegions } = of;
  const standing = sinkStanding(of);
  const more = tUi("rowActions", { name });
  return (
    <Panel
      title={name}
      aside={
        <span className="flex items-center gap-2">
          <Status tone={TONES[standing]} icon={standing === "paused" ? CirclePause : undefined}>
            {t(`standing.${standing}`)}
          </Status>
          {menu.length === 0 ? null : (
            <Menu label={more} groups={menu} trigger={<IconButton label={more} icon={<Ellipsis aria-hidden />} />} />
          )}
        </span>
      }
      isFlush
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-control text-ink-muted">
        <span className="min-w-0 break-all font-mono text-caption text-ink">{url}</span>
        <span>{t(`format.${format}`)}</span>
        <span>{t.rich("since", { day: () => <RelativeTime value={createdAt} look="day" /> })}</span>
        <Identifier value={identity} label={t("identity")} />
      </div>
      {incompleteRegions.length > 0 ? (
        <p className="px-4 pb-3">
          <Status tone="warn">{t("missing", { regions: incompleteRegions.join(", ") })}</Status>
        </p>
      ) : null}
      {deliveries.length === 0 ? (
        <p className="border-line border-t px-4 py-3 text-control text-ink-muted">{t("noDelivery")}</p>
      ) : (
        <ul className="divide-y divide-line border-line border-t">
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.regions.join()} of={delivery} isSent={of.enabled} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function DeliveryRow({ of, isSent }: { of: Delivery; isSent: boolean }) {
  const t = useTranslations("streaming");
  const { regions, lastSuccessAt, lastErrorAt, lastError, consecutiveFailures, nextAttemptAt } = of;
  const isFailing = consecutiveFailures > 0;
  return (
    <li className="px-4 py-3 text-control">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <span className="font-mono text-caption">{regions.length === 0 ? t("home") : regions.join(", ")}</span>
        <Lag of={of} />
        <span className="text-ink-muted">
          {lastSuccessAt === null
            ? t("neverDelivered")
            : t.rich("lastSuccess", { when: () => <RelativeTime value={lastSuccessAt} /> })}
        </span>
      </div>
      {lastError === null || lastErrorAt === null ? null : (
        <div className={isFailing ? "mt-1 text-bad" : "mt-1 text-ink-muted"}>
          <span className="break-words">
            {t.rich(isFailing ? "lastError" : "earlierError", {
              when: () => <RelativeTime value={lastErrorAt} />,
              error: lastError,
            })}
          </span>
          {isFailing ? (
            <span className="block text-caption text-ink-muted">
              {t("failures", { count: consecutiveFailures })}{" "}
              {isSent && nextAttemptAt !== null
                ? t.rich("nextAttempt", { when: () => <RelativeTime value={nextAttemptAt} /> })
                : null}
            </span>
          ) : null}
        </div>
      )}
    </li>
  );
}

function Lag({ of: { lagInRecords, lagInSeconds } }: { of: Delivery }) {
  const t = useTranslations("streaming");
  const number = useNumberFormat();
  if (lagInRecords === 0) return <span>{t("noLag")}</span>;
  const { unit, seconds } = UNITS.find((known) => lagInSeconds >= known.seconds) ?? SECOND;
  const age = t(`age.${unit}`, { count: Math.floor(lagInSeconds / seconds) });
  return <span>{t("lag", { count: lagInRecords, records: number(lagInRecords), age })}</span>;
}

const SECOND = { unit: "seconds", seconds: 1 } as const;
const UNITS = [
  { unit: "days", seconds: 86_400 },
  { unit: "hours", seconds: 3_600 },
  { unit: "minutes", seconds: 60 },
] as const;
