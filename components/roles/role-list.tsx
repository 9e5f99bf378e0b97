"use client";

import { ShieldCheck, UserPlus, UsersRound, Waypoints } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { PolicyMessage } from "@/lib/contract/access";
import { AccessFrame } from "../iam/access-frame";
import { AccessList, type ListFilter } from "../iam/access-list";
import type { RowOrder } from "../iam/arrange-rows";
import type { Scope } from "../layout/scope";
import { type ListSearch, useListSearch } from "../query/use-list-search";
import { EmptyState } from "../ui/empty-state";
import { FilterChip } from "../ui/filter-chip";
import type { MenuGroup } from "../ui/menu-entry";
import { RelativeTime } from "../ui/relative-time";
import type { TableColumn } from "../ui/table-column";
import { roleAddress } from "./addresses";
import { granteeOf } from "./binding-list";
import { CreateRoleButton } from "./create-role-button";
import { GiveDialog } from "./give-dialog";
import { useRoles } from "./queries";
import type { RoleActions } from "./role-actions";
import { nounOf, type RoleRights } from "./role-rights";

interface RoleListProps {
  scope: Scope;
  first: PolicyMessage[];
  rights: RoleRights;
  actions: RoleActions;
}

const ORDER: RowOrder<PolicyMessage> = {
  text: ({ name, slug, identity, description, bindings }) =>
    [name, slug, identity, description, ...bindings.map((binding) => granteeOf(binding)?.name)].join(" "),
  sorts: {
    name: ({ name }) => name,
    rules: ({ rules }) => rules.length,
    given: ({ bindings }) => bindings.length,
    changed: ({ system, updatedAt }) => (system ? null : updatedAt),
  },
};

/** As the server has them: built-in ones first. */
const SORT_DEFAULT = "built-in";

/** The roles of an organisation, or the policies of a project: what they are and who has them. */
export function RoleList({ scope, first, rights, actions }: RoleListProps) {
  const t = useTranslations("roles");
  const noun = nounOf(scope);
  const search = useListSearch(SORT_DEFAULT);
  const [giving, setGiving] = useState<PolicyMessage | null>(null);

  function menuOf(role: PolicyMessage): MenuGroup[] {
    const onAction = () => setGiving(role);
    const give = { id: "give", label: t("detail.give"), icon: <UserPlus aria-hidden />, onAction };
    return [{ id: "acts", entries: [give] }];
  }

  return (
    <AccessFrame
      scope={scope}
      current="roles"
      lead={t(`lead.${noun}`)}
      actions={rights.create ? <CreateRoleButton scope={scope} actions={actions} /> : null}
    >
      <AccessList
        id="roles"
        label={t(`title.${noun}`)}
        query={useRoles(scope, first)}
        columns={useRoleColumns(scope)}
        rowKey={({ identity }) => identity}
        rowName={({ name }) => name}
        rowHref={({ identity }) => roleAddress(scope, identity)}
        rowDetail={({ description }) => description}
        rowMenu={rights.bind ? menuOf : undefined}
        search={search}
        order={ORDER}
        filters={useRoleFilters(scope, search)}
        filterLabel={t("list.filter")}
        countWords={(count) => t(noun === "role" ? "list.count" : "list.countPolicy", { count })}
        empty={
          <EmptyState icon={<UsersRound />} title={t("list.empty", { noun })}>
            {t("list.emptyText")}
          </EmptyState>
        }
      />
      {giving ? <GiveDialog role={giving} scope={scope} actions={actions} onClose={() => setGiving(null)} /> : null}
    </AccessFrame>
  );
}

function useRoleFilters(scope: Scope, search: ListSearch): ListFilter<PolicyMessage>[] {
  const t = useTranslations("roles");
  const own = t(nounOf(scope) === "role" ? "list.own" : "list.ownProject");
  const [origins, givens] = [search.chosen("origin"), search.chosen("given")];
  return [
    {
      id: "origin",
      keeps: ({ system }) => origins.length === 0 || origins.includes(system ? "builtIn" : "own"),
      control: (
        <FilterChip
          label={t("list.origin")}
          icon={<ShieldCheck aria-hidden />}
          options={[
            { value: "builtIn", label: t("list.builtIn") },
            { value: "own", label: own },
          ]}
          selected={origins}
          onChange={(chosen) => search.change({ origin: chosen.join(",") })}
        />
      ),
    },
    {
      id: "given",
      keeps: ({ bindings }) => givens.length === 0 || givens.includes(bindings.length > 0 ? "yes" : "no"),
      control: (
        <FilterChip
          label={t("list.given")}
          icon={<Waypoints aria-hidden />}
          options={[
            { value: "yes", label: t("list.someone") },
            { value: "no", label: t("list.noOne") },
          ]}
          selected={givens}
          onChange={(chosen) => search.change({ given: chosen.join(",") })}
        />
      ),
    },
  ];
}

function useRoleColumns(scope: Scope): readonly TableColumn<PolicyMessage>[] {
  const t = useTranslations("roles");
  const own = t(nounOf(scope) === "role" ? "list.own" : "list.ownProject");
  return useMemo(
    () => [
      { id: "name", header: t("list.name"), cell: ({ name }) => name, sortKey: "name" },
      {
        id: "origin",
        header: t("list.origin"),
        cell: ({ system }) => (system ? t("list.readOnly") : own),
        width: "172px",
        hideBelow: "md",
        isOptional: true,
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
        sortKey: "rules",
        align: "end",
        width: "86px",
      },
      {
        id: "given",
        header: t("list.given"),
        cell: ({ bindings }) => <GivenTo bindings={bindings} />,
        sortKey: "given",
        width: "30%",
      },
      {
        id: "changed",
        header: t("list.changed"),
        cell: ({ system, updatedAt }) => (system ? "–" : <RelativeTime value={updatedAt} isFocusable={false} />),
        sortKey: "changed",
        width: "132px",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
    ],
    [t, own],
  );
}

const NAMES_MAX = 2;

/** The first who have it, and how many more. */
function GivenTo({ bindings }: { bindings: PolicyMessage["bindings"] }) {
  const t = useTranslations("roles");
  const names = bindings.map((binding) => granteeOf(binding)?.name ?? t("detail.gone"));
  if (names.length === 0) return <span className="text-ink-faint">{t("list.nobody")}</span>;
  if (names.length <= NAMES_MAX) return names.join(", ");
  return t("list.others", { names: names.slice(0, NAMES_MAX).join(", "), count: names.length - NAMES_MAX });
}
