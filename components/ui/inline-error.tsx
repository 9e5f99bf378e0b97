"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Identifier } from "./identifier";

interface InlineErrorProps {
  message: string;
  /** Of the API, for those who look it up. */
  code?: string;
  requestId?: string;
  /** What to do about it, where one sentence is not enough. */
  children?: ReactNode;
}

/** A refusal beside the form that caused it. Announced when it appears. */
export function InlineError({ message, code, requestId, children }: InlineErrorProps) {
  const t = useTranslations("ui");
  return (
    <div role="alert" className="flex items-start gap-2.5 rounded-control border border-bad/40 bg-bad-soft px-3 py-2.5">
      <CircleAlert aria-hidden className="mt-px size-4 shrink-0 text-bad" />
      <div className="min-w-0 text-control">
        <p className="text-ink">{message}</p>
        {children}
        {requestId ? (
          <p className="mt-1 flex flex-wrap items-center gap-1 text-caption text-ink-muted">
            {code ? (
              <>
                <code className="font-mono">{code}</code>
                <span aria-hidden>·</span>
              </>
            ) : null}
            {t("requestId")} <Identifier value={requestId} label={t("requestId")} />
          </p>
        ) : null}
      </div>
    </div>
  );
}
