"use client";

import { useTranslations } from "next-intl";
import type { RegionHealth } from "@/lib/contract/console";
import { RelativeTime } from "../ui/relative-time";

/** When the oldest of the shown states was found. */
export function CheckedAt({ regions }: { regions: readonly RegionHealth[] | undefined }) {
  const t = useTranslations("overview");
  const oldest = regions?.map(({ checkedAt }) => checkedAt).sort()[0];
  if (oldest === undefined) return null;
  return <span>{t.rich("checked", { time: () => <RelativeTime value={oldest} /> })}</span>;
}
