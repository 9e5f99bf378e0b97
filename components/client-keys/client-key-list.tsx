"use client";

import { CircleCheck, CircleSlash, FileKey2, Plug, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Expiry, LastUse } from "../credentials/credential-facts";
import { AccessFrame } from "../iam/access-frame";
import { AccessList, type ListFilter } from "../iam/access-list";
import type { RowOrder } from "../iam/arrange-rows";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { type ListSearch, useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { EmptyState } from "../ui/empty-state";
import { FilterChip } from "../ui/filter-chip";
import { ButtonLink } from "../ui/link";
import type { MenuGroup } from "../ui/menu-entry";
import { notify } from "../ui/notify";
import { Status } from "../ui/status";
import type { TableColumn } from "../ui/table-column";
import { connectAddress } from "./addresses";
import type { ClientKeyActions, ClientKeyRow as Row } from "./client-key-actions";
import { ClientKeyDrawer } from "./client-key-drawer";
import { ClientKeyMade, type MadeClientKey } from "./client-key-made";
import { CreateClientKeyDialog } from "./create-client-key-dialog";

interface ClientKeyListProps {
  scope: Scope;
  first: Row[];
  /** Slugs. */
  regions: readonly string[];
  actions: ClientKeyActions;
}

const STATES: readonly Row["status"][] = ["active", "expired", "revoked"];

const ORDER: RowOrder<Row> = {
  text: ({ name, identity, keyId, region }) => [name, identity, keyId, region].join(" "),
  sorts: {
    name: ({ name }) => name,
    region: ({ region }) => region,
    used: ({ lastUsedAt }) => lastUsedAt,
    ends: ({ notAfter }) => notAfter,
  },
};

/** Keys with which programs sign their calls: whose they are, what they may do, when they were used, when they end. */
export function ClientKeyList({ scope, first, regions, actions }: ClientKeyListProps) {
  const t = useTranslations("clientKeys");
  const query = useConsoleRead(scope, "client-keys", first);
  const columns = useColumns();
  const search = useListSearch("name");
  const filters = useFilters(search);
  const may = useRights();
  const [isCreating, setCreating] = useState(false);
  const [made, setMade] = useState<MadeClientKey | null>(null);
  const [revoking, setRevoking] = useState<Row | null>(null);
  const create = (label: string) => (
    <Button tone="primary" icon={<Plus aria-hidden />} onPress={() => setCreating(true)}>
      {label}
    </Button>
  );
  const mayCreate = may("client_key:create");
  const [opened] = search.chosen("key");
  const shown = query.data?.find(({ identity }) => identity === opened);
  return (
    <AccessFrame
      scope={scope}
      current="client-keys"
      actions={
        <>
          <ButtonLink href={connectAddress(scope)} icon={<Plug aria-hidden />}>
            {t("connect")}
          </ButtonLink>
          {mayCreate && query.data?.length !== 0 ? create(t("create")) : null}
        </>
      }
    >
      <AccessList
        id="client-keys"
        label={t("list")}
        query={query}
        columns={columns}
        rowKey={({ identity }) => identity}
        rowName={({ name }) => name}
        rowDetail={({ keyId }) => keyId}
        rowHref={({ identity }) => search.hrefWith({ key: identity })}
        onRowNavigate={(href) => window.history.pushState(null, "", href)}
        rowMenu={menuOf}
        search={search}
        order={ORDER}
        filters={filters}
        filterLabel={t("filter")}
        countWords={(count) => t("count", { count })}
        empty={
          <EmptyState icon={<FileKey2 />} title={t("empty")} action={mayCreate ? create(t("createFirst")) : null}>
            {t("emptyText")}
          </EmptyState>
        }
      />
      {isCreating ? (
        <CreateClientKeyDialog
          scope={scope}
          regions={regions}
          createClientKey={actions.createClientKey}
          onMade={(next) => {
            setCreating(false);
            setMade(next);
          }}
          onClose={() => setCreating(false)}
        />
      ) : null}
      {shown === undefined ? null : (
        <ClientKeyDrawer scope={scope} of={shown} onClose={() => search.change({ key: "" })} />
      )}
      {made === null ? null : <ClientKeyMade scope={scope} of={made} onClose={() => setMade(null)} />}
      {revoking === null ? null : (
        <RevokeDialog scope={scope} of={revoking} actions={actions} onClose={() => setRevoking(null)} />
      )}
    </AccessFrame>
  );

  function menuOf(row: Row): MenuGroup[] {
    if (row.status !== "active" || !may("client_key:delete")) return [];
    const revoke = {
      id: "revoke",
      label: t("revoke"),
      icon: <CircleSlash aria-hidden />,
      isDangerous: true,
      onAction: () => setRevoking(row),
    };
    return [{ id: "end", entries: [revoke] }];
  }
}

function RevokeDialog({
  scope,
  of,
  actions,
  onClose,
}: Pick<ClientKeyListProps, "scope" | "actions"> & { of: Row; onClose: () => void }) {
  const t = useTranslations("clientKeys");
  const { runOrExplain } = useConsoleChange(scope);
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t("revokeTitle", { name: of.name })}
      confirmLabel={t("revoke")}
      isDangerous
      onConfirm={() =>
        runOrExplain(
          () => actions.revokeClientKey({ ...scope, object: of.identity }),
          () => notify({ title: t("revoked", { name: of.name }), detail: t("revokedDetail") }),
        )
      }
    >
      <p>{t("revokeText")}</p>
    </ConfirmDialog>
  );
}

function useFilters(search: ListSearch): ListFilter<Row>[] {
  const t = useTranslations("clientKeys");
  const states = search.chosen("state");
  return [
    {
      id: "state",
      keeps: ({ status }) => states.length === 0 || states.includes(status),
      control: (
        <FilterChip
          label={t("stateFilter")}
          icon={<CircleCheck aria-hidden />}
          options={STATES.map((value) => ({ value, label: t(`state.${value}`) }))}
          selected={states}
          onChange={(selected) => search.change({ state: selected.join(",") })}
        />
      ),
    },
  ];
}

function useColumns(): readonly TableColumn<Row>[] {
  const t = useTranslations("clientKeys");
  return useMemo(
    () => [
      { id: "name", header: t("column.name"), cell: ({ name }) => name, sortKey: "name" },
      {
        id: "region",
        header: t("column.region"),
        cell: ({ region }) => <span className="font-mono text-control">{region}</span>,
        sortKey: "region",
        width: "104px",
      },
      {
        id: "may",
        header: t("column.may"),
        cell: ({ policies }) => {
          const all = policies.join(", ");
          return <span title={all}>{all}</span>;
        },
        width: "24%",
        hideBelow: "lg",
        isOptional: true,
      },
      {
        id: "used",
        header: t("column.used"),
        cell: ({ lastUsedAt }) => <LastUse value={lastUsedAt} isFocusable={false} />,
        sortKey: "used",
        width: "128px",
        hideBelow: "sm",
      },
      {
        id: "ends",
        header: t("column.ends"),
        cell: ({ status, notAfter }) =>
          status === "revoked" ? (
            <Status tone="idle" icon={CircleSlash}>
              {t("state.revoked")}
            </Status>
          ) : (
            <>
              <span className="sm:hidden">{t("endsWord")} </span>
              <Expiry value={notAfter} isFocusable={false} />
            </>
          ),
        sortKey: "ends",
        width: "140px",
        card: "status",
      },
    ],
    [t],
  );
}
