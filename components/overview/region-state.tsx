"use client";

import { CircleCheck, Gauge, LockKeyhole, type LucideIcon, Unplug } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RegionHealth } from "@/lib/contract/console";
import { Status, type StatusTone } from "../ui/status";

export type RegionState = RegionHealth["state"];

/** How each state of a region looks: sign, tone, and the colours of its dot and bar. */
export const REGION_STATES: Readonly<
  Record<RegionState, { icon: LucideIcon; tone: StatusTone; fill: string; halo: string }>
> = {
  available: { icon: CircleCheck, tone: "good", fill: "bg-good", halo: "bg-good/25" },
  slow: { icon: Gauge, tone: "warn", fill: "bg-warn", halo: "bg-warn/25" },
  sealed: { icon: LockKeyhole, tone: "bad", fill: "bg-bad", halo: "bg-bad/25" },
  unreachable: { icon: Unplug, tone: "bad", fill: "bg-bad", halo: "bg-bad/25" },
};

/** A region's state: sign and word. */
export function RegionStatus({ state }: { state: RegionState }) {
  const t = useTranslations("overview");
  const { icon, tone } = REGION_STATES[state];
  return (
    <Status tone={tone} icon={icon}>
      {t(state)}
    </Status>
  );
}
