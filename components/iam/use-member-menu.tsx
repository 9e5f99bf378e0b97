"use client";

import { Crown, Eye, KeyRound, UserMinus, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { MemberRow } from "@/lib/contract/console";
import { useOrganisation, useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import type { MenuEntry, MenuGroup } from "../ui/menu-entry";
import type { MemberActions } from "./member-actions";
import type { MemberDialog } from "./member-dialogs";

/** The menu at the end of a member's row: what the person at the page may do. */
export function useMemberMenu(
  scope: Scope,
  actions: MemberActions,
  open: (dialog: MemberDialog) => void,
): (member: MemberRow) => readonly MenuGroup[] {
  const t = useTranslations("access");
  const may = useRights();
  const isOwner = useOrganisation().organisation.role === "OWNER";
  const { runAndTell } = useConsoleChange(scope);

  function changeRole(
    { identity, user }: Pick<MemberRow, "identity" | "user">,
    role: MemberRow["role"],
    back?: MemberRow["role"],
  ): void {
    void runAndTell(
      () => actions.changeMemberRole({ ...scope, object: identity }, { role }),
      () => ({
        title: t(`members.nowRole.${role}`, { name: user.name }),
        detail: t(`members.nowRoleDetail.${role}`),
        undo: back && (() => changeRole({ identity, user }, back)),
      }),
    );
  }

  return (member) => {
    const other = member.role === "OWNER" ? "MEMBER" : "OWNER";
    const change: MenuEntry[] = [
      {
        id: "role",
        label: t(`members.make.${other}`),
        icon: other === "OWNER" ? <Crown aria-hidden /> : <UserRound aria-hidden />,
        onAction: () => changeRole(member, other, member.role),
      },
      {
        id: "link",
        label: t(member.acceptedAt === null ? "members.inviteAgain" : "members.makeLink"),
        icon: <KeyRound aria-hidden />,
        onAction: () => open({ kind: "link", member }),
      },
    ];
    const remove: MenuEntry = {
      id: "remove",
      label: t("members.remove"),
      icon: <UserMinus aria-hidden />,
      isDangerous: true,
      onAction: () => open({ kind: "remove", member }),
    };
    const mayRemove = may("membership:delete") && (isOwner || member.role === "MEMBER");
    return [
      {
        id: "look",
        entries: [
          {
            id: "rights",
            label: t("members.rights"),
            icon: <Eye aria-hidden />,
            onAction: () => open({ kind: "rights", member }),
          },
        ],
      },
      ...(isOwner ? [{ id: "change", entries: change }] : []),
      ...(mayRemove ? [{ id: "end", entries: [remove] }] : []),
    ];
  };
}
