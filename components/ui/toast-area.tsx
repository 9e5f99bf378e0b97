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
import { Button } from "./button";
import { noticeQueue } from "./notify";

/** Where notices appear; stands once in the shell. F6 moves the focus there. */
export default function ToastArea() {
  const t = useTranslations("ui");
  return (
    <ToastRegion
      queue={noticeQueue}
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
                noticeQueue.close(toast.key);
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
