"use client";

import { Plus, UserMinus, UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { TeamMessage } from "@/lib/contract/access";
import type { MemberRow } from "@/lib/contract/console";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { useSubmission } from "../query/use-submission";
import { Button } from "../ui/button";
import { DataTable } from "../ui/data-table";
import { EmptyState } from "../ui/empty-state";
import { FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { Select } from "../ui/select";
import { Skeleton } from "../ui/skeleton";
import type { TableColumn } from "../ui/table-column";
import { byName } from "./arrange-rows";
import type { TeamActions } from "./team-actions";

type Person = TeamMessage["members"][number];

interface TeamMembersProps {
  of: TeamMessage;
  scope: Scope;
  actions: Pick<TeamActions, "addTeamMember" | "removeTeamMember">;
}

/** Who is in a team. Both ways are open at any time, so they happen at once, with "Undo". */
export function TeamMembers({ of, scope, actions }: TeamMembersProps) {
  const t = useTranslations("access");
  const mayChange = useRights()("team:update");
  const [isAdding, setAdding] = useState(false);
  const { takeOut } = useTeamMembership(of, scope, actions);
  const members = useMemo(() => of.members.toSorted(byName), [of.members]);
  const columns = useMemo<readonly TableColumn<Person>[]>(
    () => [{ id: "name", header: t("members.column.name"), cell: ({ name }) => name }],
    [t],
  );
  return (
    <section aria-labelledby="team-members" className="min-w-0">
      <div className="mb-3 flex min-h-control items-center justify-between gap-3">
        <h2 id="team-members" className="text-section">
          {t("teams.membersTitle")}{" "}
          <span className="font-normal text-control text-ink-muted">{of.members.length || null}</span>
        </h2>
        {mayChange && of.members.length > 0 ? <AddButton onPress={() => setAdding(true)} /> : null}
      </div>
      <DataTable
        id="team-members"
        label={t("teams.membersOf", { name: of.name })}
        columns={columns}
        rows={members}
        rowKey={({ subject }) => subject}
        rowName={({ name }) => name}
        rowDetail={({ email }) => email}
        rowMenu={
          mayChange
            ? (person) => [
                {
                  id: "end",
                  entries: [
                    {
                      id: "remove",
                      label: t("teams.removeMember"),
                      icon: <UserMinus aria-hidden />,
                      onAction: () => void takeOut(person),
                    },
                  ],
                },
              ]
            : undefined
        }
        empty={
          <EmptyState
            icon={<UserPlus />}
            title={t("teams.nobody")}
            action={mayChange ? <AddButton onPress={() => setAdding(true)} /> : null}
          >
            {t("teams.nobodyText")}
          </EmptyState>
        }
      />
      {isAdding ? <AddDialog of={of} scope={scope} actions={actions} onClose={() => setAdding(false)} /> : null}
    </section>
  );
}

function AddButton({ onPress }: { onPress: () => void }) {
  const t = useTranslations("access");
  return (
    <Button icon={<Plus aria-hidden />} onPress={onPress}>
      {t("teams.addMember")}
    </Button>
  );
}

function useTeamMembership(of: TeamMessage, scope: Scope, actions: TeamMembersProps["actions"]) {
  const t = useTranslations("access");
  const { runAndTell, runOrExplain } = useConsoleChange(scope);
  const place = { ...scope, object: of.identity };
  const act = {
    put: ({ subject }: Person) => actions.addTeamMember(place, { userIdentity: subject }),
    take: ({ subject }: Person) => actions.removeTeamMember(place, subject),
  };
  const names = (person: Person) => ({ person: person.name, name: of.name });
  const isIn = (person: Person) => ({
    title: t("teams.memberAdded", names(person)),
    detail: t("teams.memberAddedDetail"),
  });
  const isOut = (person: Person) => ({
    title: t("teams.memberRemoved", names(person)),
    detail: t("teams.memberRemovedDetail"),
  });
  return {
    runOrExplain,
    act,
    /** What to say once a person is in: with the way back. */
    added: (person: Person) => ({
      ...isIn(person),
      undo: () =>
        void runAndTell(
          () => act.take(person),
          () => isOut(person),
        ),
    }),
    takeOut: (person: Person) =>
      runAndTell(
        () => act.take(person),
        () => ({
          ...isOut(person),
          undo: () =>
            void runAndTell(
              () => act.put(person),
              () => isIn(person),
            ),
        }),
      ),
  };
}

function AddDialog({ of, scope, actions, onClose }: TeamMembersProps & { onClose: () => void }) {
  const t = useTranslations("access");
  const people = useConsoleRead<MemberRow[]>(scope, "members");
  const form = useSubmission(["userIdentity"]);
  const { runOrExplain, act, added } = useTeamMembership(of, scope, actions);
  const [chosen, setChosen] = useState<string | null>(null);
  const others = (people.data ?? [])
    .map(({ user }) => user)
    .filter(({ subject }) => of.members.every((member) => member.subject !== subject))
    .sort((one, other) => one.name.localeCompare(other.name));

  function submit() {
    const person = others.find(({ subject }) => subject === chosen);
    if (!form.check(person ? {} : { userIdentity: t("teams.personMissing") }) || !person) return;
    void form.submit(() =>
      runOrExplain(
        () => act.put(person),
        () => {
          notify(added(person));
          onClose();
        },
      ),
    );
  }

  return (
    <FormDialog
      title={t("teams.addMemberTitle", { name: of.name })}
      submitLabel={t("teams.addMember")}
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      {people.error ? (
        <QueryError error={people.error} onRetry={() => people.refetch()} isRetrying={people.isFetching} />
      ) : people.isPending ? (
        <Skeleton className="h-9 w-full" />
      ) : others.length === 0 ? (
        <p className="text-ink-muted">{t("teams.everybodyIn")}</p>
      ) : (
        <Select
          label={t("teams.person")}
          help={t("teams.personHelp")}
          options={others.map(({ subject, name, email }) => ({ value: subject, label: name, detail: email }))}
          value={chosen}
          onChange={(value) => {
            setChosen(value);
            form.touch();
          }}
          error={form.errors.userIdentity}
        />
      )}
    </FormDialog>
  );
}
