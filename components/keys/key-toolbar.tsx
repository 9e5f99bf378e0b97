"use client";

import { CircleDot, Cpu, ListChecks, MapPin } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyRow } from "@/lib/contract/console";
import { KEY_STATUSES } from "@/lib/contract/key-lifecycle";
import { KEY_REVIEWS } from "@/lib/contract/key-review";
import { KEY_TYPE_NAMES } from "@/lib/contract/key-types";
import { ColumnChoice } from "../ui/column-choice";
import { FilterChip } from "../ui/filter-chip";
import { FilterText } from "../ui/filter-text";
import type { TableColumn } from "../ui/table-column";
import type { KeyFilters } from "./key-filters";
import { LabelFilter } from "./label-filter";

interface KeyToolbarProps {
  tableId: string;
  columns: readonly TableColumn<KeyRow>[];
  regions: readonly { slug: string; totalKeys: number | null }[];
  filters: KeyFilters;
  onChange: (next: Partial<KeyFilters>, isTyping?: boolean) => void;
  /** "9 of 128 keys". */
  count: string;
}

/** Filter field and chips, the count at the end. */
export function KeyToolbar({ tableId, columns, regions, filters, onChange, count }: KeyToolbarProps) {
  const t = useTranslations("keys");
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <FilterText label={t("filter.text")} q={filters.q} onChange={(q) => onChange({ q }, true)} />
      <FilterChip
        label={t("filter.region")}
        icon={<MapPin aria-hidden />}
        isMono
        options={regions.map(({ slug, totalKeys }) => ({ value: slug, label: slug, count: totalKeys ?? undefined }))}
        selected={filters.regions}
        onChange={(selected) => onChange({ regions: selected })}
      />
      <FilterChip
        label={t("filter.type")}
        icon={<Cpu aria-hidden />}
        isMono
        options={KEY_TYPE_NAMES.map((name) => ({ value: name, label: name }))}
        selected={filters.keyTypes}
        onChange={(keyTypes) => onChange({ keyTypes })}
      />
      <FilterChip
        label={t("filter.status")}
        icon={<CircleDot aria-hidden />}
        options={KEY_STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        selected={filters.statuses}
        onChange={(statuses) => onChange({ statuses })}
      />
      <FilterChip
        label={t("filter.review")}
        icon={<ListChecks aria-hidden />}
        options={KEY_REVIEWS.map((review) => ({ value: review, label: t(`review.${review}`) }))}
        selected={filters.reviews}
        // One at a time: a key is looked through for one reason.
        onChange={(reviews) => onChange({ reviews: reviews.slice(-1) })}
      />
      <LabelFilter selected={filters.labels} onChange={(labels) => onChange({ labels })} />
      <div className="ml-auto flex items-center gap-1.5 text-control text-ink-muted">
        <span role="status">{count}</span>
        <ColumnChoice tableId={tableId} columns={columns} />
      </div>
    </div>
  );
}
