"use client";

import { CloudOff, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "./button";
import { classNames } from "./class-names";
import { Identifier } from "./identifier";

interface ErrorPanelProps {
  title?: string;
  /** Why, in words that say what to do. */
  cause: string;
  /** What was not lost; "Nothing was changed." unless given. */
  kept?: string;
  requestId?: string | null;
  onRetry?: () => void;
  isRetrying?: boolean;
  className?: string;
}

/** Takes the place of what could not be shown. */
export function ErrorPanel({ title, cause, kept, requestId, onRetry, isRetrying, className }: ErrorPanelProps) {
  const t = useTranslations("ui");
  const notLost = kept ?? t("errorUnsaved");
  return (
    <div
      role="alert"
      className={classNames(
        "flex items-start gap-4 rounded-panel border border-line bg-surface p-5 shadow-panel",
        className,
      )}
    >
      <div
        aria-hidden
        className="flex size-9 shrink-0 items-center justify-center rounded-control bg-bad-soft text-bad"
      >
        <CloudOff className="size-4.5" />
      </div>
      <div className="min-w-0 flex-1">
        <h2 className="text-body">{title ?? t("errorTitle")}</h2>
        <p className="mt-0.5 text-ink-muted">{cause.includes(notLost) ? cause : `${cause} ${notLost}`}</p>
        <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
          {onRetry ? (
            <Button icon={<RotateCw aria-hidden />} onPress={onRetry} isPending={isRetrying}>
              {t("retry")}
            </Button>
          ) : null}
          {requestId ? (
            <span className="flex items-center gap-1.5 text-caption text-ink-muted">
              {t("requestId")} <Identifier value={requestId} label={t("requestId")} />
            </span>
          ) : null}
        </div>
      </div>
    </div>
  );
}
