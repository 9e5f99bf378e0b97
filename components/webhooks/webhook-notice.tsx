"use client";

import { CirclePlay, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { WebhookMessage } from "@/lib/contract/events";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { usePause } from "./use-pause";
import type { WebhookActions } from "./webhook-actions";

interface WebhookNoticeProps {
  scope: Scope;
  of: WebhookMessage;
  updateWebhook: WebhookActions["updateWebhook"];
}

/** What is lost while a webhook takes nothing or is told nothing, and what to do; nothing while all is well. */
export function WebhookNotice({ scope, of, updateWebhook }: WebhookNoticeProps) {
  const t = useTranslations("webhooks");
  const may = useRights();
  const pause = usePause(scope, updateWebhook);
  const [isPending, setPending] = useState(false);
  if (of.state === "active") return null;

  async function resume() {
    setPending(true);
    await pause(of, false);
    setPending(false);
  }

  return (
    <section
      aria-label={t(`notice.${of.state}Title`)}
      className="mb-4 flex flex-wrap items-start gap-x-6 gap-y-3 rounded-panel border border-warn/40 bg-warn-soft px-4 py-3"
    >
      <div className="flex min-w-0 flex-1 basis-72 items-start gap-3">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
        <div className="min-w-0">
          <p className="font-medium">{t(`notice.${of.state}Title`)}</p>
          <p className="mt-0.5 text-control text-ink-muted">{t(`notice.${of.state}Text`)}</p>
        </div>
      </div>
      {of.state !== "failing" && may("webhook:update") ? (
        <Button icon={<CirclePlay aria-hidden />} onPress={resume} isPending={isPending}>
          {t("resume")}
        </Button>
      ) : null}
    </section>
  );
}
