"use client";

import { Copy, Eye, LockKeyhole } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SecretDetail } from "@/lib/contract/secret-pages";
import { Button } from "../ui/button";
import { Panel } from "../ui/panel";
import { RevealedValue } from "./revealed-value";
import type { SecretActions, SecretPlace } from "./secret-actions";
import { useReveal } from "./use-reveal";

interface ValuePanelProps {
  of: SecretDetail;
  place: SecretPlace;
  revealSecret: SecretActions["revealSecret"];
}

/** The current value: hidden, until the person at the page has proven who they are. */
export function ValuePanel({ of, place, revealSecret }: ValuePanelProps) {
  const t = useTranslations("secrets");
  const { revealed, hide, ask, dialog } = useReveal(place, revealSecret);
  const { currentVersion, kmsKey } = of.secret;
  const isKeyOff = kmsKey.status !== undefined && kmsKey.status !== "active";
  const mayRead = of.rights.readValue && currentVersion > 0 && !isKeyOff;
  const state = currentVersion === 0 ? "nothing" : !of.rights.readValue ? "forbidden" : isKeyOff ? "keyOff" : "hidden";
  return (
    <Panel
      title={t("reveal.title")}
      aside={currentVersion > 0 ? t("reveal.version", { version: currentVersion }) : undefined}
    >
      {revealed === null ? (
        <div className="flex flex-wrap items-center gap-3">
          <LockKeyhole aria-hidden className="size-4 shrink-0 text-ink-muted" />
          <p className="min-w-0 flex-1 basis-52 text-control text-ink-muted">{t(`reveal.${state}`)}</p>
          {mayRead ? (
            <div className="flex gap-2">
              <Button icon={<Eye aria-hidden />} onPress={() => ask("show", currentVersion)}>
                {t("reveal.show")}
              </Button>
              <Button icon={<Copy aria-hidden />} onPress={() => ask("copy", currentVersion)}>
                {t("reveal.copy")}
              </Button>
            </div>
          ) : null}
        </div>
      ) : (
        <RevealedValue of={revealed} onHide={hide} />
      )}
      {dialog}
    </Panel>
  );
}
