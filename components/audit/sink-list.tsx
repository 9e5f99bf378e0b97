"use client";

import { Plus, Radio } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AuditSinkMessage } from "@/lib/contract/audit";
import { byName } from "../iam/arrange-rows";
import { useMayAsk, useRights } from "../layout/organisation-context";
import { type Scope, scopedAddress } from "../layout/scope";
import { NotPermitted } from "../query/not-permitted";
import { QueryError } from "../query/query-error";
import { useLiveRead } from "../query/use-console-read";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Link } from "../ui/link";
import { PageHeader } from "../ui/page-header";
import { ShownOnce } from "../ui/shown-once";
import { Skeleton } from "../ui/skeleton";
import type { SinkActions } from "./sink-actions";
import { DeleteSinkDialog, SinkDialog } from "./sink-dialogs";
import { SinkPanel } from "./sink-panel";
import { useSinkMenu } from "./use-sink-menu";

interface SinkListProps {
  scope: Scope;
  actions: SinkActions;
}

type Open = { act: "create" } | { act: "edit" | "delete"; sink: AuditSinkMessage };

/** Where the organisation's records are sent, how far each place is behind, and why. */
export function SinkList({ scope, actions }: SinkListProps) {
  const t = useTranslations("streaming");
  const mayRead = useMayAsk()("audit_log:read");
  const query = useLiveRead<AuditSinkMessage[]>(scope, "audit/sinks", { isEnabled: mayRead });
  const mayManage = useRights()("audit_log:manage_sinks");
  const [open, setOpen] = useState<Open | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const menuOf = useSinkMenu(scope, actions, (act, sink) => setOpen({ act, sink }));
  const sinks = (query.data ?? []).toSorted(byName);
  const close = () => setOpen(null);
  const add = (
    <Button tone="primary" icon={<Plus aria-hidden />} onPress={() => setOpen({ act: "create" })}>
      {t("add")}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        facts={<Link href={scopedAddress(scope, "/audit")}>{t("log")}</Link>}
        // An empty list has this step in its middle.
        actions={mayManage && sinks.length > 0 ? add : null}
      />
      {query.error ? (
        <QueryError
          error={query.error}
          kept={query.data === undefined ? undefined : t("kept")}
          onRetry={() => query.refetch()}
          isRetrying={query.isFetching}
          className="mb-4"
        />
      ) : null}
      {mayRead ? null : <NotPermitted permission="audit_log:read" />}
      {query.isLoading ? (
        <div role="status" aria-label={t("loading")}>
          <Skeleton className="h-48 w-full" />
        </div>
      ) : null}
      {query.data?.length === 0 ? (
        <div className="rounded-panel border border-line bg-surface shadow-panel">
          <EmptyState icon={<Radio />} title={t("empty")} action={mayManage ? add : null}>
            {t("emptyText")}
          </EmptyState>
        </div>
      ) : null}
      <div className="flex flex-col gap-4">
        {sinks.map((sink) => (
          <SinkPanel key={sink.identity} of={sink} menu={mayManage ? menuOf(sink) : []} />
        ))}
      </div>
      {open?.act === "create" || open?.act === "edit" ? (
        <SinkDialog
          scope={scope}
          of={open.act === "edit" ? open.sink : null}
          actions={actions}
          onMade={setSecret}
          onClose={close}
        />
      ) : null}
      {open?.act === "delete" ? (
        <DeleteSinkDialog scope={scope} of={open.sink} deleteSink={actions.deleteSink} onClose={close} />
      ) : null}
      {secret === null ? null : (
        <ShownOnce
          title={t("secretTitle")}
          text={t("secretText")}
          values={[{ label: t("secret"), value: secret }]}
          onClose={() => setSecret(null)}
        />
      )}
    </>
  );
}
