"use client";

import { CircleDot, Download, Printer, SearchX } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccessReviewMessage, ReviewedRight } from "@/lib/contract/access-answers";
import { EVERYTHING } from "@/lib/contract/permissions";
import { AccessFrame } from "../iam/access-frame";
import { downloadText } from "../keys/download-text";
import { readAddress, type Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { type ListSearch, useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { FilterChip } from "../ui/filter-chip";
import { FilterText } from "../ui/filter-text";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { SegmentedControl } from "../ui/segmented-control";
import { exactWords } from "../ui/time-words";
import { useReview } from "./queries";
import { type ReviewGroup, reviewGroups, textOf } from "./review-groups";
import { ReviewMoment } from "./review-moment";
import { ReviewTable } from "./review-table";
import { typeWords } from "./rule-words";

interface AccessReviewProps {
  scope: Scope;
  /** Moment of the address, RFC 3339; empty for now. */
  at: string;
  first: AccessReviewMessage;
}

/** Longer reviews are opened by hand, and then printed whole. */
const GROUPS_AT_FIRST = 100;

/** Every right in the organisation at one moment, by person or by what it is on. */
export function AccessReview({ scope, at: asked, first }: AccessReviewProps) {
  const t = useTranslations("roles");
  const search = useListSearch("");
  const by = useSearchParams().get("by") === "object" ? "object" : "who";
  const [shownMax, setShownMax] = useState(GROUPS_AT_FIRST);
  const isNow = asked === "";
  // What was is read once, with the page.
  const { data, error, refetch, isFetching } = useReview(scope, isNow ? first : undefined, isNow);
  const { at, knownSince, rights } = (isNow && data) || first;
  const shown = rights.filter((right) => fits(right, search));
  const groups = reviewGroups(shown, by);
  return (
    <AccessFrame
      scope={scope}
      current="review"
      actions={
        <div className="contents print:hidden">
          <Button icon={<Printer aria-hidden />} onPress={() => window.print()}>
            {t("review.print")}
          </Button>
          <DownloadButton scope={scope} at={asked} />
        </div>
      }
    >
      {error ? (
        <QueryError
          error={error}
          title={t("review.failed")}
          onRetry={() => refetch()}
          isRetrying={isFetching}
          className="mb-4"
        />
      ) : null}
      <ReviewMoment key={asked} scope={scope} at={asked} knownSince={knownSince} />
      <ReviewBar search={search} by={by} matching={shown.length} total={rights.length} />
      <p className="mb-3 text-control text-ink-muted">{t("review.asOf", { time: exactWords(Date.parse(at)) })}</p>
      {groups.length === 0 ? (
        <Panel isFlush>
          <EmptyState icon={<SearchX />} title={t(rights.length === 0 ? "review.none" : "review.noMatch")}>
            {rights.length === 0 ? t("review.noneText") : null}
          </EmptyState>
        </Panel>
      ) : (
        <div className="flex flex-col gap-4">
          {groups.slice(0, shownMax).map((group) => (
            <ReviewSection key={group.id} group={group} by={by} scope={scope} />
          ))}
          {groups.length > shownMax ? (
            <Button className="self-center" onPress={() => setShownMax(Number.POSITIVE_INFINITY)}>
              {t("review.showAll", { count: groups.length })}
            </Button>
          ) : null}
        </div>
      )}
      {isNow ? null : (
        <section className="mt-6 max-w-[80ch] break-inside-avoid-page text-control">
          <h2 className="font-medium">{t("review.how")}</h2>
          <p className="mt-1 text-ink-muted">{t("review.howText", { since: exactWords(Date.parse(knownSince)) })}</p>
        </section>
      )}
    </AccessFrame>
  );
}

function fits(right: ReviewedRight, search: ListSearch): boolean {
  const [kinds, effects] = [search.chosen("kind"), search.chosen("effect")];
  const text = textOf(right);
  const words = search.words.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.every((word) => text.includes(word))) return false;
  if (kinds.length > 0 && !kinds.includes(right.who.kind)) return false;
  return effects.length === 0 || effects.includes(right.rule?.effect ?? "allow");
}

interface ReviewBarProps {
  search: ListSearch;
  by: "who" | "object";
  matching: number;
  total: number;
}

function ReviewBar({ search, by, matching, total }: ReviewBarProps) {
  const t = useTranslations("roles");
  const number = useNumberFormat();
  const all = t("review.count", { count: total });
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2 print:hidden">
      <FilterText label={t("review.filter")} q={search.words} onChange={(q) => search.change({ q }, true)} />
      <FilterChip
        label={t("access.kind")}
        icon={<CircleDot aria-hidden />}
        options={(["user", "service_account", "client_key"] as const).map((kind) => ({
          value: kind,
          label: t(`detail.kind.${kind}`),
        }))}
        selected={search.chosen("kind")}
        onChange={(chosen) => search.change({ kind: chosen.join(",") })}
      />
      <FilterChip
        label={t("review.effect")}
        icon={<CircleDot aria-hidden />}
        options={(["allow", "deny"] as const).map((effect) => ({ value: effect, label: t(`detail.${effect}`) }))}
        selected={search.chosen("effect")}
        onChange={(chosen) => search.change({ effect: chosen.join(",") })}
      />
      <div className="ml-auto flex flex-wrap items-center gap-3 text-control text-ink-muted">
        <span role="status">
          {matching === total ? all : t("review.countOf", { matching: number(matching), total: all })}
        </span>
        <SegmentedControl
          label={t("review.group")}
          options={[
            { value: "who", label: t("review.byWho") },
            { value: "object", label: t("review.byObject") },
          ]}
          value={by}
          onChange={(next) => search.change({ by: next === "object" ? "object" : "" })}
        />
      </div>
    </div>
  );
}

function ReviewSection({ group, by, scope }: { group: ReviewGroup; by: "who" | "object"; scope: Scope }) {
  const t = useTranslations("roles");
  const who = group.rights[0]?.who;
  const name = by === "who" ? (who?.name ?? group.id) : objectName(group.id, t);
  return (
    <Panel
      isFlush
      className="break-inside-avoid-page"
      title={
        <span className="flex flex-wrap items-baseline gap-x-2.5">
          <span className={by === "object" && !group.id.endsWith(`:${EVERYTHING}`) ? "break-all" : undefined}>
            {name}
          </span>
          {by === "who" ? (
            <span className="font-normal text-control text-ink-muted">
              {who?.kind === "user" ? who.email : t(`detail.kind.${who?.kind ?? "service_account"}`)}
            </span>
          ) : null}
        </span>
      }
      aside={t("review.count", { count: group.rights.length })}
    >
      <ReviewTable
        label={t(by === "who" ? "review.tableOf" : "review.tableOn", { name })}
        rights={group.rights}
        scope={scope}
        hasWho={by === "object"}
      />
    </Panel>
  );
}

function objectName(id: string, t: ReturnType<typeof useTranslations<"roles">>): string {
  if (id === EVERYTHING) return t("review.everything");
  const [type = ""] = id.split(":");
  return id.endsWith(`:${EVERYTHING}`) ? t("review.everythingOf", { types: typeWords([type], t) }) : id;
}

/** Saves the review as CSV, all of it, read anew with the session of the page. */
function DownloadButton({ scope, at }: { scope: Scope; at: string }) {
  const t = useTranslations("roles");
  const [isPending, setPending] = useState(false);

  async function download() {
    setPending(true);
    try {
      const address = readAddress({ ...scope, project: null }, "access-review.csv", at === "" ? {} : { at });
      const response = await fetch(address, { credentials: "same-origin" });
      if (!response.ok) throw new Error(response.statusText);
      downloadText("access-review.csv", await response.text());
    } catch {
      notify({ title: t("review.downloadFailed"), tone: "bad" });
    }
    setPending(false);
  }

  return (
    <Button tone="primary" icon={<Download aria-hidden />} onPress={download} isPending={isPending}>
      {t("review.download")}
    </Button>
  );
}
