"use client";

import { Crown, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { GivenRole, MemberRow } from "@/lib/contract/console";
import { useOrganisation } from "../layout/organisation-context";
import { RelativeTime } from "../ui/relative-time";
import { Status } from "../ui/status";
import type { TableColumn } from "../ui/table-column";

/** Owner or member, with a sign. */
export function MemberRole({ role }: { role: MemberRow["role"] }) {
  const t = useTranslations("access");
  const isOwner = role === "OWNER";
  return (
    <Status tone="idle" icon={isOwner ? Crown : UserRound} className={isOwner ? "text-accent-text" : undefined}>
      {t(`members.role.${role}`)}
    </Status>
  );
}

/** What bindings give, in words: "auditor, operator in payments". */
export function useRoleWords(): (role: GivenRole) => string {
  const t = useTranslations("access");
  return ({ name, team, project }) => {
    const place = project === null ? name : t("members.inProject", { role: name, project });
    return team === null ? place : t("members.throughTeam", { role: place, team });
  };
}

/** Columns of the list of members. */
export function useMemberColumns(): readonly TableColumn<MemberRow>[] {
  const t = useTranslations("access");
  const { viewer } = useOrganisation();
  const words = useRoleWords();
  const self = viewer.user.identity;
  return useMemo(
    () => [
      {
        id: "name",
        header: t("members.column.name"),
        cell: ({ user, acceptedAt }) => (
          <span className="flex min-w-0 items-baseline">
            <span className="truncate">{user.name}</span>
            {acceptedAt === null ? (
              <span className="ml-2 shrink-0 font-normal text-ink-muted">{t("members.invited")}</span>
            ) : null}
            {user.subject === self ? (
              <span className="ml-2 shrink-0 font-normal text-ink-muted">{t("members.you")}</span>
            ) : null}
          </span>
        ),
        sortKey: "name",
      },
      {
        id: "role",
        header: t("members.column.role"),
        cell: ({ role }) => <MemberRole role={role} />,
        sortKey: "role",
        width: "120px",
        card: "status",
      },
      {
        id: "rights",
        header: t("members.column.rights"),
        cell: ({ role, roles }) => {
          if (role === "OWNER") return <span className="text-ink">{t("members.everything")}</span>;
          if (roles === null) return t("members.hidden");
          const all = roles.map(words).join(", ");
          return all === "" ? t("members.noRights") : <span title={all}>{all}</span>;
        },
        width: "26%",
        isOptional: true,
      },
      {
        id: "teams",
        header: t("members.column.teams"),
        cell: ({ teams }) => {
          const all = teams.map(({ name }) => name).join(", ");
          return all === "" ? t("members.noTeams") : <span title={all}>{all}</span>;
        },
        width: "18%",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
      {
        id: "since",
        header: t("members.column.since"),
        cell: ({ createdAt }) => <RelativeTime value={createdAt} look="day" isFocusable={false} />,
        sortKey: "since",
        width: "132px",
        hideBelow: "xl",
        card: "hidden",
        isOptional: true,
      },
    ],
    [t, self, words],
  );
}
