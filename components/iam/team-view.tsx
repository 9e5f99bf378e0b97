"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { TeamDetail } from "@/lib/contract/console";
import type { Description } from "../labels/described-fields";
import { useRights } from "../layout/organisation-context";
import { type Scope, scopedAddress } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { dayWords } from "../ui/time-words";
import { DescribedHeader } from "./described-header";
import type { TeamActions } from "./team-actions";
import { TeamMembers } from "./team-members";

type Actions = Omit<TeamActions, "createTeam">;

interface TeamViewProps {
  scope: Scope;
  first: TeamDetail;
  actions: Actions;
}

/** A team's page: what it is called, who is in it, which roles it gives. */
export function TeamView({ scope, first, actions }: TeamViewProps) {
  const t = useTranslations("access");
  const query = useConsoleRead(scope, `teams/${encodeURIComponent(first.identity)}`, first);
  const team = query.data ?? first;
  return (
    <>
      <TeamHeader of={team} scope={scope} actions={actions} />
      {query.error ? (
        <QueryError
          error={query.error}
          title={t("list.stale")}
          kept={t("list.kept")}
          onRetry={() => query.refetch()}
          isRetrying={query.isFetching}
          className="mb-4"
        />
      ) : null}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(280px,1fr)]">
        <TeamMembers of={team} scope={scope} actions={actions} />
        <TeamRoles of={team} />
      </div>
    </>
  );
}

function TeamRoles({ of }: { of: TeamDetail }) {
  const t = useTranslations("access");
  const { roles } = of;
  return (
    <Panel title={t("teams.rolesTitle")} aside={roles?.length} isFlush>
      {roles === null || roles.length === 0 ? (
        <p className="p-4 text-ink-muted">{t(roles === null ? "teams.rolesHidden" : "teams.rolesNone")}</p>
      ) : (
        <ul className="divide-y divide-line">
          {roles.map(({ binding, name, expiresAt }) => (
            <li key={binding} className="flex items-center justify-between gap-3 px-4 py-2.5 text-control">
              <span className="min-w-0 break-words">{name}</span>
              {expiresAt === null ? null : (
                <span className="shrink-0 text-ink-muted">
                  {t("teams.until", { day: dayWords(Date.parse(expiresAt)) })}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function TeamHeader({ of, scope, actions }: { of: TeamDetail; scope: Scope; actions: Actions }) {
  const t = useTranslations("access");
  const may = useRights();
  const router = useRouter();
  const { runOrExplain } = useConsoleChange(scope);
  const place = { ...scope, object: of.identity };
  const editing = {
    label: t("teams.edit"),
    title: t("teams.editTitle", { name: of.name }),
    nameHelp: t("teams.nameHelp"),
    descriptionHelp: t("teams.descriptionHelp"),
    labelsHelp: t("teams.labelsHelp"),
    save: (request: Description) =>
      runOrExplain(
        () => actions.updateTeam(place, request),
        ({ name }) => notify({ title: t("teams.changed", { name }) }),
      ),
  };
  const ending = {
    label: t("teams.delete"),
    title: t("teams.deleteTitle", { name: of.name }),
    text: (
      <>
        <p>{t("teams.deleteText", { count: of.members.length })}</p>
        <p className="mt-2">
          {of.roles === null ? null : t("teams.deleteRoles", { count: of.roles.length })} {t("teams.deleteReturn")}
        </p>
      </>
    ),
    end: () =>
      runOrExplain(
        () => actions.deleteTeam(place),
        () => {
          notify({ title: t("teams.deleted", { name: of.name }), detail: t("teams.deletedDetail") });
          router.push(scopedAddress(scope, "/access/teams"));
        },
        true,
      ),
  };
  return (
    <DescribedHeader
      of={of}
      identityLabel={t("teams.identity")}
      editing={may("team:update") ? editing : null}
      ending={may("team:delete") ? ending : null}
    />
  );
}
