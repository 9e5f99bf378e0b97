"use client";

import { Undo2, UserPlus, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { BindingMessage, PolicyMessage } from "@/lib/contract/access";
import type { Grantee } from "@/lib/contract/grantee";
import { byName } from "../iam/arrange-rows";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { IconButton } from "../ui/icon-button";
import { useNow } from "../ui/now";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";
import { GranteeIcon } from "./grantee-picker";
import { type RoleActions, subjectField } from "./role-actions";
import { nounOf, type RoleRights } from "./role-rights";

interface BindingListProps {
  role: PolicyMessage;
  scope: Scope;
  rights: RoleRights;
  actions: Pick<RoleActions, "createBinding" | "deleteBinding">;
  onGive: () => void;
}

/** Whom a binding names; null where it is gone. */
export function granteeOf({ user, team, serviceAccount }: BindingMessage): Grantee | null {
  if (user !== null) return { kind: "user", identity: user.subject, name: user.name, detail: user.email };
  const [kind, named] = team === null ? (["service_account", serviceAccount] as const) : (["team", team] as const);
  return named === null ? null : { kind, identity: named.identity, name: named.name, detail: named.slug };
}

/** Who has a role; taking it back happens at once and can be undone. */
export function BindingList({ role, scope, rights, actions, onGive }: BindingListProps) {
  const t = useTranslations("roles");
  const { runAndTell } = useConsoleChange(scope);
  const place = { ...scope, policy: role.identity };
  // Whose account is gone stands at the end.
  const named = role.bindings.map((binding) => ({ binding, name: granteeOf(binding)?.name ?? "\uffff" }));
  const bindings = named.sort(byName).map(({ binding }) => binding);

  function takeBack(binding: BindingMessage) {
    const grantee = granteeOf(binding);
    const name = grantee?.name ?? t("detail.gone");
    const { scopes, replicateToChildren, expiresAt } = binding;
    const again = { name: binding.name, scopes, replicateToChildren, expiresAt };
    const restore = () =>
      runAndTell(
        () => actions.createBinding(place, { ...again, ...subjectField(grantee ?? { kind: "user", identity: "" }) }),
        () => ({ title: t("detail.givenAgain", { name, role: role.name }) }),
      );
    void runAndTell(
      () => actions.deleteBinding({ ...place, binding: binding.identity }),
      () => ({
        title: t("detail.takenBack", { name, role: role.name }),
        undo: grantee === null || !rights.bind ? undefined : () => void restore(),
      }),
    );
  }

  return (
    <Panel title={t("detail.who")} isFlush aside={role.bindings.length || null}>
      {role.bindings.length === 0 ? (
        <EmptyState
          icon={<UsersRound />}
          title={t("detail.whoNone")}
          action={
            rights.bind ? (
              <Button icon={<UserPlus aria-hidden />} onPress={onGive}>
                {t("detail.give")}
              </Button>
            ) : null
          }
        >
          {t("detail.whoNoneText", { noun: t(`noun.${nounOf(scope)}`) })}
        </EmptyState>
      ) : (
        <ul aria-label={t("detail.who")}>
          {bindings.map((binding) => (
            <BindingRow
              key={binding.identity}
              binding={binding}
              onTakeBack={rights.unbind ? () => takeBack(binding) : null}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function BindingRow({ binding, onTakeBack }: { binding: BindingMessage; onTakeBack: (() => void) | null }) {
  const t = useTranslations("roles");
  const now = useNow();
  const grantee = granteeOf(binding);
  const { expiresAt, replicateToChildren, scopes } = binding;
  const name = grantee?.name ?? t("detail.gone");
  const when = () => <RelativeTime value={expiresAt ?? ""} />;
  return (
    <li className="flex items-center gap-3 border-line border-b px-4 py-2 last:border-b-0">
      <GranteeIcon kind={grantee?.kind ?? "user"} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-control">{name}</p>
        <p className="break-words text-caption text-ink-muted">
          {grantee ? `${t(`detail.kind.${grantee.kind}`)} · ${grantee.detail}` : binding.identity}
        </p>
        {expiresAt === null && !replicateToChildren && scopes.length === 0 ? null : (
          <p className="text-caption text-ink-muted">
            {expiresAt === null
              ? null
              : t.rich(Date.parse(expiresAt) > now ? "detail.expires" : "detail.expired", { when })}{" "}
            {replicateToChildren ? t("detail.below") : null}{" "}
            {scopes.length > 0 ? t("detail.scopes", { scopes: scopes.join(", ") }) : null}
          </p>
        )}
      </div>
      {onTakeBack ? (
        <IconButton
          label={`${t("detail.takeBack")}: ${name}`}
          icon={<Undo2 aria-hidden />}
          onPress={onTakeBack}
          className="-mr-2"
        />
      ) : null}
    </li>
  );
}
