"use client";

import { LoaderCircle, type LucideIcon, ShieldAlert, ShieldCheck, ShieldOff, ShieldQuestion } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SigningState } from "@/lib/contract/dns-pages";
import { Status, type StatusTone } from "../ui/status";

const LOOK: Readonly<Record<SigningState, { tone: StatusTone; icon: LucideIcon }>> = {
  secure: { tone: "good", icon: ShieldCheck },
  rolling: { tone: "good", icon: ShieldCheck },
  awaiting_ds: { tone: "warn", icon: ShieldQuestion },
  disabling: { tone: "idle", icon: ShieldOff },
  signing: { tone: "idle", icon: LoaderCircle },
  failing: { tone: "bad", icon: ShieldAlert },
  off: { tone: "idle", icon: ShieldOff },
};

/** How a zone stands with its signing. */
export function SigningStatus({ of }: { of: SigningState }) {
  const t = useTranslations("dns");
  const { tone, icon } = LOOK[of];
  return (
    <Status tone={tone} icon={icon}>
      {t(`signing.${of}`)}
    </Status>
  );
}
