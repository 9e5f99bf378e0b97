"use client";

import { Plus, ScanFace, ScanSearch } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { Federation } from "@/lib/contract/console";
import type { FederatedIdentityMessage, FederatedIdentityProviderMessage } from "@/lib/contract/federation";
import { federatedIdentityAddress, newTrustAddress } from "../credentials/addresses";
import { Expiry, LastUse } from "../credentials/credential-facts";
import { AccessFrame } from "../iam/access-frame";
import { AccessList } from "../iam/access-list";
import type { RowOrder } from "../iam/arrange-rows";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { Dialog } from "../ui/dialog";
import { EmptyState } from "../ui/empty-state";
import { ButtonLink } from "../ui/link";
import { notify } from "../ui/notify";
import type { TableColumn } from "../ui/table-column";
import { CheckTokenForm } from "./check-token-form";
import type { FederationActions } from "./federation-actions";
import { FederationStatus } from "./federation-status";
import { ProviderPanel } from "./provider-panel";
import { RevokeIdentityDialog } from "./revoke-identity-dialog";
import { useFederationMenus } from "./use-federation-changes";

interface FederationListProps {
  scope: Scope;
  first: Federation;
  actions: Omit<FederationActions, "createProvider" | "createIdentity">;
}

const ORDER: RowOrder<FederatedIdentityMessage> = {
  text: ({ name, slug, provider, serviceAccount, providerSubject }) =>
    [name, slug, provider.name, provider.providerIssuer, serviceAccount.name, providerSubject].join(" "),
  sorts: {
    name: ({ name }) => name,
    account: ({ serviceAccount }) => serviceAccount.name,
    status: ({ status }) => status,
    used: ({ lastUsedAt }) => lastUsedAt,
    expires: ({ expiresAt }) => expiresAt,
  },
};

/** Whose tokens may act as which service account, and the issuers that say so. */
export function FederationList({ scope, first, actions }: FederationListProps) {
  const t = useTranslations("federation");
  const query = useConsoleRead(scope, "federated-identities", first.identities);
  const { data: providers = [] } = useConsoleRead(scope, "federated-identity-providers", first.providers);
  const identities = query.data ?? [];
  const columns = useColumns();
  const search = useListSearch("name");
  const mayCreate = useRights()("federated_identity:create");
  const menuOf = useFederationMenus(scope, actions);
  const [isChecking, setChecking] = useState(false);
  const [revoking, setRevoking] = useState<FederatedIdentityMessage | null>(null);
  const [deleting, setDeleting] = useState<FederatedIdentityProviderMessage | null>(null);
  const isEmpty = providers.length === 0;
  const add = (
    <ButtonLink href={newTrustAddress(scope)} tone="primary" icon={<Plus aria-hidden />}>
      {t("add")}
    </ButtonLink>
  );
  return (
    <AccessFrame
      scope={scope}
      current="federation"
      actions={
        isEmpty ? null : (
          <>
            <Button icon={<ScanSearch aria-hidden />} onPress={() => setChecking(true)}>
              {t("check.open")}
            </Button>
            {mayCreate ? add : null}
          </>
        )
      }
    >
      {isEmpty ? (
        <div className="rounded-panel border border-line bg-surface shadow-panel">
          <EmptyState icon={<ScanFace />} title={t("empty")} action={mayCreate ? add : null}>
            {t("emptyText")}
          </EmptyState>
        </div>
      ) : (
        <div className="flex flex-col gap-6">
          <ProviderPanel
            providers={providers}
            identities={identities}
            menuOf={(provider) => menuOf(provider, () => setDeleting(provider))}
          />
          <div>
            <AccessList
              id="federated-identities"
              label={t("identity.list")}
              query={query}
              columns={columns}
              rowKey={({ identity }) => identity}
              rowName={({ name }) => name}
              rowHref={({ slug }) => federatedIdentityAddress(scope, slug)}
              rowDetail={({ provider, providerSubject }) => `${provider.name}: ${providerSubject}`}
              rowMenu={(row) => menuOf(row, () => setRevoking(row))}
              search={search}
              order={ORDER}
              filterLabel={t("identity.filter")}
              countWords={(count) => t("identity.count", { count })}
              empty={
                <EmptyState icon={<ScanFace />} title={t("identity.empty")} action={mayCreate ? add : null}>
                  {t("identity.emptyText")}
                </EmptyState>
              }
            />
          </div>
        </div>
      )}
      <Dialog isOpen={isChecking} onOpenChange={setChecking} title={t("check.title")} size="wide">
        <CheckTokenForm scope={scope} checkToken={actions.checkToken} />
      </Dialog>
      {revoking === null ? null : (
        <RevokeIdentityDialog
          scope={scope}
          of={revoking}
          deleteIdentity={actions.deleteIdentity}
          onClose={() => setRevoking(null)}
          onDone={() => setRevoking(null)}
        />
      )}
      {deleting === null ? null : (
        <DeleteProviderDialog
          scope={scope}
          of={deleting}
          count={identities.filter(({ provider }) => provider.identity === deleting.identity).length}
          deleteProvider={actions.deleteProvider}
          onClose={() => setDeleting(null)}
        />
      )}
    </AccessFrame>
  );
}

interface DeleteProviderDialogProps {
  scope: Scope;
  of: FederatedIdentityProviderMessage;
  /** How many identities go with it. */
  count: number;
  deleteProvider: FederationActions["deleteProvider"];
  onClose: () => void;
}

function DeleteProviderDialog({ scope, of, count, deleteProvider, onClose }: DeleteProviderDialogProps) {
  const t = useTranslations("federation");
  const { runOrExplain } = useConsoleChange(scope);
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t("provider.deleteTitle", { name: of.name })}
      confirmLabel={t("provider.delete")}
      name={of.name}
      isDangerous
      onConfirm={() =>
        runOrExplain(
          () => deleteProvider({ ...scope, object: of.identity }),
          () => notify({ title: t("provider.deleted", { name: of.name }), detail: t("provider.deletedDetail") }),
        )
      }
    >
      <p>{t("provider.deleteText", { issuer: of.providerIssuer })}</p>
      <p className="mt-2">{t("provider.deleteLoses", { count })}</p>
    </ConfirmDialog>
  );
}

function useColumns(): readonly TableColumn<FederatedIdentityMessage>[] {
  const t = useTranslations("federation");
  const tCredentials = useTranslations("credentials");
  return useMemo(
    () => [
      { id: "name", header: t("identity.column.name"), cell: ({ name }) => name, sortKey: "name" },
      {
        id: "account",
        header: t("identity.column.account"),
        cell: ({ serviceAccount }) => serviceAccount.name,
        sortKey: "account",
        width: "180px",
        hideBelow: "md",
      },
      {
        id: "status",
        header: t("identity.column.status"),
        cell: ({ status }) => <FederationStatus status={status} />,
        sortKey: "status",
        width: "112px",
        card: "status",
      },
      {
        id: "used",
        header: tCredentials("column.used"),
        cell: ({ lastUsedAt }) => <LastUse value={lastUsedAt} isFocusable={false} />,
        sortKey: "used",
        width: "128px",
        hideBelow: "lg",
      },
      {
        id: "expires",
        header: tCredentials("column.expires"),
        cell: ({ expiresAt }) => <Expiry value={expiresAt} isFocusable={false} />,
        sortKey: "expires",
        width: "132px",
        hideBelow: "xl",
        card: "hidden",
        isOptional: true,
      },
    ],
    [t, tCredentials],
  );
}
