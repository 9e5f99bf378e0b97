"use client";

import { Check, ShieldOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { DnssecStatus } from "@/lib/contract/dnssec";
import { useConsoleChange } from "../query/use-console-change";
import { Button } from "../ui/button";
import { classNames } from "../ui/class-names";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Meter } from "../ui/meter";
import { notify } from "../ui/notify";
import { useNow } from "../ui/now";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";
import type { DnssecPartProps } from "./dnssec-tab";
import { DsRecords } from "./ds-records";
import { zoneTitle } from "./zone-title";

const WALK = ["sign", "copy", "check", "secure"] as const;
type WalkStep = (typeof WALK)[number];
const COPY = WALK.indexOf("copy");

/** Which step of the way is the present one; past the last once the zone is secure. */
function walkPosition({ state, dsDelegated }: DnssecStatus): number {
  if (state === "signing") return 0;
  return dsDelegated ? WALK.length : COPY;
}

/** The way from a signed zone to a secure one; what is to be done now is open. */
export function DnssecWalk({ of, place, status, actions }: DnssecPartProps) {
  const t = useTranslations("dns.dnssec");
  const position = walkPosition(status);
  const isEnding = status.state === "disabling";
  const isStuck = status.kmsKeyUsable === false && !isEnding;
  const stateText = isStuck
    ? (`stateTextWithoutKey.${status.dsDelegated ? "secure" : "open"}` as const)
    : (`stateText.${status.state}` as const);
  // That the record was copied is known once the parent has it; until then it is looked for.
  const isOpen = (at: number) => at === position || (position === COPY && at === COPY + 1);
  return (
    <Panel
      title={t(`state.${status.state}`)}
      aside={
        // A window of its own for each of the two.
        of.rights.update ? <EndSigning key={status.state} {...{ of, place, status, actions }} /> : null
      }
    >
      <p className="mb-4 max-w-[68ch] text-control text-ink-muted">{t(stateText)}</p>
      {isEnding ? (
        <ParentLine {...{ of, place, status, actions }} isToGo />
      ) : (
        <ol className="flex flex-col">
          {WALK.map((step, at) => (
            <Step
              key={step}
              step={step}
              state={at < position ? "done" : at === position ? "current" : "next"}
              number={at + 1}
              isLast={at === WALK.length - 1}
            >
              {isOpen(at) ? <StepContent step={step} {...{ of, place, status, actions }} /> : null}
            </Step>
          ))}
        </ol>
      )}
      {status.dsDelegated && !isEnding ? (
        <div className="mt-4 border-line border-t pt-4">
          <DsRecords of={status} />
        </div>
      ) : null}
    </Panel>
  );
}

interface StepProps {
  step: WalkStep;
  state: "done" | "current" | "next";
  number: number;
  isLast: boolean;
  children: ReactNode;
}

function Step({ step, state, number, isLast, children }: StepProps) {
  const t = useTranslations("dns.dnssec");
  return (
    <li aria-current={state === "current" ? "step" : undefined} className="relative flex gap-3 pb-4 last:pb-0">
      {isLast ? null : <span aria-hidden className="absolute top-6 bottom-0 left-[10.5px] w-px bg-line-strong" />}
      <span
        aria-hidden
        className={classNames(
          "flex size-5.5 shrink-0 items-center justify-center rounded-full border font-semibold text-caption",
          state === "done" && "border-good bg-good-soft text-good",
          state === "current" && "border-accent bg-accent text-accent-ink",
          state === "next" && "border-line-strong text-ink-muted",
        )}
      >
        {state === "done" ? <Check className="size-3.5" strokeWidth={3} /> : number}
      </span>
      <div className="min-w-0 flex-1 pt-px">
        <p className={classNames("font-medium", state === "next" && "text-ink-muted")}>
          {t(`walk.${step}`)}
          <span className="sr-only"> {t(`stepState.${state}`)}</span>
        </p>
        {children ? <div className="mt-2">{children}</div> : null}
      </div>
    </li>
  );
}

function StepContent({ step, ...part }: DnssecPartProps & { step: WalkStep }) {
  const t = useTranslations("dns.dnssec");
  const { status } = part;
  if (step === "sign") return <Progress of={status} />;
  if (step === "copy") {
    if (status.kmsKeyUsable === false) {
      return (
        <Status tone="warn" className="whitespace-normal!">
          {t("safe.notNow")}
        </Status>
      );
    }
    return (
      <div className="flex flex-col gap-3">
        <SafeTime of={status} />
        <DsRecords of={status} />
      </div>
    );
  }
  if (step === "check") return <ParentLine {...part} />;
  return <p className="text-control text-ink-muted">{t("off.secure")}</p>;
}

function Progress({ of: { progress } }: { of: DnssecStatus }) {
  const t = useTranslations("dns.dnssec");
  if (progress === undefined) return <p className="text-control text-ink-muted">{t("progress.soon")}</p>;
  const { signed, total } = progress;
  return (
    <p className="flex flex-wrap items-center gap-3 text-control text-ink-muted">
      <Meter label={t("progress.label")} value={signed} valueMax={total} warnFrom={2} />
      {t("progress.words", { signed, total })}
    </p>
  );
}

/** A DS before resolvers have forgotten unsigned answers would make the zone fail for some. */
function SafeTime({ of: { dsSafeAt } }: { of: DnssecStatus }) {
  const t = useTranslations("dns.dnssec");
  const now = useNow();
  if (dsSafeAt === undefined || Date.parse(dsSafeAt) <= now) return <Status tone="good">{t("safe.now")}</Status>;
  return (
    <p className="text-control">
      <Status tone="warn">{t("safe.wait")}</Status>{" "}
      <span className="text-ink-muted">
        {t.rich("safe.text", {
          end: (words) => <span className="whitespace-nowrap">{words}</span>,
          when: () => <RelativeTime value={dsSafeAt} />,
        })}
      </span>
    </p>
  );
}

/** What the parent had when it was asked last, and when it is asked again; `isToGo` where signing is being ended. */
function ParentLine({ of, place, status, actions, isToGo }: DnssecPartProps & { isToGo?: boolean }) {
  const t = useTranslations("dns.dnssec");
  const { runAndTell } = useConsoleChange(place);
  const [isAsking, setAsking] = useState(false);
  const { parent, nextDsProbeAt } = status;
  const count = parent?.dsRecords.length ?? 0;
  const checkedAt = parent?.checkedAt;

  async function askNow() {
    setAsking(true);
    await runAndTell(
      () => actions.checkParent(place),
      ({ parent: answered }) =>
        answered === undefined || answered.error !== undefined
          ? { title: t("parent.failed"), detail: answered?.error, tone: "bad" }
          : { title: t("parent.has", { count: answered.dsRecords.length }) },
    );
    setAsking(false);
  }

  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-control">
      {checkedAt === undefined ? (
        <Status tone="idle" className="whitespace-normal!">
          {t(parent?.error === undefined ? "parent.notYet" : "parent.failed")}
        </Status>
      ) : (
        <Status
          tone={count === 0 ? (isToGo ? "good" : "idle") : isToGo ? "warn" : "good"}
          className="whitespace-normal!"
        >
          {t("parent.has", { count })}
        </Status>
      )}
      <span className="text-ink-muted">
        {checkedAt === undefined ? null : t.rich("parent.checked", { when: () => <RelativeTime value={checkedAt} /> })}{" "}
        {nextDsProbeAt === undefined
          ? null
          : t.rich("parent.next", { when: () => <RelativeTime value={nextDsProbeAt} /> })}
      </span>
      {of.rights.update ? (
        <Button tone="quiet" isPending={isAsking} onPress={askNow}>
          {t("parent.ask")}
        </Button>
      ) : null}
    </div>
  );
}

/** Ends signing once nobody needs it; while that is under way, at once for who says so by typing the zone's name. */
function EndSigning({ of, place, status, actions }: DnssecPartProps) {
  const t = useTranslations("dns.dnssec");
  const { runOrExplain } = useConsoleChange(place);
  const [isOpen, setOpen] = useState(false);
  const isForced = status.state === "disabling";
  const hasDs = (status.parent?.dsRecords.length ?? 0) > 0;
  const text = isForced ? "end.textForced" : hasDs ? "end.textWithDs" : "end.text";
  return (
    <>
      <Button tone="quiet" icon={<ShieldOff aria-hidden />} onPress={() => setOpen(true)}>
        {t(isForced ? "end.force" : "end.action")}
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setOpen}
        isDangerous
        title={t("end.title", { zone: zoneTitle(of.zone) })}
        confirmLabel={t(isForced ? "end.force" : "end.action")}
        name={isForced ? of.zone.name : undefined}
        onConfirm={() =>
          runOrExplain(
            () => actions.disableDnssec(place, { force: isForced ? "true" : "false" }),
            ({ enabled }) => notify({ title: t(enabled ? "end.started" : "end.done", { zone: zoneTitle(of.zone) }) }),
          )
        }
      >
        <p>{t(text)}</p>
        <p className="mt-2">{t("end.key")}</p>
      </ConfirmDialog>
    </>
  );
}
