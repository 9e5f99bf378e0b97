"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button as AriaButton } from "react-aria-components/Button";
import { Text } from "react-aria-components/Text";
import {
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components/Toast";
import { ToastQueue } from "react-stately/useToastState";
import { Button } from "./button";

export interface Notice {
  /** What is now true, one short sentence. */
  title: string;
  detail?: string;
  tone?: "good" | "bad";
  /** Takes the act back; shows the button "Undo". */
  undo?: () => void;
}

const queue = new ToastQueue<Notice>({ maxVisibleToasts: 3 });

/** Says what is now true, for 6 seconds (12 with "Undo"; errors stay until closed). */
export function notify(notice: Notice): void {
  const timeout = notice.tone === "bad" ? undefined : notice.undo ? 12_000 : 6_000;
  queue.add(notice, { timeout });
}

/** Where notices appear; stands once in the shell. F6 moves the focus there. */
export function ToastArea() {
  const t = useTranslations("ui");
  return (
    <ToastRegion
      queue={queue}
      aria-label={t("notifications")}
      className="fixed right-4 bottom-4 z-60 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2 rounded-panel"
    >
      {({ toast }) => (
        <AriaToast
          toast={toast}
          className="flex items-start gap-3 rounded-panel border border-line bg-raised py-2.5 pr-2 pl-3.5 shadow-overlay"
        >
          <ToneIcon tone={toast.content.tone ?? "good"} />
          <ToastContent className="min-w-0 flex-1 py-1">
            <Text slot="title" className="block font-medium text-control">
              {toast.content.title}
            </Text>
            {toast.content.detail ? (
              <Text slot="description" className="mt-0.5 block text-caption text-ink-muted">
                {toast.content.detail}
              </Text>
            ) : null}
          </ToastContent>
          {toast.content.undo ? (
            <Button
              className="h-7"
              onPress={() => {
                toast.content.undo?.();
                queue.close(toast.key);
              }}
            >
              {t("undo")}
            </Button>
          ) : null}
          <AriaButton
            slot="close"
            aria-label={t("close")}
            className="inline-flex size-7 items-center justify-center rounded-small text-ink-muted hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden className="size-4" />
          </AriaButton>
        </AriaToast>
      )}
    </ToastRegion>
  );
}

function ToneIcon({ tone }: { tone: "good" | "bad" }) {
  return tone === "good" ? (
    <CircleCheck aria-hidden className="mt-1 size-4 shrink-0 text-good" />
  ) : (
    <CircleAlert aria-hidden className="mt-1 size-4 shrink-0 text-bad" />
  );
}
