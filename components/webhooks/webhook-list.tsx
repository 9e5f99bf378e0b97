"use client";

import { CirclePause, CirclePlay, Plus, Trash2, Webhook } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { WebhookMessage } from "@/lib/contract/events";
import { AccessList } from "../iam/access-list";
import type { RowOrder } from "../iam/arrange-rows";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { SettingsFrame } from "../organisation/settings-frame";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import type { MenuEntry, MenuGroup } from "../ui/menu-entry";
import { notify } from "../ui/notify";
import { RelativeTime } from "../ui/relative-time";
import type { TableColumn } from "../ui/table-column";
import { webhookAddress } from "./addresses";
import { DeleteWebhookDialog } from "./delete-webhook-dialog";
import { usePause } from "./use-pause";
import type { NewWebhook, WebhookActions } from "./webhook-actions";
import { WebhookDialog } from "./webhook-dialog";
import { WebhookState } from "./webhook-state";

type Actions = Pick<WebhookActions, "createWebhook" | "deleteWebhook" | "updateWebhook">;

interface WebhookListProps {
  scope: Scope;
  first: WebhookMessage[];
  actions: Actions;
}

const ORDER: RowOrder<WebhookMessage> = {
  text: ({ name, description, url, identity, events }) => [name, description, url, identity, ...events].join(" "),
  sorts: { name: ({ name }) => name, state: ({ state }) => state, created: ({ createdAt }) => createdAt },
};

/** Where the organisation's events are posted to. */
export function WebhookList({ scope, first, actions }: WebhookListProps) {
  const t = useTranslations("webhooks");
  const router = useRouter();
  const may = useRights();
  const query = useConsoleRead(scope, "webhooks", first);
  const search = useListSearch("name");
  const columns = useColumns();
  const { runOrExplain } = useConsoleChange(scope);
  const pause = usePause(scope, actions.updateWebhook);
  const [isCreating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<WebhookMessage | null>(null);
  const create = (label: string) => (
    <Button tone="primary" icon={<Plus aria-hidden />} onPress={() => setCreating(true)}>
      {label}
    </Button>
  );

  function add(request: NewWebhook) {
    return runOrExplain(
      () => actions.createWebhook(scope, request),
      ({ identity, name }) => {
        notify({ title: t("created", { name }), detail: t("createdDetail") });
        router.push(webhookAddress(scope, identity));
      },
    );
  }

  function menuOf(row: WebhookMessage): readonly MenuGroup[] {
    const remove: MenuEntry = {
      id: "delete",
      label: t("delete"),
      icon: <Trash2 aria-hidden />,
      isDangerous: true,
      onAction: () => setDeleting(row),
    };
    const isOff = row.state === "disabled" || row.state === "paused";
    const turn: MenuEntry = {
      id: "turn",
      label: t(isOff ? "resume" : "pause"),
      icon: isOff ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />,
      onAction: () => void pause(row, !isOff),
    };
    return [
      ...(may("webhook:update") ? [{ id: "change", entries: [turn] }] : []),
      ...(may("webhook:delete") ? [{ id: "end", entries: [remove] }] : []),
    ];
  }

  return (
    <SettingsFrame
      scope={scope}
      current="webhooks"
      actions={may("webhook:create") && query.data?.length !== 0 ? create(t("create")) : null}
    >
      <AccessList
        id="webhooks"
        label={t("title")}
        query={query}
        columns={columns}
        rowKey={({ identity }) => identity}
        rowName={({ name }) => name}
        rowHref={({ identity }) => webhookAddress(scope, identity)}
        rowDetail={({ url }) => <span className="font-mono">{url}</span>}
        rowMenu={may("webhook:update") || may("webhook:delete") ? menuOf : undefined}
        search={search}
        order={ORDER}
        filterLabel={t("filter")}
        countWords={(count) => t("count", { count })}
        empty={
          <EmptyState
            icon={<Webhook />}
            title={t("empty")}
            action={may("webhook:create") ? create(t("createFirst")) : null}
          >
            {t("emptyText")}
          </EmptyState>
        }
      />
      {isCreating ? <WebhookDialog scope={scope} create={add} onClose={() => setCreating(false)} /> : null}
      {deleting === null ? null : (
        <DeleteWebhookDialog
          scope={scope}
          of={deleting}
          deleteWebhook={actions.deleteWebhook}
          onClose={() => setDeleting(null)}
        />
      )}
    </SettingsFrame>
  );
}

function useColumns(): readonly TableColumn<WebhookMessage>[] {
  const t = useTranslations("webhooks");
  return useMemo(
    () => [
      { id: "name", header: t("column.name"), cell: ({ name }) => name, sortKey: "name" },
      {
        id: "state",
        header: t("column.state"),
        cell: (row) => <WebhookState of={row} />,
        sortKey: "state",
        width: "20%",
      },
      {
        id: "events",
        header: t("column.events"),
        cell: ({ events }) => t("eventCount", { count: events.length }),
        width: "18%",
        hideBelow: "md",
        card: "hidden",
      },
      {
        id: "created",
        header: t("column.created"),
        cell: ({ createdAt }) => <RelativeTime value={createdAt} look="day" isFocusable={false} />,
        sortKey: "created",
        width: "132px",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
    ],
    [t],
  );
}
