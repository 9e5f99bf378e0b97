"use client";

import { Download, ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { Button } from "../ui/button";
import { CodeBlock } from "../ui/code-block";
import { CopyButton } from "../ui/copy-button";
import { Disclosure } from "../ui/disclosure";
import { Skeleton } from "../ui/skeleton";
import { downloadText } from "./download-text";
import { useWrappingKey } from "./queries";
import { WRAPPING_RECIPE } from "./wrapping-recipe";

/** The region's wrapping key for those who wrap elsewhere. The first look at it makes it, which takes seconds. */
export function WrappingKeyPanel({ scope, region }: { scope: Scope; region: string }) {
  const t = useTranslations("keys");
  const { data, error, refetch, isFetching } = useWrappingKey(scope, region, true);
  if (error) {
    const title = t("import.wrappingKeyFailed", { region });
    return <QueryError error={error} title={title} onRetry={() => refetch()} isRetrying={isFetching} />;
  }
  return (
    <div className="flex flex-col gap-2.5 rounded-control border border-line bg-sunken p-3">
      <div className="flex items-start gap-2.5">
        <ShieldCheck aria-hidden className="mt-px size-4 shrink-0 text-accent-text" />
        <div className="min-w-0 text-control">
          <p className="font-medium">{t("import.wrappingKey", { region })}</p>
          <p className="text-caption text-ink-muted">{t("import.wrappingKeyHelp")}</p>
        </div>
      </div>
      {data === undefined ? (
        <div role="status" className="flex items-center gap-3 text-caption text-ink-muted">
          <Skeleton className="h-8 w-44" />
          {t("import.wrappingKeyMaking")}
        </div>
      ) : (
        <div className="flex flex-wrap gap-2">
          <CopyButton value={data.publicKey} label={t("import.wrappingKeyName")} look="button" />
          <Button
            icon={<Download aria-hidden />}
            onPress={() => downloadText(`wrapping-key-${region}.pem`, data.publicKey)}
          >
            {t("download")}
          </Button>
        </div>
      )}
      <Disclosure title={t("import.recipe")}>
        <p className="mt-1 mb-2 text-caption text-ink-muted">{t("import.recipeHelp")}</p>
        <CodeBlock code={WRAPPING_RECIPE} language="shell" label={t("import.recipe")} />
      </Disclosure>
    </div>
  );
}
