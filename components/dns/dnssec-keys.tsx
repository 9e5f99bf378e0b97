"use client";

import { useTranslations } from "next-intl";
import type { DnssecKey, DnssecStatus } from "@/lib/contract/dnssec";
import { Badge } from "../ui/badge";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";
import { Status, type StatusTone } from "../ui/status";
import { tagsAtParent } from "./ds-at-parent";

const TONES: Readonly<Record<DnssecKey["state"], StatusTone>> = {
  waiting: "warn",
  published: "idle",
  active: "good",
  retired: "idle",
};

/** The KMS key may be disabled or pending deletion: its versions then sign nothing, whatever part they have. */
function KeyState({ of: { role, state }, isUsable, hasDs }: { of: DnssecKey; isUsable: boolean; hasDs: boolean }) {
  const t = useTranslations("dns.dnssec");
  if (state === "waiting" && hasDs) return <Status tone="idle">{t("keys.takesOver")}</Status>;
  if (role === "KSK" && state === "active" && !isUsable) return <Status tone="warn">{t("keys.unusable")}</Status>;
  return <Status tone={TONES[state]}>{t(`keys.${state}`)}</Status>;
}

/** The keys of the zone, and how long its signatures last. */
export function DnssecKeys({ of }: { of: DnssecStatus }) {
  const t = useTranslations("dns.dnssec");
  const { keys, lastSignedAt, signaturesValidUntil } = of;
  return (
    <Panel title={t("keys.title")} isFlush>
      <ul className="divide-y divide-line">
        {keys.map((key) => (
          <li key={`${key.role} ${key.keyTag}`} className="flex items-start justify-between gap-3 px-4 py-3">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2 text-control">
                <Badge>{key.role}</Badge>
                <span className="font-mono">{key.keyTag}</span>
                {key.keyVersion === undefined ? null : (
                  <span className="text-ink-muted">{t("keys.version", { version: key.keyVersion })}</span>
                )}
              </p>
              <p className="mt-0.5 text-caption text-ink-muted">
                {key.algorithmName} · {t.rich("keys.since", { when: () => <RelativeTime value={key.since} /> })}
              </p>
            </div>
            <KeyState of={key} isUsable={of.kmsKeyUsable !== false} hasDs={tagsAtParent(of).has(key.keyTag)} />
          </li>
        ))}
      </ul>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1.5 border-line border-t px-4 py-3 text-control">
        {lastSignedAt === undefined ? null : (
          <>
            <dt className="text-ink-muted">{t("keys.signed")}</dt>
            <dd className="text-right">
              <RelativeTime value={lastSignedAt} />
            </dd>
          </>
        )}
        {signaturesValidUntil === undefined ? null : (
          <>
            <dt className="text-ink-muted">{t("keys.until")}</dt>
            <dd className="text-right">
              <RelativeTime value={signaturesValidUntil} />
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}
