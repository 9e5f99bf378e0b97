"use client";

import { ArrowUpRight, Building2, Plus, SlidersHorizontal } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { FEATURES, type OrganisationMessage } from "@/lib/contract/access";
import { AccessList } from "../iam/access-list";
import type { RowOrder } from "../iam/arrange-rows";
import { DescribeDialog } from "../iam/describe-dialog";
import { usePlace } from "../layout/organisation-context";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { notify } from "../ui/notify";
import { PageHeader } from "../ui/page-header";
import { RelativeTime } from "../ui/relative-time";
import { ShownOnce } from "../ui/shown-once";
import type { TableColumn } from "../ui/table-column";
import { TextField } from "../ui/text-field";
import type { CreateOrganisation } from "./organisation-actions";

interface OrganisationListProps {
  first: OrganisationMessage[];
  createOrganisation: CreateOrganisation;
}

const ORDER: RowOrder<OrganisationMessage> = {
  text: ({ name, slug, description, identity, labels }) =>
    [name, slug, description, identity, ...Object.entries(labels).flat()].join(" "),
  sorts: { name: ({ name }) => name, created: ({ createdAt }) => createdAt },
};

/** Every organisation of the installation, for platform administrators. */
export function OrganisationList({ first, createOrganisation }: OrganisationListProps) {
  const t = useTranslations("organisation");
  const query = useConsoleRead(null, "organisations", first);
  const columns = useOrganisationColumns();
  const search = useListSearch("name");
  const isMember = useIsMember();
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <PageHeader
        title={t("list.title")}
        lead={t("list.lead")}
        actions={
          <Button tone="primary" icon={<Plus aria-hidden />} onPress={() => setCreating(true)}>
            {t("create.action")}
          </Button>
        }
      />
      <AccessList
        id="organisations"
        label={t("list.title")}
        query={query}
        columns={columns}
        rowKey={({ identity }) => identity}
        rowName={({ name }) => name}
        rowHref={({ slug }) => `/organisations/${slug}`}
        rowDetail={({ slug, description }) => description || <span className="font-mono">/{slug}</span>}
        rowMenu={({ slug, identity }) => [
          {
            id: "look",
            entries: [
              {
                id: "settings",
                label: t("list.settings"),
                icon: <SlidersHorizontal aria-hidden />,
                href: `/organisations/${slug}`,
              },
              ...(isMember(identity)
                ? [{ id: "open", label: t("list.open"), icon: <ArrowUpRight aria-hidden />, href: `/${slug}` }]
                : []),
            ],
          },
        ]}
        search={search}
        order={ORDER}
        filterLabel={t("list.filter")}
        countWords={(count) => t("list.count", { count })}
        empty={
          <EmptyState icon={<Building2 />} title={t("list.empty")}>
            {t("list.emptyText")}
          </EmptyState>
        }
      />
      {isCreating ? <CreateDialog createOrganisation={createOrganisation} onClose={() => setCreating(false)} /> : null}
    </>
  );
}

function useIsMember(): (identity: string) => boolean {
  const { organisations } = usePlace().viewer;
  return (identity) => organisations.some((organisation) => organisation.identity === identity);
}

interface CreateDialogProps {
  createOrganisation: CreateOrganisation;
  onClose: () => void;
}

function CreateDialog({ createOrganisation, onClose }: CreateDialogProps) {
  const t = useTranslations("organisation");
  const router = useRouter();
  const { runOrExplain } = useConsoleChange(null);
  const [owner, setOwner] = useState("");
  const [link, setLink] = useState<{ name: string; passwordLink: string } | null>(null);
  const ownerEmail = owner.trim();
  if (link !== null) {
    return (
      <ShownOnce
        title={t("create.linkTitle", { name: link.name })}
        text={t("create.linkText", { email: ownerEmail })}
        values={[
          { label: t("create.owner"), value: ownerEmail },
          { label: t("create.link"), value: link.passwordLink },
        ]}
        onClose={onClose}
      />
    );
  }
  return (
    <DescribeDialog
      title={t("create.action")}
      submitLabel={t("create.action")}
      nameHelp={t("create.nameHelp")}
      descriptionHelp={t("general.descriptionHelp")}
      labelsHelp={t("general.labelsHelp")}
      onClose={onClose}
      onSubmit={(request) =>
        runOrExplain(
          () => createOrganisation({ organisation: "" }, ownerEmail === "" ? request : { ...request, ownerEmail }),
          ({ name, passwordLink }) => {
            // The switcher shows what one belongs to.
            router.refresh();
            if (passwordLink !== null) return setLink({ name, passwordLink });
            notify({ title: t("create.done", { name }), detail: t("create.doneYou") });
            onClose();
          },
        )
      }
      extra={{
        fields: ["ownerEmail"],
        draw: (errors) => (
          <TextField
            label={t("create.owner")}
            help={t("create.ownerHelp")}
            isOptional
            type="email"
            value={owner}
            onChange={setOwner}
            error={errors.ownerEmail}
            autoComplete="off"
          />
        ),
      }}
    />
  );
}

function useOrganisationColumns(): readonly TableColumn<OrganisationMessage>[] {
  const t = useTranslations("organisation");
  const { organisations } = usePlace().viewer;
  return useMemo(
    () => [
      { id: "name", header: t("list.column.name"), cell: ({ name }) => name, sortKey: "name" },
      {
        id: "member",
        header: t("list.column.member"),
        cell: ({ identity }) =>
          organisations.some((own) => own.identity === identity) ? (
            <span className="text-ink">{t("list.owner")}</span>
          ) : (
            t("list.notMember")
          ),
        width: "128px",
        card: "status",
      },
      {
        id: "features",
        header: t("list.column.features"),
        cell: ({ features }) =>
          FEATURES.filter((feature) => features[feature] === false)
            .map((feature) => t(`features.name.${feature}`))
            .join(", ") || t("list.allOn"),
        width: "18%",
        hideBelow: "md",
        card: "hidden",
        isOptional: true,
      },
      {
        id: "limits",
        header: t("list.column.limits"),
        cell: ({ limits: { requestsPerSecond, keysMax, secretsMax, zonesMax } }) =>
          [
            requestsPerSecond ? t("list.requests", { count: requestsPerSecond }) : "",
            keysMax != null ? t("list.keys", { count: keysMax }) : "",
            secretsMax != null ? t("list.secrets", { count: secretsMax }) : "",
            zonesMax != null ? t("list.zones", { count: zonesMax }) : "",
          ]
            .filter(Boolean)
            .join(", ") || t("list.defaults"),
        width: "22%",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
      {
        id: "created",
        header: t("list.column.created"),
        cell: ({ createdAt }) => <RelativeTime value={createdAt} look="day" isFocusable={false} />,
        sortKey: "created",
        width: "132px",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
    ],
    [t, organisations],
  );
}
