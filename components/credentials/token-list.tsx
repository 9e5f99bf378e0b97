"use client";

import { Bot, CalendarClock, CircleSlash, FileKey2, KeyRound, ScanFace, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { OrganisationCredentialMessage } from "@/lib/contract/access";
import { AccessFrame } from "../iam/access-frame";
import { AccessList, type ListFilter } from "../iam/access-list";
import type { RowOrder } from "../iam/arrange-rows";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { type ListSearch, useListSearch } from "../query/use-list-search";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { EmptyState } from "../ui/empty-state";
import { FilterChip } from "../ui/filter-chip";
import type { MenuGroup } from "../ui/menu-entry";
import { notify } from "../ui/notify";
import { useNow } from "../ui/now";
import { Status } from "../ui/status";
import type { TableColumn } from "../ui/table-column";
import { serviceAccountAddress } from "./addresses";
import type { TokenActions } from "./credential-actions";
import { Expiry, LastUse, Scopes } from "./credential-facts";
import { DUE_FILTERS, isDue } from "./token-filters";

type Row = OrganisationCredentialMessage;

interface TokenListProps {
  scope: Scope;
  first: Row[];
  actions: TokenActions;
}

const KINDS: readonly Row["kind"][] = ["access_token", "access_credential", "federated_identity", "client_key"];
const KIND_ICONS = {
  access_token: UserRound,
  access_credential: KeyRound,
  federated_identity: ScanFace,
  client_key: FileKey2,
} as const;

const ORDER: RowOrder<Row> = {
  text: ({ name, identity, owner }) => [name ?? "", identity, owner.name, owner.detail].join(" "),
  sorts: {
    name: ({ name }) => name,
    owner: ({ owner }) => owner.name,
    kind: ({ kind }) => kind,
    used: ({ lastUsedAt }) => lastUsedAt,
    expires: ({ expiresAt }) => expiresAt,
  },
};

/** Whose it is; a client key is its own, so it says where it opens something. */
function detailOf({ owner }: Row): string {
  if (owner.kind === "client_key") return owner.detail;
  return owner.kind === "user" ? `${owner.name}, ${owner.detail}` : owner.name;
}

/** Everything that opens the organisation: whose it is, when it was used, when it ends. */
export function TokenList({ scope, first, actions }: TokenListProps) {
  const t = useTranslations("credentials");
  const query = useConsoleRead(scope, "credentials", first);
  const columns = useColumns();
  const search = useListSearch("name");
  const filters = useFilters(search);
  const [revoking, setRevoking] = useState<Row | null>(null);
  return (
    <AccessFrame scope={scope} current="tokens">
      <AccessList
        id="tokens"
        label={t("token.list")}
        query={query}
        columns={columns}
        rowKey={({ identity }) => identity}
        rowName={({ name, owner }) => name ?? owner.name}
        rowDetail={detailOf}
        rowMenu={(row) => menuOf(row)}
        search={search}
        order={ORDER}
        filters={filters}
        filterLabel={t("token.filter")}
        countWords={(count) => t("token.count", { count })}
        empty={
          <EmptyState icon={<KeyRound />} title={t("token.empty")}>
            {t("token.emptyText")}
          </EmptyState>
        }
      />
      {revoking === null ? null : (
        <RevokeDialog scope={scope} of={revoking} actions={actions} onClose={() => setRevoking(null)} />
      )}
    </AccessFrame>
  );

  function menuOf(row: Row): MenuGroup[] {
    const open = {
      id: "open",
      label: t("token.openAccount"),
      icon: <Bot aria-hidden />,
      href: serviceAccountAddress(scope, row.owner.detail),
    };
    const revoke = {
      id: "revoke",
      label: t("revoke"),
      icon: <CircleSlash aria-hidden />,
      isDangerous: true,
      onAction: () => setRevoking(row),
    };
    const groups = [
      { id: "open", entries: row.owner.kind === "service_account" ? [open] : [] },
      { id: "end", entries: row.mayRevoke ? [revoke] : [] },
    ];
    return groups.filter(({ entries }) => entries.length > 0);
  }
}

function RevokeDialog({
  scope,
  of,
  actions,
  onClose,
}: Pick<TokenListProps, "scope" | "actions"> & { of: Row; onClose: () => void }) {
  const t = useTranslations("credentials");
  const { runOrExplain } = useConsoleChange(scope);
  const name = of.name ?? of.owner.name;
  const place = { ...scope, object: of.identity };
  const revoke = of.isOwn && !of.isConfined ? actions.revokeOwnToken : actions.revokeCredential;
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t("credential.revokeTitle", { name })}
      confirmLabel={t("revoke")}
      isDangerous
      onConfirm={() =>
        runOrExplain(
          () => revoke(place),
          () => notify({ title: t("revoked", { name }), detail: t("revokedDetail") }),
        )
      }
    >
      <p>{t(`token.revokeText.${of.kind}`, { owner: of.owner.name })}</p>
      {of.isOwn && !of.isConfined ? <p className="mt-2">{t("token.revokeEverywhere")}</p> : null}
    </ConfirmDialog>
  );
}

function useFilters(search: ListSearch): ListFilter<Row>[] {
  const t = useTranslations("credentials");
  const now = useNow();
  const kinds = search.chosen("kind");
  const dues = search.chosen("due");
  return [
    {
      id: "due",
      keeps: (row) => DUE_FILTERS.filter((due) => dues.includes(due)).every((due) => isDue(row, due, now)),
      control: (
        <FilterChip
          label={t("token.due")}
          icon={<CalendarClock aria-hidden />}
          options={DUE_FILTERS.map((value) => ({ value, label: t(`token.dueIs.${value}`) }))}
          selected={dues}
          onChange={(selected) => search.change({ due: selected.join(",") })}
        />
      ),
    },
    {
      id: "kind",
      keeps: ({ kind }) => kinds.length === 0 || kinds.includes(kind),
      control: (
        <FilterChip
          label={t("token.kind")}
          icon={<KeyRound aria-hidden />}
          options={KINDS.map((value) => ({ value, label: t(`token.kindIs.${value}`) }))}
          selected={kinds}
          onChange={(selected) => search.change({ kind: selected.join(",") })}
        />
      ),
    },
  ];
}

function useColumns(): readonly TableColumn<Row>[] {
  const t = useTranslations("credentials");
  return useMemo(
    () => [
      {
        id: "name",
        header: t("column.name"),
        cell: ({ name }) => name ?? <span className="font-normal text-ink-muted">{t("token.nameHidden")}</span>,
        sortKey: "name",
      },
      {
        id: "kind",
        header: t("token.kind"),
        cell: ({ kind, isActive }) => (
          <Status tone="idle" icon={isActive ? KIND_ICONS[kind] : CircleSlash}>
            {isActive ? t(`token.kindIs.${kind}`) : t("token.inactive", { kind: t(`token.kindIs.${kind}`) })}
          </Status>
        ),
        sortKey: "kind",
        width: "224px",
        hideBelow: "sm",
      },
      {
        id: "scopes",
        header: t("column.scopes"),
        cell: ({ kind, scopes }) => (kind === "client_key" ? t("token.itsPolicies") : <Scopes scopes={scopes} />),
        width: "190px",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
      {
        id: "used",
        header: t("column.used"),
        cell: ({ lastUsedAt }) => <LastUse value={lastUsedAt} isFocusable={false} />,
        sortKey: "used",
        width: "128px",
        hideBelow: "md",
      },
      {
        id: "expires",
        header: t("column.expires"),
        cell: ({ expiresAt }) => <Expiry value={expiresAt} isFocusable={false} />,
        sortKey: "expires",
        width: "136px",
        card: "status",
      },
    ],
    [t],
  );
}
