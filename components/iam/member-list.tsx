"use client";

import { Plus, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { MemberRow } from "@/lib/contract/console";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleRead } from "../query/use-console-read";
import { useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { AccessFrame } from "./access-frame";
import { AccessList } from "./access-list";
import { AddMemberDialog } from "./add-member-dialog";
import type { RowOrder } from "./arrange-rows";
import type { MemberActions } from "./member-actions";
import { useMemberColumns } from "./member-columns";
import { type MemberDialog, MemberDialogs } from "./member-dialogs";
import { useMemberMenu } from "./use-member-menu";

const ORDER: RowOrder<MemberRow> = {
  text: ({ user, roles, teams }) =>
    [user.name, user.email, ...(roles ?? []), ...teams]
      .map((part) => (typeof part === "string" ? part : part.name))
      .join(" "),
  sorts: {
    name: ({ user }) => user.name,
    role: ({ role }) => (role === "OWNER" ? 0 : 1),
    since: ({ createdAt }) => createdAt,
  },
};

/** Who belongs to the organisation. */
export function MemberList({ scope, first, actions }: { scope: Scope; first: MemberRow[]; actions: MemberActions }) {
  const t = useTranslations("access");
  const query = useConsoleRead(scope, "members", first);
  const columns = useMemberColumns();
  const search = useListSearch("name");
  const may = useRights();
  const [isAdding, setAdding] = useState(false);
  const [open, setOpen] = useState<MemberDialog | null>(null);
  const rowMenu = useMemberMenu(scope, actions, setOpen);
  return (
    <AccessFrame
      scope={scope}
      current="members"
      actions={
        may("membership:create") ? (
          <Button tone="primary" icon={<Plus aria-hidden />} onPress={() => setAdding(true)}>
            {t("members.add")}
          </Button>
        ) : null
      }
    >
      <AccessList
        id="members"
        label={t("tab.members")}
        query={query}
        columns={columns}
        rowKey={({ identity }) => identity}
        rowName={({ user }) => user.name}
        rowDetail={({ user }) => user.email}
        rowMenu={rowMenu}
        search={search}
        order={ORDER}
        filterLabel={t("members.filter")}
        countWords={(count) => t("members.count", { count })}
        empty={
          <EmptyState icon={<UsersRound />} title={t("members.empty")}>
            {t("members.emptyText")}
          </EmptyState>
        }
      />
      {isAdding ? (
        <AddMemberDialog scope={scope} addMember={actions.addMember} onClose={() => setAdding(false)} />
      ) : null}
      <MemberDialogs scope={scope} open={open} actions={actions} onClose={() => setOpen(null)} />
    </AccessFrame>
  );
}
