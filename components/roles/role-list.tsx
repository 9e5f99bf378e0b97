"use client";

import { SearchX, ShieldCheck, UserPlus, Waypoints } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { PolicyMessage } from "@/lib/contract/access";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { Button } from "../ui/button";
import { DataTable } from "../ui/data-table";
import { EmptyState } from "../ui/empty-state";
import { FilterChip } from "../ui/filter-chip";
import type { MenuGroup } from "../ui/menu-entry";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { SearchField } from "../ui/search-field";
import type { TableColumn } from "../ui/table-column";
import { roleAddress } from "./addresses";
import { GiveDialog } from "./give-dialog";
import { useRoles } from "./queries";
import { nounOf, type RoleRights } from "./role-rights";
import type { RoleActions } from "./role-actions";
import { useSearchState } from "./use-search-state";

interface RoleListProps {
  scope: Scope;
  /** What came with the document; null where it could not be read. */
  first: PolicyMessage[] | null;
  rights: RoleRights;
  actions: RoleActions;
}

const TABLE_ID = "roles";
const NAMES = ["q", "origin", "given"] as const;

/** The roles of an organisation, or the policies of a project: what they are and who has them. */
export function RoleList({ scope, first, rights, actions }: RoleListProps) {
  const t = useTranslations("roles");
  const noun = nounOf(scope);
  const { data, error, refetch, isFetching, isPending } = useRoles(scope, first ?? undefined);
  const { values, change, clear, isSet } = useSearchState(NAMES);
  const [giving, setGiving] = useState<PolicyMessage | null>(null);
  const columns = useRoleColumns(scope);
  const roles = data ?? [];
  const shown = roles.filter((role) => matches(role, values));

  function menuOf(role: PolicyMessage): MenuGroup[] {
    if (!rights.bind) return [];
    const give = { id: "give", label: t("detail.give"), icon: <UserPlus aria-hidden />, onAction: () => setGiving(role) };
    return [{ id: "acts", entries: [give] }];
  }

  if (error && data === undefined) {
    return (
      <QueryError
        error={error}
        title={t("list.failed", { noun })}
        kept={t("list.kept")}
        onRetry={() => refetch()}
        isRetrying={isFetching}
      />
    );
  }
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField
          label={t("list.filter")}
          value={values.q}
          onChange={(q) => change({ q }, true)}
          className="w-65 max-sm:w-full"
        />
        <FilterChip
          label={t("list.filterOrigin")}
          icon={<ShieldCheck aria-hidden />}
          options={[
            { value: "builtIn", label: t("list.builtIn") },
            { value: "own", label: t(noun === "role" ? "list.own" : "list.ownProject") },
          ]}
          selected={listOf(values.origin)}
          onChange={(origin) => change({ origin: origin.join(",") })}
        />
        <FilterChip
          label={t("list.filterGiven")}
          icon={<Waypoints aria-hidden />}
          options={[
            { value: "yes", label: t("list.someone") },
            { value: "no", label: t("list.noOne") },
          ]}
          selected={listOf(values.given)}
          onChange={(given) => change({ given: given.join(",") })}
        />
        <span role="status" className="ml-auto text-control text-ink-muted">
          {useCount(noun, shown.length, data?.length, isSet)}
        </span>
      </div>
      <DataTable
        id={TABLE_ID}
        label={t(`title.${noun}`)}
        columns={columns}
        rows={shown}
        rowKey={({ identity }) => identity}
        rowName={({ name }) => name}
        rowHref={({ identity }) => roleAddress(scope, identity)}
        rowDetail={({ description }) => description}
        rowMenu={rights.bind ? menuOf : undefined}
        isLoading={isPending}
        empty={
          <EmptyState
            icon={<SearchX />}
            title={t("list.noMatchTitle")}
            action={<Button onPress={clear}>{t("list.clear")}</Button>}
          >
            {t("list.noMatchText")}
          </EmptyState>
        }
      />
      {giving ? (
        <GiveDialog role={giving} scope={scope} actions={actions} onClose={() => setGiving(null)} />
      ) : null}
    </>
  );
}

const listOf = (text: string) => text.split(",").filter(Boolean);

function matches(role: PolicyMessage, { q, origin, given }: Record<(typeof NAMES)[number], string>): boolean {
  const text = `${role.name} ${role.description} ${role.slug} ${role.identity}`.toLowerCase();
  const [origins, givens] = [listOf(origin), listOf(given)];
  if (!text.includes(q.trim().toLowerCase())) return false;
  if (origins.length > 0 && !origins.includes(role.system ? "builtIn" : "own")) return false;
  return givens.length === 0 || givens.includes(role.bindings.length > 0 ? "yes" : "no");
}

function useCount(noun: "role" | "policy", matching: number, total: number | undefined, isFiltering: boolean): string {
  const t = useTranslations("roles");
  const number = useNumberFormat();
  if (total === undefined) return "";
  const all = t(noun === "role" ? "list.count" : "list.countPolicy", { count: total });
  return isFiltering ? t("list.countOf", { matching: number(matching), total: all }) : all;
}

function useRoleColumns({ project }: Scope): readonly TableColumn<PolicyMessage>[] {
  const t = useTranslations("roles");
  return useMemo(
    () => [
      { id: "name", header: t("list.name"), cell: ({ name }) => name },
      {
        id: "origin",
        header: t("list.origin"),
        cell: ({ system }) =>
          system ? t("list.readOnly") : t(project === null ? "list.own" : "list.ownProject"),
        width: "172px",
        hideBelow: "md",
      },
      {
        id: "rules",
        header: t("list.rules"),
        cell: ({ rules }) => (
          <>
            <span className="max-sm:hidden">{rules.length}</span>
            <span className="sm:hidden">{t("list.ruleCount", { count: rules.length })}</span>
          </>
        ),
        align: "end",
        width: "76px",
      },
      {
        id: "given",
        header: t("list.given"),
        cell: ({ bindings }) => <GivenTo bindings={bindings} />,
        width: "32%",
      },
      {
        id: "changed",
        header: t("list.changed"),
        cell: ({ system, updatedAt }) => (system ? "–" : <RelativeTime value={updatedAt} isFocusable={false} />),
        width: "132px",
        hideBelow: "lg",
        card: "hidden",
      },
    ],
    [t, project],
  );
}

const NAMES_MAX = 2;

/** The first who have it, and how many more. */
function GivenTo({ bindings }: { bindings: PolicyMessage["bindings"] }) {
  const t = useTranslations("roles");
  const names = bindings.map(({ user, team, serviceAccount }) => (user ?? team ?? serviceAccount)?.name ?? "–");
  if (names.length === 0) return <span className="text-ink-faint">{t("list.nobody")}</span>;
  if (names.length <= NAMES_MAX) return names.join(", ");
  return t("list.others", { names: names.slice(0, NAMES_MAX).join(", "), count: names.length - NAMES_MAX });
}
