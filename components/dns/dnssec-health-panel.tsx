"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ZoneDetail } from "@/lib/contract/dns-pages";
import type { DnssecStatus } from "@/lib/contract/dnssec";
import { keyAddress } from "../keys/addresses";
import { Link } from "../ui/link";
import { useNow } from "../ui/now";
import { RelativeTime } from "../ui/relative-time";
import { type HealthWarning, healthOf } from "./dnssec-health";
import type { ZonePlace } from "./zone-actions";

/** What is wrong or will be; nothing where nothing is. */
export function DnssecHealth({ of, place, status }: { of: ZoneDetail; place: ZonePlace; status: DnssecStatus }) {
  const t = useTranslations("dns.dnssec");
  const warnings = healthOf(status, of, useNow());
  if (warnings.length === 0) return null;
  const { kmsKeyIdentity: key, kmsKeyUsable, region } = status;
  const keyHref =
    kmsKeyUsable === false && key !== undefined && region !== undefined
      ? keyAddress({ ...place, region: region.slug, key })
      : null;
  return (
    <section aria-label={t("health.label")} className="rounded-panel border border-warn/40 bg-warn-soft">
      <ul className="divide-y divide-warn/25">
        {warnings.map((warning) => (
          <li key={warning.code} className="flex items-start gap-3 px-4 py-3">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
            <div className="min-w-0 text-control">
              <p className="font-medium">{t(`health.${warning.code}`)}</p>
              <p className="mt-0.5 text-ink-muted">
                <Text of={warning} />
              </p>
              {warning.code === "signing_failed" && keyHref !== null ? (
                <p className="mt-1.5">
                  <Link href={keyHref}>{t("health.openKey")}</Link>
                </p>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Text({ of }: { of: HealthWarning }) {
  const t = useTranslations("dns.dnssec");
  const when = (until: string) => () => <RelativeTime value={until} />;
  switch (of.code) {
    case "signing_failed":
      return of.until === undefined
        ? t("health.signing_failedText", { error: of.error })
        : t.rich("health.signing_failedUntil", { error: of.error, when: when(of.until) });
    case "signatures_end":
      return t.rich("health.signatures_endUntil", { when: when(of.until) });
    case "parent_unreachable":
      return t("health.parent_unreachableText", { error: of.error });
    case "foreign_ds":
      return t("health.foreign_dsText", { count: of.tags.length, tags: of.tags.join(", ") });
    case "no_name_servers":
    case "not_served":
      return t(`health.${of.code}Text`);
  }
}
