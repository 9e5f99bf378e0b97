"use client";

import { ChevronDown, Pencil, Trash2, UserPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { PolicyMessage } from "@/lib/contract/access";
import { PageName } from "../layout/page-name";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { useConsoleChange } from "../query/use-console-change";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Identifier } from "../ui/identifier";
import { Menu } from "../ui/menu";
import { notify } from "../ui/notify";
import { PageHeader } from "../ui/page-header";
import { rolesAddress } from "./addresses";
import { BindingList, granteeOf } from "./binding-list";
import { GiveDialog } from "./give-dialog";
import { useRole } from "./queries";
import type { RoleActions } from "./role-actions";
import { RoleDialog } from "./role-dialog";
import { nounOf, type RoleRights } from "./role-rights";
import { RuleList } from "./rule-list";

interface RoleViewProps {
  scope: Scope;
  first: PolicyMessage;
  rights: RoleRights;
  actions: RoleActions;
}

type Open = "give" | "edit" | "delete" | null;

/** A role or policy: its rules, and who has it. */
export function RoleView({ scope, first, rights, actions }: RoleViewProps) {
  const t = useTranslations("roles");
  const noun = nounOf(scope);
  const { data, error, refetch, isFetching } = useRole(scope, first);
  const role = data ?? first;
  const [open, setOpen] = useState<Open>(null);
  const router = useRouter();
  const { runOrExplain } = useConsoleChange(scope);
  const place = { ...scope, policy: role.identity };
  const canChange = !role.system;
  const entries = [
    ...(canChange && rights.update
      ? [{ id: "edit", label: t("detail.edit"), icon: <Pencil aria-hidden />, onAction: () => setOpen("edit") }]
      : []),
    ...(canChange && rights.delete
      ? [
          {
            id: "delete",
            label: t("detail.delete"),
            icon: <Trash2 aria-hidden />,
            isDangerous: true,
            onAction: () => setOpen("delete"),
          },
        ]
      : []),
  ];
  return (
    <>
      <PageName name={role.name} />
      <PageHeader
        title={role.name}
        lead={role.description}
        facts={
          <>
            <Identifier value={role.identity} label={t("detail.identity")} isFull />
            {role.system ? <Badge isText>{t("list.readOnly")}</Badge> : null}
            {role.replicateToChildren ? <Badge isText>{t("detail.below")}</Badge> : null}
          </>
        }
        actions={
          <>
            {rights.bind ? (
              <Button icon={<UserPlus aria-hidden />} onPress={() => setOpen("give")}>
                {t("detail.give")}
              </Button>
            ) : null}
            {entries.length === 0 ? null : (
              <Menu
                label={t("detail.moreActions")}
                groups={[{ id: "acts", entries }]}
                trigger={
                  <Button>
                    {t("detail.more")}
                    <ChevronDown aria-hidden />
                  </Button>
                }
              />
            )}
          </>
        }
      />
      {error ? (
        <div className="mb-4">
          <QueryError error={error} kept={t("list.kept")} onRetry={() => refetch()} isRetrying={isFetching} />
        </div>
      ) : null}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <RuleList role={role} scope={scope} canChange={canChange && rights.update} actions={actions} />
        <BindingList role={role} scope={scope} rights={rights} actions={actions} onGive={() => setOpen("give")} />
      </div>
      {open === "give" ? (
        <GiveDialog role={role} scope={scope} actions={actions} onClose={() => setOpen(null)} />
      ) : null}
      {open === "edit" ? (
        <RoleDialog
          noun={noun}
          of={role}
          onClose={() => setOpen(null)}
          onSave={(request) =>
            runOrExplain(
              () => actions.updatePolicy(place, request),
              ({ name }) => notify({ title: t("form.saved", { name }) }),
            )
          }
        />
      ) : null}
      {open === "delete" ? (
        <ConfirmDialog
          isOpen
          isDangerous
          onOpenChange={() => setOpen(null)}
          title={t("detail.deleteTitle", { name: role.name })}
          confirmLabel={t("detail.deleteConfirm", { noun })}
          name={role.name}
          onConfirm={() =>
            runOrExplain(
              () => actions.deletePolicy(place),
              () => {
                notify({ title: t("form.deleted", { name: role.name }) });
                router.push(rolesAddress(scope));
              },
              true,
            )
          }
        >
          <p>{t("detail.deleteText")}</p>
          <p className="mt-2">
            {t("detail.deleteGiven", {
              count: role.bindings.length,
              names: role.bindings.map((binding) => granteeOf(binding)?.name ?? t("detail.gone")).join(", "),
            })}
          </p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
