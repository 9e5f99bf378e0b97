"use client";

import { ChevronDown, CirclePause, CirclePlay, Pencil, Send, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { WebhookMessage } from "@/lib/contract/events";
import { keyAddress } from "../keys/addresses";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { Button } from "../ui/button";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { Link } from "../ui/link";
import { Menu } from "../ui/menu";
import type { MenuEntry } from "../ui/menu-entry";
import { notify } from "../ui/notify";
import { PageHeader } from "../ui/page-header";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { webhooksAddress } from "./addresses";
import { DeleteWebhookDialog } from "./delete-webhook-dialog";
import { DeliveryLog } from "./delivery-log";
import { usePause } from "./use-pause";
import type { WebhookActions, WebhookRequest } from "./webhook-actions";
import { WebhookDialog } from "./webhook-dialog";
import { WebhookNotice } from "./webhook-notice";
import { WebhookState } from "./webhook-state";

interface WebhookViewProps {
  scope: Scope;
  first: WebhookMessage;
  actions: Pick<WebhookActions, "updateWebhook" | "deleteWebhook" | "testWebhook">;
}

/** A webhook's page: where it posts to, what with, and how it was taken. */
export function WebhookView({ scope, first, actions }: WebhookViewProps) {
  const t = useTranslations("webhooks");
  const router = useRouter();
  const [isEnding, setEnding] = useState(false);
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const { data: of = first } = useConsoleRead(
    scope,
    `webhooks/${encodeURIComponent(first.identity)}`,
    first,
    !isEnding,
  );
  const { runOrExplain } = useConsoleChange(scope);

  function change(request: WebhookRequest) {
    return runOrExplain(
      () => actions.updateWebhook({ ...scope, object: of.identity }, request),
      ({ name }) => {
        notify({ title: t("changed", { name }) });
        setOpen(null);
      },
    );
  }

  return (
    <>
      <PageHeader
        title={of.name}
        lead={of.description}
        status={<WebhookState of={of} />}
        facts={<Identifier value={of.identity} label={t("identity")} isFull />}
        actions={<Acts scope={scope} of={of} actions={actions} onOpen={setOpen} />}
      />
      <WebhookNotice scope={scope} of={of} updateWebhook={actions.updateWebhook} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]">
        <WebhookFacts of={of} scope={scope} />
        <DeliveryLog scope={scope} of={of} />
      </div>
      {open === "edit" ? <WebhookDialog scope={scope} of={of} change={change} onClose={() => setOpen(null)} /> : null}
      {open === "delete" ? (
        <DeleteWebhookDialog
          scope={scope}
          of={of}
          deleteWebhook={actions.deleteWebhook}
          onClose={() => setOpen(null)}
          leaving={{ onEnding: setEnding, onDone: () => router.push(webhooksAddress(scope)) }}
        />
      ) : null}
    </>
  );
}

interface ActsProps {
  scope: Scope;
  of: WebhookMessage;
  actions: WebhookViewProps["actions"];
  onOpen: (what: "edit" | "delete") => void;
}

function Acts({ scope, of, actions, onOpen }: ActsProps) {
  const t = useTranslations("webhooks");
  const tUi = useTranslations("ui");
  const may = useRights();
  const number = useNumberFormat();
  const { runAndTell } = useConsoleChange(scope);
  const pause = usePause(scope, actions.updateWebhook);
  const [isTesting, setTesting] = useState(false);
  const isOff = of.state === "disabled" || of.state === "paused";

  async function test() {
    setTesting(true);
    await runAndTell(
      () => actions.testWebhook({ ...scope, object: of.identity }),
      ({ status, responseStatus, durationInMilliseconds, error }) =>
        status === "delivered"
          ? {
              title: t("tested", { status: responseStatus ?? 0, duration: number(durationInMilliseconds ?? 0) }),
            }
          : { title: t("testFailed"), detail: error ?? t("answerOnly", { status: responseStatus ?? 0 }), tone: "bad" },
    );
    setTesting(false);
  }

  const change: MenuEntry[] = may("webhook:update")
    ? [
        { id: "edit", label: t("edit"), icon: <Pencil aria-hidden />, onAction: () => onOpen("edit") },
        {
          id: "turn",
          label: t(isOff ? "resume" : "pause"),
          icon: isOff ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />,
          onAction: () => void pause(of, !isOff),
        },
      ]
    : [];
  const end: MenuEntry[] = may("webhook:delete")
    ? [
        {
          id: "delete",
          label: t("delete"),
          icon: <Trash2 aria-hidden />,
          isDangerous: true,
          onAction: () => onOpen("delete"),
        },
      ]
    : [];
  const groups = [
    { id: "change", entries: change },
    { id: "end", entries: end },
  ].filter(({ entries }) => entries.length > 0);
  return (
    <>
      {may("webhook:test") ? (
        <Button icon={<Send aria-hidden />} onPress={test} isPending={isTesting}>
          {t("test")}
        </Button>
      ) : null}
      {groups.length === 0 ? null : (
        <Menu
          label={tUi("more")}
          groups={groups}
          trigger={
            <Button>
              {tUi("more")}
              <ChevronDown aria-hidden />
            </Button>
          }
        />
      )}
    </>
  );
}

function WebhookFacts({ of, scope }: { of: WebhookMessage; scope: Scope }) {
  const t = useTranslations("webhooks");
  const key = { organisation: scope.organisation, project: of.projectId ?? null, region: of.region, key: of.key };
  const facts = [
    { name: t("form.url"), value: <span className="break-all font-mono text-caption">{of.url}</span> },
    {
      name: t("form.key"),
      value: (
        <Link href={keyAddress(key)} className="break-all font-mono text-caption">
          {of.key}
        </Link>
      ),
      help: t("signs", { region: of.region }),
    },
    {
      name: t("form.events"),
      value:
        of.events.length === 0
          ? t("form.all")
          : of.events.map((kind) => (
              <div key={kind} className="font-mono text-caption">
                {kind}
              </div>
            )),
    },
    { name: t("column.created"), value: <RelativeTime value={of.createdAt} /> },
  ];
  const since = (name: "failingSince" | "pausedAt") => {
    const value = of[name];
    return value === undefined ? [] : [{ name: t(name), value: <RelativeTime value={value} /> }];
  };
  return (
    <Panel title={t("facts")} isFlush>
      <FactsList facts={[...since("pausedAt"), ...since("failingSince"), ...facts]} />
    </Panel>
  );
}
