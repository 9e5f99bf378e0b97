"use client";

import { ChevronDown, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ServiceAccountDetail } from "@/lib/contract/console";
import { DescribeDialog } from "../iam/describe-dialog";
import { LabelBadge } from "../labels/label-badge";
import { useRights } from "../layout/organisation-context";
import { type Scope, scopedAddress } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { Button } from "../ui/button";
import { CodeSamples } from "../ui/code-block";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Identifier } from "../ui/identifier";
import { Menu } from "../ui/menu";
import { notify } from "../ui/notify";
import { PageHeader } from "../ui/page-header";
import { AccountIdentities } from "./account-identities";
import { AccountRoles } from "./account-roles";
import type { ServiceAccountActions } from "./credential-actions";
import { CredentialPanel } from "./credential-panel";
import { clientCredentialsScript } from "./token-script";

type Actions = Omit<ServiceAccountActions, "createServiceAccount">;

interface ServiceAccountViewProps {
  scope: Scope;
  first: ServiceAccountDetail;
  actions: Actions;
  /** Origin of the API. */
  origin: string;
}

/** A service account's page: what opens it, what it may do, and how a program uses it. */
export function ServiceAccountView({ scope, first, actions, origin }: ServiceAccountViewProps) {
  const t = useTranslations("credentials");
  const tAccess = useTranslations("access");
  const [isEnding, setEnding] = useState(false);
  const path = `service-accounts/${encodeURIComponent(first.identity)}`;
  const query = useConsoleRead(scope, path, first, !isEnding);
  const account = query.data ?? first;
  return (
    <>
      <AccountHeader of={account} scope={scope} actions={actions} onEnding={setEnding} />
      {query.error ? (
        <QueryError
          error={query.error}
          title={tAccess("list.stale")}
          kept={tAccess("list.kept")}
          onRetry={() => query.refetch()}
          isRetrying={query.isFetching}
          className="mb-4"
        />
      ) : null}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(300px,1fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <CredentialPanel of={account} scope={scope} origin={origin} actions={actions} />
          <AccountIdentities of={account} scope={scope} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <AccountRoles of={account} scope={scope} />
          <CodeSamples
            title={t("use.title")}
            label={t("use.title")}
            samples={[
              {
                id: "curl",
                label: "curl",
                language: "shell",
                code: clientCredentialsScript({ origin, organisation: scope.organisation, accessKey: "$ACCESS_KEY" }),
              },
            ]}
          />
        </div>
      </div>
    </>
  );
}

interface AccountHeaderProps {
  of: ServiceAccountDetail;
  scope: Scope;
  actions: Actions;
  /** Told that the account is about to be gone, and that it stays after all: the page reads it no more in between. */
  onEnding: (isEnding: boolean) => void;
}

function AccountHeader({ of, scope, actions, onEnding }: AccountHeaderProps) {
  const t = useTranslations("credentials");
  const tUi = useTranslations("ui");
  const may = useRights();
  const router = useRouter();
  const { runOrExplain } = useConsoleChange(scope);
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const place = { ...scope, object: of.identity };
  const close = () => setOpen(null);
  const live = of.accessCredentials.filter(({ revokedAt }) => revokedAt === null).length + of.identities.length;

  async function remove() {
    onEnding(true);
    const refusal = await runOrExplain(
      () => actions.deleteServiceAccount(place),
      () => {
        notify({ title: t("account.deleted", { name: of.name }), detail: t("account.deletedDetail") });
        router.push(scopedAddress(scope, "/access/service-accounts"));
      },
    );
    if (refusal !== null) onEnding(false);
    return refusal;
  }

  return (
    <>
      <PageHeader
        title={of.name}
        lead={of.description}
        facts={
          <>
            <Identifier value={of.identity} label={t("account.identity")} isFull />
            {Object.entries(of.labels).map(([name, value]) => (
              <LabelBadge key={name} name={name} value={value} />
            ))}
          </>
        }
        actions={
          <>
            {may("service_account:update") ? (
              <Button icon={<Pencil aria-hidden />} onPress={() => setOpen("edit")}>
                {t("edit")}
              </Button>
            ) : null}
            {may("service_account:delete") ? (
              <Menu
                label={tUi("more")}
                groups={[
                  {
                    id: "end",
                    entries: [
                      {
                        id: "delete",
                        label: t("account.delete"),
                        icon: <Trash2 aria-hidden />,
                        isDangerous: true,
                        onAction: () => setOpen("delete"),
                      },
                    ],
                  },
                ]}
                trigger={
                  <Button>
                    {tUi("more")}
                    <ChevronDown aria-hidden />
                  </Button>
                }
              />
            ) : null}
          </>
        }
      />
      {open === "edit" ? (
        <DescribeDialog
          title={t("account.editTitle", { name: of.name })}
          submitLabel={tUi("save")}
          initial={of}
          nameHelp={t("account.nameHelp")}
          descriptionHelp={t("account.descriptionHelp")}
          labelsHelp={t("account.labelsHelp")}
          onClose={close}
          onSubmit={(request) =>
            runOrExplain(
              () => actions.updateServiceAccount(place, request),
              ({ name }) => {
                notify({ title: t("account.changed", { name }) });
                close();
              },
            )
          }
        />
      ) : null}
      <ConfirmDialog
        isOpen={open === "delete"}
        onOpenChange={close}
        title={t("account.deleteTitle", { name: of.name })}
        confirmLabel={t("account.delete")}
        name={of.name}
        isDangerous
        onConfirm={remove}
      >
        <p>{t("account.deleteText")}</p>
        <p className="mt-2">{t("account.deleteLoses", { credentials: live, roles: of.roles?.length ?? 0 })}</p>
      </ConfirmDialog>
    </>
  );
}
