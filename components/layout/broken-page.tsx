"use client";

import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { Identifier } from "../ui/identifier";
import { Standalone } from "./standalone";

interface BrokenPageProps {
  /** Next's digest: the same word stands in the server's log. */
  digest: string | undefined;
  onRetry: () => void;
}

export function BrokenPage({ digest, onRetry }: BrokenPageProps) {
  const t = useTranslations("layout");
  return (
    <Standalone title={t("errorTitle")} text={t("errorText")}>
      <Button tone="primary" icon={<RotateCw aria-hidden />} onPress={onRetry}>
        {t("errorReload")}
      </Button>
      {digest ? (
        <span className="flex items-center gap-1.5 text-caption text-ink-muted">
          {t("errorReference")} <Identifier value={digest} label={t("errorReference")} />
        </span>
      ) : null}
    </Standalone>
  );
}
