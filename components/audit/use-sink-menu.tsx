"use client";

import { CirclePause, CirclePlay, Pencil, Send, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { AuditSinkMessage } from "@/lib/contract/audit";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import type { MenuGroup } from "../ui/menu-entry";
import type { SinkActions } from "./sink-actions";

/** What can be done with a sink: a test and pausing happen at once, the rest is asked for. */
export function useSinkMenu(
  scope: Scope,
  actions: Pick<SinkActions, "updateSink" | "testSink">,
  onOpen: (act: "edit" | "delete", sink: AuditSinkMessage) => void,
) {
  const t = useTranslations("streaming");
  const { runAndTell } = useConsoleChange(scope);

  function setEnabled(sink: AuditSinkMessage, enabled: boolean): void {
    const place = { ...scope, object: sink.identity };
    void runAndTell(
      () => actions.updateSink(place, { enabled }),
      ({ name }) => ({
        title: t(enabled ? "resumed" : "paused", { name }),
        detail: t(enabled ? "resumedDetail" : "pausedDetail"),
        undo: () => setEnabled(sink, !enabled),
      }),
    );
  }

  function test({ identity, name }: AuditSinkMessage): void {
    void runAndTell(
      () => actions.testSink({ ...scope, object: identity }),
      ({ delivered, message }) =>
        delivered
          ? { title: t("tested", { name }), detail: t("testedDetail") }
          : { title: t("testFailed", { name }), detail: message, tone: "bad" },
    );
  }

  return function menuOf(sink: AuditSinkMessage): MenuGroup[] {
    const { enabled } = sink;
    return [
      {
        id: "use",
        entries: [
          { id: "test", label: t("test"), icon: <Send aria-hidden />, onAction: () => test(sink) },
          {
            id: "pause",
            label: t(enabled ? "pause" : "resume"),
            icon: enabled ? <CirclePause aria-hidden /> : <CirclePlay aria-hidden />,
            onAction: () => setEnabled(sink, !enabled),
          },
          { id: "edit", label: t("edit"), icon: <Pencil aria-hidden />, onAction: () => onOpen("edit", sink) },
        ],
      },
      {
        id: "end",
        entries: [
          {
            id: "delete",
            label: t("delete"),
            icon: <Trash2 aria-hidden />,
            isDangerous: true,
            onAction: () => onOpen("delete", sink),
          },
        ],
      },
    ];
  };
}
