"use client";

import { Plus, UsersRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { TeamMessage } from "@/lib/contract/access";
import { useRights } from "../layout/organisation-context";
import { type Scope, scopedAddress } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { notify } from "../ui/notify";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import type { TableColumn } from "../ui/table-column";
import { AccessFrame } from "./access-frame";
import { AccessList } from "./access-list";
import type { RowOrder } from "./arrange-rows";
import { DescribeDialog } from "./describe-dialog";
import type { TeamActions } from "./team-actions";

interface TeamListProps {
  scope: Scope;
  first: TeamMessage[];
  actions: Pick<TeamActions, "createTeam">;
}

const ORDER: RowOrder<TeamMessage> = {
  text: ({ name, slug, description, members }) =>
    [name, slug, description, ...members.flatMap((member) => [member.name, member.email])].join(" "),
  sorts: {
    name: ({ name }) => name,
    members: ({ members }) => members.length,
    created: ({ createdAt }) => createdAt,
  },
};

/** Address of a team's page. */
export function teamAddress(scope: Scope, slug: string): string {
  return scopedAddress(scope, `/access/teams/${encodeURIComponent(slug)}`);
}

/** The organisation's teams. */
export function TeamList({ scope, first, actions }: TeamListProps) {
  const t = useTranslations("access");
  const query = useConsoleRead(scope, "teams", first);
  const columns = useTeamColumns();
  const search = useListSearch("name");
  const mayCreate = useRights()("team:create");
  const [isCreating, setCreating] = useState(false);
  const isEmpty = query.data?.length === 0;
  const create = (label: string) => (
    <Button tone="primary" icon={<Plus aria-hidden />} onPress={() => setCreating(true)}>
      {label}
    </Button>
  );
  return (
    <AccessFrame
      scope={scope}
      current="teams"
      // An empty list has this step in its middle.
      actions={mayCreate && !isEmpty ? create(t("teams.create")) : null}
    >
      <AccessList
        id="teams"
        label={t("tab.teams")}
        query={query}
        columns={columns}
        rowKey={({ identity }) => identity}
        rowName={({ name }) => name}
        rowHref={({ slug }) => teamAddress(scope, slug)}
        rowDetail={({ description }) => description}
        search={search}
        order={ORDER}
        filterLabel={t("teams.filter")}
        countWords={(count) => t("teams.count", { count })}
        empty={
          <EmptyState
            icon={<UsersRound />}
            title={t("teams.empty")}
            action={mayCreate ? create(t("teams.createFirst")) : null}
          >
            {t("teams.emptyText")}
          </EmptyState>
        }
      />
      {isCreating ? (
        <CreateTeamDialog scope={scope} createTeam={actions.createTeam} onClose={() => setCreating(false)} />
      ) : null}
    </AccessFrame>
  );
}

interface CreateTeamDialogProps {
  scope: Scope;
  createTeam: TeamActions["createTeam"];
  onClose: () => void;
}

function CreateTeamDialog({ scope, createTeam, onClose }: CreateTeamDialogProps) {
  const t = useTranslations("access");
  const router = useRouter();
  const { runOrExplain } = useConsoleChange(scope);
  return (
    <DescribeDialog
      title={t("teams.create")}
      submitLabel={t("teams.create")}
      nameHelp={t("teams.nameHelp")}
      descriptionHelp={t("teams.descriptionHelp")}
      labelsHelp={t("teams.labelsHelp")}
      onClose={onClose}
      onSubmit={(request) =>
        runOrExplain(
          () => createTeam(scope, request),
          ({ name, slug }) => {
            notify({ title: t("teams.created", { name }), detail: t("teams.createdDetail") });
            onClose();
            router.push(teamAddress(scope, slug));
          },
        )
      }
    />
  );
}

function useTeamColumns(): readonly TableColumn<TeamMessage>[] {
  const t = useTranslations("access");
  const number = useNumberFormat();
  return useMemo(
    () => [
      { id: "name", header: t("teams.column.name"), cell: ({ name }) => name, sortKey: "name" },
      {
        id: "members",
        header: t("teams.column.members"),
        cell: ({ members }) => (
          <>
            <span className="text-ink sm:hidden">{t("members.count", { count: members.length })}</span>
            <span className="text-ink max-sm:hidden">{number(members.length)}</span>
          </>
        ),
        sortKey: "members",
        align: "end",
        width: "108px",
        card: "status",
      },
      {
        id: "who",
        header: t("teams.column.who"),
        cell: ({ members }) => {
          const names = members.map(({ name }) => name).join(", ");
          return <span title={names}>{names}</span>;
        },
        width: "36%",
        hideBelow: "md",
        isOptional: true,
      },
      {
        id: "created",
        header: t("teams.column.created"),
        cell: ({ createdAt }) => <RelativeTime value={createdAt} look="day" isFocusable={false} />,
        sortKey: "created",
        width: "132px",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
    ],
    [t, number],
  );
}
