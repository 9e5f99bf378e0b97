"use client";

import { MonitorSmartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import type { OwnSession } from "@/lib/contract/console";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { Button } from "../ui/button";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";
import { type AccountActions, OWN } from "./account-actions";
import { browserWords } from "./browser-words";

interface SessionsPanelProps {
  first: OwnSession[];
  actions: Pick<AccountActions, "endSession" | "endOtherSessions">;
}

/** Where the person is signed in; every session but this one can be ended. */
export function SessionsPanel({ first, actions }: SessionsPanelProps) {
  const t = useTranslations("account");
  const { data: sessions = first } = useConsoleRead(null, "account/sessions", first);
  const { runAndTell } = useConsoleChange(null);
  const endOthers = () =>
    void runAndTell(
      () => actions.endOtherSessions(OWN),
      ({ ended }) => ({ title: t("sessions.othersEnded", { count: ended }), detail: t("sessions.endedDetail") }),
    );
  const end = ({ identity }: OwnSession) =>
    void runAndTell(
      () => actions.endSession({ ...OWN, object: identity }),
      () => ({ title: t("sessions.ended"), detail: t("sessions.endedDetail") }),
    );
  return (
    <Panel
      title={t("sessions.title")}
      aside={sessions.length > 1 ? <Button onPress={endOthers}>{t("sessions.endOthers")}</Button> : null}
      isFlush
    >
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <Session key={session.identity} of={session} onEnd={() => end(session)} />
        ))}
      </ul>
      <p className="border-line border-t px-4 py-2.5 text-caption text-ink-muted">{t("sessions.lead")}</p>
    </Panel>
  );
}

function Session({ of, onEnd }: { of: OwnSession; onEnd: () => void }) {
  const t = useTranslations("account");
  const words = browserWords(of.userAgent);
  const name = words === null ? of.userAgent || t("sessions.unknown") : t("sessions.browser", { ...words });
  const isKnownAddress = of.clientAddress !== null && !["", "unknown"].includes(of.clientAddress);
  return (
    <li className="flex items-center gap-3 px-4 py-3 text-control">
      <MonitorSmartphone aria-hidden className="size-4 shrink-0 text-ink-muted" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium" title={of.userAgent ?? undefined}>
          {name}
        </p>
        <p className="text-caption text-ink-muted">
          {isKnownAddress ? t("sessions.from", { address: of.clientAddress ?? "" }) : t("sessions.unknownAddress")},{" "}
          {t("sessions.seen")} <RelativeTime value={of.lastSeenAt} />
        </p>
      </div>
      {of.isCurrent ? (
        <Status tone="good">{t("sessions.current")}</Status>
      ) : (
        <Button onPress={onEnd} aria-label={t("sessions.endNamed", { name })}>
          {t("sessions.end")}
        </Button>
      )}
    </li>
  );
}
