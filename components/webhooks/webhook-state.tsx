"use client";

import { CircleCheck, CirclePause, CircleX, type LucideIcon, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { WebhookMessage } from "@/lib/contract/events";
import { Status, type StatusTone } from "../ui/status";

const LOOK: Readonly<Record<WebhookMessage["state"], { tone: StatusTone; icon: LucideIcon }>> = {
  active: { tone: "good", icon: CircleCheck },
  failing: { tone: "warn", icon: TriangleAlert },
  paused: { tone: "bad", icon: CircleX },
  disabled: { tone: "idle", icon: CirclePause },
};

/** Whether a webhook sends, and whether what it sends is taken. */
export function WebhookState({ of }: { of: Pick<WebhookMessage, "state"> }) {
  const t = useTranslations("webhooks");
  return <Status {...LOOK[of.state]}>{t(`state.${of.state}`)}</Status>;
}
