"use client";

import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { type ReferenceEntry, useReferenceFilter } from "./reference-filter";

/** Says that the filter leaves nothing, and offers the way back. */
export function NoMatch({ entries }: { entries: readonly ReferenceEntry[] }) {
  const t = useTranslations("reference");
  const { query, setQuery, matches } = useReferenceFilter();
  const isEmpty = !entries.some(({ words }) => matches(words));
  return (
    <div role="status">
      {isEmpty ? (
        <div className="py-10">
          <h2 className="text-section">{t("filterEmptyTitle", { query })}</h2>
          <p className="mt-1 mb-4 text-ink-muted">{t("filterEmptyText")}</p>
          <Button onPress={() => setQuery("")}>{t("filterClear")}</Button>
        </div>
      ) : null}
    </div>
  );
}
