"use client";

import { BadgeCheck, CircleOff, type LucideIcon, UserRoundSearch } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ServingState } from "@/lib/contract/dns";
import { Status, type StatusTone } from "../ui/status";

const LOOK: Readonly<Record<ServingState, { tone: StatusTone; icon: LucideIcon }>> = {
  claimed: { tone: "good", icon: BadgeCheck },
  contested: { tone: "warn", icon: UserRoundSearch },
  off: { tone: "idle", icon: CircleOff },
};

/** Whether a zone may be served under its name; that some server has taken it over is not said. */
export function ServingStatus({ of }: { of: ServingState }) {
  const t = useTranslations("dns");
  const { tone, icon } = LOOK[of];
  return (
    <Status tone={tone} icon={icon}>
      {t(`serving.${of}`)}
    </Status>
  );
}
