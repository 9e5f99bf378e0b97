"use client";

import { useTranslations } from "next-intl";
import type { WebhookMessage } from "@/lib/contract/events";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import type { WebhookActions } from "./webhook-actions";

/** Pauses a webhook or lets it go on, at once, with the way back. */
export function usePause(scope: Scope, updateWebhook: WebhookActions["updateWebhook"]) {
  const t = useTranslations("webhooks");
  const { runAndTell } = useConsoleChange(scope);
  return function pause({ identity, name }: WebhookMessage, isPaused: boolean): Promise<boolean> {
    const turn = (enabled: boolean) => () => updateWebhook({ ...scope, object: identity }, { enabled });
    const words = (enabled: boolean) => t(enabled ? "resumed" : "paused", { name });
    const undo = () => void runAndTell(turn(isPaused), () => ({ title: words(isPaused) }));
    return runAndTell(turn(!isPaused), () => ({ title: words(!isPaused), undo }));
  };
}
