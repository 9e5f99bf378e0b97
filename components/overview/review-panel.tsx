"use client";

import NextLink from "next/link";
import { useTranslations } from "next-intl";
import type { KeyReviewCounts } from "@/lib/contract/console";
import { KEY_REVIEWS } from "@/lib/contract/key-review";
import { type Scope, scopedAddress } from "../layout/scope";
import { isRefusal } from "../query/console-error";
import { useLiveRead } from "../query/use-console-read";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { Skeleton } from "../ui/skeleton";
import { NotKnown } from "./not-known";

/** These change by the day, not by the second. */
const REVIEW_MILLISECONDS = 5 * 60_000;

/** Keys that somebody should look through now and then: how many, each with its list. */
export function ReviewPanel({ scope }: { scope: Scope }) {
  const t = useTranslations("overview.review");
  const name = useTranslations("keys.review");
  const number = useNumberFormat();
  const { data, error } = useLiveRead<KeyReviewCounts>(scope, "reviews", { everyMs: REVIEW_MILLISECONDS });
  if (isRefusal(error)) return null;
  const without = data?.unavailableRegions ?? [];
  return (
    <Panel title={t("title")} isFlush>
      <ul className="divide-y divide-line">
        {KEY_REVIEWS.map((review) => (
          <li
            key={review}
            className="relative flex items-center gap-3 px-4 py-2.5 last:rounded-b-panel hover:bg-sunken"
          >
            <span className="min-w-0 flex-1">
              <NextLink
                prefetch={false}
                href={scopedAddress(scope, "/keys", { review })}
                className="stretched-link block font-medium text-control"
              >
                {name(review)}
              </NextLink>
              <span className="block text-caption text-ink-muted">{t(review)}</span>
            </span>
            <span className="font-medium text-body">
              {data === undefined ? error === null ? <Skeleton className="w-6" /> : <NotKnown /> : number(data[review])}
            </span>
          </li>
        ))}
      </ul>
      {without.length > 0 ? (
        <p className="border-line border-t px-4 py-2.5 text-caption text-ink-muted">
          {t("without", { regions: without.join(", ") })}
        </p>
      ) : null}
    </Panel>
  );
}
