"use client";

import { ListFilter, SearchX, ShieldQuestion, UserRound } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { verbsOf } from "@/lib/contract/permissions";
import type { KeyPlace } from "../keys/key-actions";
import { QueryError } from "../query/query-error";
import { useListSearch } from "../query/use-list-search";
import { EmptyState } from "../ui/empty-state";
import { FilterChip } from "../ui/filter-chip";
import { FilterText } from "../ui/filter-text";
import { ButtonLink } from "../ui/link";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { SegmentedControl } from "../ui/segmented-control";
import { TableSkeleton } from "../ui/table-skeleton";
import { AccessMatrix } from "./access-matrix";
import { type AccessPrincipal, accessRows, verbsHeld } from "./access-rows";
import { AccessTable } from "./access-table";
import { simulateAddress } from "./addresses";
import { useKeyAccess } from "./queries";
import { verbWords } from "./rule-words";

/** Who can do what with a key and through which rule: as a matrix, and the same as a table. */
export function KeyAccess({ place }: { place: KeyPlace }) {
  const t = useTranslations("roles");
  const number = useNumberFormat();
  const search = useListSearch("");
  const isTable = useSearchParams().get("view") === "table";
  const { data, error, refetch, isFetching, isPending } = useKeyAccess(place);
  if (error && !data) {
    return <QueryError error={error} title={t("access.failed")} onRetry={() => refetch()} isRetrying={isFetching} />;
  }
  const all = data?.principals ?? [];
  const [kinds, wanted] = [search.chosen("kind"), search.chosen("may")];
  const shown = all.filter((principal) => fits(principal, { words: search.words, kinds, wanted }));
  const verbs = verbsHeld(all, verbsOf("kms_key"));
  const resource = `${place.region}/${place.key}`;
  const total = t("access.count", { count: all.length });
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <FilterText label={t("access.filter")} q={search.words} onChange={(q) => search.change({ q }, true)} />
        <FilterChip
          label={t("access.permission")}
          icon={<ListFilter aria-hidden />}
          options={verbs.map((verb) => ({ value: verb, label: verbWords(verb, t) }))}
          selected={wanted}
          onChange={(chosen) => search.change({ may: chosen.join(",") })}
        />
        <FilterChip
          label={t("access.kind")}
          icon={<UserRound aria-hidden />}
          options={(["user", "service_account", "client_key"] as const).map((kind) => ({
            value: kind,
            label: t(`detail.kind.${kind}`),
          }))}
          selected={kinds}
          onChange={(chosen) => search.change({ kind: chosen.join(",") })}
        />
        <div className="ml-auto flex flex-wrap items-center gap-2 text-control text-ink-muted">
          <span role="status">
            {isPending
              ? ""
              : shown.length === all.length
                ? total
                : t("access.countOf", { matching: number(shown.length), total })}
          </span>
          <SegmentedControl
            label={t("access.view")}
            className="max-md:hidden"
            options={[
              { value: "matrix", label: t("access.matrix") },
              { value: "table", label: t("access.table") },
            ]}
            value={isTable ? "table" : "matrix"}
            onChange={(view) => search.change({ view: view === "table" ? "table" : "" })}
          />
          <ButtonLink href={simulateAddress(place, { resource })} icon={<ShieldQuestion aria-hidden />}>
            {t("access.simulate")}
          </ButtonLink>
        </div>
      </div>
      <Panel isFlush>
        {isPending ? (
          <table className="w-full table-fixed" aria-busy>
            <TableSkeleton columns={SKELETON} hasMenu={false} hasDetail />
          </table>
        ) : shown.length === 0 ? (
          <EmptyState icon={<SearchX />} title={t(all.length === 0 ? "access.none" : "access.noMatch")}>
            {all.length === 0 ? t("access.noneText") : null}
          </EmptyState>
        ) : (
          <>
            {isTable ? null : (
              <div className="max-md:hidden">
                <AccessMatrix principals={shown} verbs={verbs} place={place} />
              </div>
            )}
            {/* A matrix needs room: narrow windows have the table. */}
            <div className={isTable ? undefined : "md:hidden"}>
              <AccessTable rows={accessRows(shown)} place={place} />
            </div>
          </>
        )}
      </Panel>
    </>
  );
}

const SKELETON = [
  { id: "who", header: "", cell: () => null },
  { id: "may", header: "", cell: () => null },
  { id: "through", header: "", cell: () => null },
];

interface Wanted {
  words: string;
  kinds: readonly string[];
  /** Verbs that are all held. */
  wanted: readonly string[];
}

function fits(
  { name, email, identity, kind, permissions }: AccessPrincipal,
  { words, kinds, wanted }: Wanted,
): boolean {
  const roles = permissions.map(({ policyName, team }) => `${policyName ?? ""} ${team ?? ""}`);
  const text = [name, email, identity, ...roles].join(" ").toLowerCase();
  if (!text.includes(words.toLowerCase())) return false;
  if (kinds.length > 0 && !kinds.includes(kind)) return false;
  return wanted.every((verb) => permissions.some(({ permission }) => permission === `kms_key:${verb}`));
}
