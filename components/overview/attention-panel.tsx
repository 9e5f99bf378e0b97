"use client";

import { useTranslations } from "next-intl";
import type { RegionHealth } from "@/lib/contract/console";
import { type Scope, scopedAddress } from "../layout/scope";
import { ButtonLink } from "../ui/link";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { RegionStatus } from "./region-state";

/** Regions that need a person, before everything else; absent while there are none. */
export function AttentionPanel({ scope, regions }: { scope: Scope; regions: readonly RegionHealth[] }) {
  const t = useTranslations("overview");
  const troubled = regions.filter(({ state }) => state !== "available");
  if (troubled.length === 0) return null;
  return (
    <Panel title={t("attention")} aside={troubled.length} isFlush className="mb-4">
      <ul className="divide-y divide-line">
        {troubled.map((region) => (
          <li
            key={region.slug}
            className="flex min-h-row items-center gap-x-4 gap-y-1 px-4 py-1.5 text-control max-md:flex-wrap max-md:py-3"
          >
            <span className="w-44 shrink-0">
              <RegionStatus state={region.state} />
            </span>
            <Trouble region={region} />
            <ButtonLink href={scopedAddress(scope, "/keys", { region: region.slug })}>{t("seeKeys")}</ButtonLink>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Trouble({ region }: { region: RegionHealth }) {
  const t = useTranslations("overview");
  const format = useNumberFormat({ maximumFractionDigits: 0 });
  const name = (chunks: React.ReactNode) => <strong className="font-medium font-mono">{chunks}</strong>;
  const facts = {
    name,
    region: region.slug,
    reason: region.reason ?? "",
    latency: format(region.latencyInMilliseconds ?? 0),
  };
  const text = region.state === "slow" ? "slowText" : region.state === "sealed" ? "sealedText" : "unreachableText";
  return <p className="min-w-0 flex-1 max-md:basis-full">{t.rich(text, facts)}</p>;
}
