"use client";

import { Bot, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { ServiceAccountRow } from "@/lib/contract/console";
import { AccessFrame } from "../iam/access-frame";
import { AccessList } from "../iam/access-list";
import type { RowOrder } from "../iam/arrange-rows";
import { DescribeDialog } from "../iam/describe-dialog";
import { useRoleWords } from "../iam/member-columns";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { notify } from "../ui/notify";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import type { TableColumn } from "../ui/table-column";
import { serviceAccountAddress } from "./addresses";
import type { ServiceAccountActions } from "./credential-actions";
import { LastUse } from "./credential-facts";

interface ServiceAccountListProps {
  scope: Scope;
  first: ServiceAccountRow[];
  createServiceAccount: ServiceAccountActions["createServiceAccount"];
}

const ORDER: RowOrder<ServiceAccountRow> = {
  text: ({ name, slug, description, labels, roles }) =>
    [name, slug, description, ...Object.entries(labels).flat(), ...(roles ?? []).map((role) => role.name)].join(" "),
  sorts: {
    name: ({ name }) => name,
    credentials: ({ credentials }) => credentials,
    used: ({ lastUsedAt }) => lastUsedAt,
    created: ({ createdAt }) => createdAt,
  },
};

/** Programs that call in their own name. */
export function ServiceAccountList({ scope, first, createServiceAccount }: ServiceAccountListProps) {
  const t = useTranslations("credentials");
  const query = useConsoleRead(scope, "service-accounts", first);
  const columns = useColumns();
  const search = useListSearch("name");
  const mayCreate = useRights()("service_account:create");
  const [isCreating, setCreating] = useState(false);
  const create = (label: string) => (
    <Button tone="primary" icon={<Plus aria-hidden />} onPress={() => setCreating(true)}>
      {label}
    </Button>
  );
  return (
    <AccessFrame
      scope={scope}
      current="service-accounts"
      actions={mayCreate && query.data?.length !== 0 ? create(t("account.create")) : null}
    >
      <AccessList
        id="service-accounts"
        label={t("account.list")}
        query={query}
        columns={columns}
        rowKey={({ identity }) => identity}
        rowName={({ name }) => name}
        rowHref={({ slug }) => serviceAccountAddress(scope, slug)}
        rowDetail={({ description }) => description}
        search={search}
        order={ORDER}
        filterLabel={t("account.filter")}
        countWords={(count) => t("account.count", { count })}
        empty={
          <EmptyState
            icon={<Bot />}
            title={t("account.empty")}
            action={mayCreate ? create(t("account.createFirst")) : null}
          >
            {t("account.emptyText")}
          </EmptyState>
        }
      />
      {isCreating ? (
        <CreateDialog scope={scope} createServiceAccount={createServiceAccount} onClose={() => setCreating(false)} />
      ) : null}
    </AccessFrame>
  );
}

function CreateDialog({
  scope,
  createServiceAccount,
  onClose,
}: Omit<ServiceAccountListProps, "first"> & { onClose: () => void }) {
  const t = useTranslations("credentials");
  const router = useRouter();
  const { runOrExplain } = useConsoleChange(scope);
  return (
    <DescribeDialog
      title={t("account.create")}
      submitLabel={t("account.create")}
      nameHelp={t("account.nameHelp")}
      descriptionHelp={t("account.descriptionHelp")}
      labelsHelp={t("account.labelsHelp")}
      onClose={onClose}
      onSubmit={(request) =>
        runOrExplain(
          () => createServiceAccount(scope, request),
          ({ name, slug }) => {
            notify({ title: t("account.created", { name }), detail: t("account.createdDetail") });
            onClose();
            router.push(serviceAccountAddress(scope, slug));
          },
        )
      }
    />
  );
}

function useColumns(): readonly TableColumn<ServiceAccountRow>[] {
  const t = useTranslations("credentials");
  const tAccess = useTranslations("access");
  const number = useNumberFormat();
  const words = useRoleWords();
  return useMemo(
    () => [
      { id: "name", header: t("account.column.name"), cell: ({ name }) => name, sortKey: "name" },
      {
        id: "roles",
        header: t("account.column.roles"),
        cell: ({ roles }) => {
          if (roles === null) return tAccess("members.hidden");
          const all = roles.map(words).join(", ");
          return all === "" ? tAccess("members.noRights") : <span title={all}>{all}</span>;
        },
        width: "28%",
        hideBelow: "md",
        isOptional: true,
      },
      {
        id: "credentials",
        header: t("account.column.credentials"),
        cell: ({ credentials }) => (
          <>
            <span className="text-ink sm:hidden">{t("account.credentialCount", { count: credentials })}</span>
            <span className="text-ink max-sm:hidden">{number(credentials)}</span>
          </>
        ),
        sortKey: "credentials",
        align: "end",
        width: "112px",
        card: "status",
      },
      {
        id: "used",
        header: t("column.used"),
        cell: ({ lastUsedAt }) => <LastUse value={lastUsedAt} isFocusable={false} />,
        sortKey: "used",
        width: "132px",
        hideBelow: "sm",
      },
      {
        id: "created",
        header: t("column.created"),
        cell: ({ createdAt }) => <RelativeTime value={createdAt} look="day" isFocusable={false} />,
        sortKey: "created",
        width: "124px",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
    ],
    [t, tAccess, number, words],
  );
}
