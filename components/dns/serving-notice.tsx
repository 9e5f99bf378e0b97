"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ZoneDetail } from "@/lib/contract/dns-pages";
import { useConsoleChange } from "../query/use-console-change";
import { Button } from "../ui/button";
import type { ZoneActions, ZonePlace } from "./zone-actions";

interface ServingNoticeProps {
  of: ZoneDetail;
  place: ZonePlace;
  updateZone: ZoneActions["updateZone"];
}

/** Why a zone is not served, and what can be done about it; nothing while it is. */
export function ServingNotice({ of, place, updateZone }: ServingNoticeProps) {
  const t = useTranslations("dns");
  const { runAndTell } = useConsoleChange(place);
  const [isPending, setPending] = useState(false);
  const { status, reason } = of.zone.serving;
  if (status === "claimed") return null;
  const why = reason === "public_suffix" ? "suffix" : status;

  async function claim() {
    setPending(true);
    await runAndTell(
      () => updateZone(place, { serving: true }),
      ({ serving }) => ({
        title: t(`serving.now.${serving.reason === "public_suffix" ? "suffix" : serving.status}`),
        tone: serving.status === "claimed" ? "good" : undefined,
      }),
    );
    setPending(false);
  }

  return (
    <section
      aria-label={t(`serving.${why}Title`)}
      className="mb-4 flex flex-wrap items-start gap-x-6 gap-y-3 rounded-panel border border-warn/40 bg-warn-soft px-4 py-3"
    >
      <div className="flex min-w-0 flex-1 basis-72 items-start gap-3">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
        <div className="min-w-0">
          <p className="font-medium">{t(`serving.${why}Title`)}</p>
          <p className="mt-0.5 text-control text-ink-muted">{t(`serving.${why}Text`)}</p>
        </div>
      </div>
      {of.rights.update ? (
        <Button onPress={claim} isPending={isPending}>
          {t(status === "contested" ? "serving.claimAgain" : "serving.claim")}
        </Button>
      ) : null}
    </section>
  );
}
