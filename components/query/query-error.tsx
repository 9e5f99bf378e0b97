"use client";

import { useTranslations } from "next-intl";
import { ErrorPanel } from "../ui/error-panel";
import { ConsoleError, isRefusal } from "./console-error";
import { NotPermitted } from "./not-permitted";

interface QueryErrorProps {
  error: Error;
  title?: string;
  /** What was not lost. */
  kept?: string;
  onRetry: () => void;
  isRetrying?: boolean;
  className?: string;
}

/** The error panel of a failed read. */
export function QueryError({ error, ...rest }: QueryErrorProps) {
  const t = useTranslations("ui");
  const known = error instanceof ConsoleError ? error : null;
  // Asking again does not give a right.
  if (known !== null && isRefusal(known)) return <NotPermitted message={known.message} />;
  const cause =
    known?.code === "network"
      ? t("errorNetwork")
      : known === null || known.code === "shape"
        ? t("errorShape")
        : known.message;
  return <ErrorPanel {...rest} cause={cause} requestId={known?.requestId} />;
}
