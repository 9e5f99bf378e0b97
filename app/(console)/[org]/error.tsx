"use client";

import { useTranslations } from "next-intl";
import { ErrorPanel } from "@/components/ui/error-panel";

/** Keeps the menu: only the page's own area is replaced. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("layout");
  return <ErrorPanel title={t("errorTitle")} cause={t("errorText")} kept="" requestId={error.digest} onRetry={reset} />;
}
