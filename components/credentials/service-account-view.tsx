"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ServiceAccountDetail } from "@/lib/contract/console";
import { DescribedHeader } from "../iam/described-header";
import type { Description } from "../labels/described-fields";
import { useRights } from "../layout/organisation-context";
import { type Scope, scopedAddress } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { CodeSamples } from "../ui/code-block";
import { notify } from "../ui/notify";
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
  const path = `service-accounts/${encodeURIComponent(first.identity)}`;
  const query = useConsoleRead(scope, path, first);
  const account = query.data ?? first;
  return (
    <>
      <AccountHeader of={account} scope={scope} actions={actions} />
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
}

function AccountHeader({ of, scope, actions }: AccountHeaderProps) {
  const t = useTranslations("credentials");
  const may = useRights();
  const router = useRouter();
  const { runOrExplain } = useConsoleChange(scope);
  const place = { ...scope, object: of.identity };
  const live = of.accessCredentials.filter(({ revokedAt }) => revokedAt === null).length + of.identities.length;
  const editing = {
    label: t("edit"),
    title: t("account.editTitle", { name: of.name }),
    nameHelp: t("account.nameHelp"),
    descriptionHelp: t("account.descriptionHelp"),
    labelsHelp: t("account.labelsHelp"),
    save: (request: Description) =>
      runOrExplain(
        () => actions.updateServiceAccount(place, request),
        ({ name }) => notify({ title: t("account.changed", { name }) }),
      ),
  };
  const ending = {
    label: t("account.delete"),
    title: t("account.deleteTitle", { name: of.name }),
    text: (
      <>
        <p>{t("account.deleteText")}</p>
        <p className="mt-2">{t("account.deleteLoses", { credentials: live, roles: of.roles?.length ?? 0 })}</p>
      </>
    ),
    end: () =>
      runOrExplain(
        () => actions.deleteServiceAccount(place),
        () => {
          notify({ title: t("account.deleted", { name: of.name }), detail: t("account.deletedDetail") });
          router.push(scopedAddress(scope, "/access/service-accounts"));
        },
        true,
      ),
  };
  return (
    <DescribedHeader
      of={of}
      identityLabel={t("account.identity")}
      editing={may("service_account:update") ? editing : null}
      ending={may("service_account:delete") ? ending : null}
    />
  );
}
