"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { EventMessage } from "@/lib/contract/events";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { IconButton } from "../ui/icon-button";
import { ButtonLink } from "../ui/link";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";
import type { EventActions } from "./event-actions";
import { eventAction, eventLook, eventMoment } from "./event-facts";

interface EventRowProps {
  scope: Scope;
  event: EventMessage;
  actions: EventActions;
}

/** What is the case, what to do about it, and the way there. */
export function EventRow({ scope, event, actions }: EventRowProps) {
  const t = useTranslations("overview");
  const may = useRights();
  const number = useNumberFormat();
  const percent = useNumberFormat({ style: "percent", maximumFractionDigits: 0 });
  const dismiss = useDismissal(scope, event, actions);
  const { tone, icon } = eventLook(event);
  const action = eventAction(event, scope);
  const { version = 0, encryptions = 0, max = 1, attempts = 0, calls = 0, owner = "" } = event.details;
  const title = t(`event.${event.kind}.title`, { share: percent(Number(encryptions) / Number(max)) });
  const name = () => <strong className="font-medium">{event.subject.name}</strong>;
  const when = () => <RelativeTime value={eventMoment(event)} />;
  const counts = { encryptions: number(Number(encryptions)), max: number(Number(max)), version: Number(version) };
  const facts = { region: event.region ?? "", owner, attempts: Number(attempts), calls: Number(calls), ...counts };
  return (
    <AttentionRow
      status={
        <Status tone={tone} icon={icon}>
          {title}
        </Status>
      }
      text={t.rich(`event.${event.kind}.text`, { name, when, ...facts })}
    >
      <ButtonLink href={action.href}>{t(`act.${action.text}`)}</ButtonLink>
      {may("event:update") ? (
        <IconButton
          label={t("dismiss", { title, name: event.subject.name })}
          icon={<X aria-hidden />}
          onPress={() => void dismiss(true)}
        />
      ) : null}
    </AttentionRow>
  );
}

interface AttentionRowProps {
  status: React.ReactNode;
  text: React.ReactNode;
  /** What can be done. */
  children: React.ReactNode;
}

/** One row of what needs attention. */
export function AttentionRow({ status, text, children }: AttentionRowProps) {
  return (
    <li className="flex min-h-row items-center gap-x-4 gap-y-1 px-4 py-1.5 text-control max-md:flex-wrap max-md:py-3">
      <span className="w-48 shrink-0">{status}</span>
      <p className="min-w-0 flex-1 wrap-anywhere max-md:basis-full">{text}</p>
      <span className="flex shrink-0 items-center gap-1">{children}</span>
    </li>
  );
}

/** Dismisses at once, with the way back. Events are dismissed for the whole organisation. */
function useDismissal({ organisation, project }: Scope, event: EventMessage, { updateEvent }: EventActions) {
  const t = useTranslations("overview");
  const change = useConsoleChange({ organisation, project });
  const { name } = event.subject;
  return function dismiss(dismissed: boolean): Promise<boolean> {
    return change.runAndTell(
      () => updateEvent({ organisation, project: null, object: event.identity }, { dismissed }),
      () => ({
        title: t(dismissed ? "dismissed" : "restored", { name }),
        undo: dismissed ? () => void dismiss(false) : undefined,
      }),
    );
  };
}
