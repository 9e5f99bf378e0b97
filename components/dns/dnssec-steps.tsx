"use client";

import { Check, Circle, CircleDot } from "lucide-react";
import { useTranslations } from "next-intl";
import type { DnssecStatus, DnssecStep } from "@/lib/contract/dnssec";
import { classNames } from "../ui/class-names";
import { useNow } from "../ui/now";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";

const SIGNS = { done: Check, current: CircleDot, next: Circle } as const;
const COLOURS = { done: "text-good", current: "text-accent-text", next: "text-ink-faint" } as const;

/** What was done with the keys, is due and comes next, and who does it. */
export function DnssecSteps({ of: { steps, kmsKeyUsable } }: { of: DnssecStatus }) {
  const t = useTranslations("dns.dnssec");
  return (
    <Panel title={t("steps.title")} isFlush>
      {steps.length === 0 ? (
        <p className="p-4 text-control text-ink-muted">{t("steps.none")}</p>
      ) : (
        <ol className="divide-y divide-line">
          {steps.map((step) => (
            <li key={`${step.name} ${step.keyTag} ${step.state}`} className="flex items-start gap-3 px-4 py-3">
              <Step of={step} isWithoutKey={kmsKeyUsable === false} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

/** What a step waits for, where its time has not come: its moment, the KMS key, or the steps before it. */
function useStepWords({ name, state, notBefore }: DnssecStep, isWithoutKey: boolean): string {
  const t = useTranslations("dns.dnssec");
  const now = useNow();
  if (state === "next" && isWithoutKey && name !== "publish_zone_key") return t("stepState.withoutKey");
  const isEarly = state === "current" && notBefore !== undefined && Date.parse(notBefore) > now;
  return t(isEarly ? "stepState.early" : `stepState.${state}`);
}

function Step({ of, isWithoutKey }: { of: DnssecStep; isWithoutKey: boolean }) {
  const t = useTranslations("dns.dnssec");
  const words = useStepWords(of, isWithoutKey);
  const Icon = SIGNS[of.state];
  return (
    <>
      <Icon aria-hidden className={classNames("mt-0.5 size-4 shrink-0", COLOURS[of.state])} />
      <div className="min-w-0 flex-1">
        <p className={classNames("font-medium text-control", of.state === "next" && "text-ink-muted")}>
          {t(`step.${of.name}`)}
        </p>
        <p className="text-caption text-ink-muted">
          {words}
          {of.by === "you" && of.state !== "done" ? (
            <>
              {" · "}
              <span className={of.state === "current" ? "font-medium text-accent-text" : undefined}>
                {t("steps.you")}
              </span>
            </>
          ) : null}
          {of.keyTag === undefined ? null : ` · ${t("steps.key", { keyTag: of.keyTag })}`}
          <When of={of} />
        </p>
      </div>
    </>
  );
}

function When({ of: { at, notBefore } }: { of: DnssecStep }) {
  const t = useTranslations("dns.dnssec");
  const moment = at ?? notBefore;
  if (moment === undefined) return null;
  return (
    <>
      {" · "}
      {t.rich(at === undefined ? "steps.from" : "steps.at", { when: () => <RelativeTime value={moment} /> })}
    </>
  );
}
