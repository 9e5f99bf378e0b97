"use client";

import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { useReferenceFilter } from "./reference-filter";

/** Says that the filter leaves nothing of this page, or of the whole reference, and offers the way back. */
export function NoMatch({ part }: { part: string }) {
  const t = useTranslations("reference");
  const { query, setQuery, entries, matches } = useReferenceFilter();
  const found = entries?.filter(matches);
  const isEmpty = found !== undefined && !found.some((entry) => entry.part === part);
  return (
    <div role="status">
      {isEmpty ? (
        <div className="py-10">
          <h2 className="text-section">{t("filterEmptyTitle", { query })}</h2>
          <p className="mt-1 mb-4 text-ink-muted">
            {found.length > 0 ? t("filterElsewhere", { count: found.length }) : t("filterEmptyText")}
          </p>
          <Button onPress={() => setQuery("")}>{t("filterClear")}</Button>
        </div>
      ) : null}
    </div>
  );
}
