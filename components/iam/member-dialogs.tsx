"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { MemberRow } from "@/lib/contract/console";
import { useOrganisation } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Dialog } from "../ui/dialog";
import { FactsList } from "../ui/facts-list";
import { notify } from "../ui/notify";
import { RelativeTime } from "../ui/relative-time";
import type { MemberActions } from "./member-actions";
import { MemberRole, useRoleWords } from "./member-columns";
import { PasswordLinkShown } from "./password-link-shown";

/** What a row's menu opened, and for whom. */
export interface MemberDialog {
  kind: "rights" | "link" | "remove";
  member: MemberRow;
}

interface MemberDialogsProps {
  scope: Scope;
  open: MemberDialog | null;
  actions: MemberActions;
  onClose: () => void;
}

/** What a member's menu opens. */
export function MemberDialogs({ scope, open, actions, onClose }: MemberDialogsProps) {
  if (open === null) return null;
  const { kind, member } = open;
  const place = { ...scope, object: member.identity };
  if (kind === "rights") return <RightsDialog member={member} onClose={onClose} />;
  if (kind === "remove") {
    return <RemoveDialog scope={scope} member={member} onClose={onClose} remove={() => actions.removeMember(place)} />;
  }
  return <LinkDialog scope={scope} member={member} onClose={onClose} make={() => actions.makePasswordLink(place)} />;
}

interface OfMember {
  member: MemberRow;
  onClose: () => void;
}

/** Everything that gives the person rights. */
function RightsDialog({ member, onClose }: OfMember) {
  const t = useTranslations("access");
  const words = useRoleWords();
  const { role, roles, teams, user, createdAt } = member;
  const list = (entries: readonly [id: string, words: string][], none: string) =>
    entries.length === 0 ? none : entries.map(([id, entry]) => <div key={id}>{entry}</div>);
  return (
    <Dialog isOpen onOpenChange={onClose} title={t("members.rightsTitle", { name: user.name })} size="wide">
      <div className="-mx-4">
        <FactsList
          facts={[
            { name: t("members.email"), value: user.email },
            {
              name: t("members.column.role"),
              value: <MemberRole role={role} />,
              help: t(`members.roleDetail.${role}`),
            },
            {
              name: t("members.roles"),
              value:
                roles === null
                  ? t("members.hidden")
                  : list(
                      roles.map((given) => [given.binding, words(given)]),
                      t("members.noRights"),
                    ),
            },
            {
              name: t("members.column.teams"),
              value: list(
                teams.map(({ identity, name }) => [identity, name]),
                t("members.noTeams"),
              ),
            },
            { name: t("members.column.since"), value: <RelativeTime value={createdAt} look="day" /> },
          ]}
        />
      </div>
    </Dialog>
  );
}

function RemoveDialog({
  scope,
  member,
  onClose,
  remove,
}: OfMember & { scope: Scope; remove: () => ReturnType<MemberActions["removeMember"]> }) {
  const t = useTranslations("access");
  const { viewer, organisation } = useOrganisation();
  const { runOrExplain } = useConsoleChange(scope);
  const { name, subject } = member.user;
  const isSelf = subject === viewer.user.identity;
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      onOpenChange={onClose}
      title={isSelf ? t("members.leaveTitle", { organisation: organisation.name }) : t("members.removeTitle", { name })}
      confirmLabel={t(isSelf ? "members.leave" : "members.remove")}
      onConfirm={() =>
        runOrExplain(remove, () => {
          // Nothing of the organisation can be shown any more.
          if (isSelf) return window.location.assign("/");
          notify({ title: t("members.removed", { name }), detail: t("members.removedDetail") });
        })
      }
    >
      <p>{t(isSelf ? "members.leaveText" : "members.removeText", { name })}</p>
      <p className="mt-2">
        {t("members.removeLoses", {
          teams: member.teams.length,
          roles: member.roles?.filter((role) => role.team === null).length ?? 0,
        })}
      </p>
      <p className="mt-2">{t("members.removeReturn")}</p>
    </ConfirmDialog>
  );
}

function LinkDialog({
  scope,
  member,
  onClose,
  make,
}: OfMember & { scope: Scope; make: () => ReturnType<MemberActions["makePasswordLink"]> }) {
  const t = useTranslations("access");
  const { runOrExplain } = useConsoleChange(scope);
  const [passwordLink, setLink] = useState<string | null>(null);
  const { name } = member.user;
  const invites = member.acceptedAt === null;
  if (passwordLink !== null) {
    return <PasswordLinkShown name={name} invites={invites} passwordLink={passwordLink} onClose={onClose} />;
  }
  return (
    <ConfirmDialog
      isOpen
      // Once it is made, the link takes this window's place.
      onOpenChange={(isOpen) => !isOpen && passwordLink === null && onClose()}
      title={t(invites ? "members.inviteAgainTitle" : "members.makeLinkTitle", { name })}
      confirmLabel={t(invites ? "members.inviteAgain" : "members.makeLink")}
      onConfirm={() => runOrExplain(make, (made) => setLink(made.passwordLink))}
    >
      <p>{t(invites ? "members.inviteAgainText" : "members.makeLinkText", { name })}</p>
    </ConfirmDialog>
  );
}
