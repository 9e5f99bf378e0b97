"use client";

import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MemberRow } from "@/lib/contract/console";
import type { Scope } from "../layout/scope";
import { useConsoleRead } from "../query/use-console-read";
import { useListSearch } from "../query/use-list-search";
import { EmptyState } from "../ui/empty-state";
import { AccessFrame } from "./access-frame";
import { AccessList } from "./access-list";
import type { RowOrder } from "./arrange-rows";
import { useMemberColumns } from "./member-columns";

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
export function MemberList({ scope, first }: { scope: Scope; first: MemberRow[] }) {
  const t = useTranslations("access");
  const query = useConsoleRead(scope, "members", first);
  const columns = useMemberColumns();
  const search = useListSearch("name");
  return (
    <AccessFrame scope={scope} current="members">
      <AccessList
        id="members"
        label={t("tab.members")}
        query={query}
        columns={columns}
        rowKey={({ identity }) => identity}
        rowName={({ user }) => user.name}
        rowDetail={({ user }) => user.email}
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
    </AccessFrame>
  );
}
