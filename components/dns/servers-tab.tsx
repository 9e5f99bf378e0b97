"use client";

import { Plus, Server, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ZoneDetail } from "@/lib/contract/dns-pages";
import type { CreatedSecondaryMessage, SecondaryMessage } from "@/lib/contract/dnssec";
import { bindConfig, knotConfig, nsdConfig, type SecondaryFacts } from "@/lib/contract/secondary-config";
import { QueryError } from "../query/query-error";
import { useConsoleChange } from "../query/use-console-change";
import { useLiveRead } from "../query/use-console-read";
import { Button } from "../ui/button";
import { CodeSamples } from "../ui/code-block";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { EmptyState } from "../ui/empty-state";
import { IconButton } from "../ui/icon-button";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";
import { Select } from "../ui/select";
import { ShownOnce } from "../ui/shown-once";
import { Status } from "../ui/status";
import type { DnssecActions, Secondaries } from "./dnssec-actions";
import { SecondaryDialog } from "./secondary-dialog";
import { TabSkeleton } from "./tab-skeleton";
import type { ZonePlace } from "./zone-actions";

interface ServersTabProps {
  of: ZoneDetail;
  place: ZonePlace;
  actions: DnssecActions;
}

const EVERY_MS = 10_000;

/** Stands for what only the operator, or only the moment of its making, knows. */
const PLACEHOLDERS = {
  host: "192.0.2.10",
  port: 5353,
  name: "ns1.pelagos",
  secret: "BASE64-SECRET-OF-THE-KEY",
} as const;

/** The servers that answer for the zone, and how to set one up. */
export function ServersTab({ of, place, actions }: ServersTabProps) {
  const t = useTranslations("dns.servers");
  const query = useLiveRead<Secondaries>(place, "dns/secondaries", { query: { zone: place.zone }, everyMs: EVERY_MS });
  const [isAdding, setAdding] = useState(false);
  const [created, setCreated] = useState<CreatedSecondaryMessage | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const [removing, setRemoving] = useState<SecondaryMessage | null>(null);
  const { data } = query;
  if (data === undefined) {
    return query.error === null ? (
      <TabSkeleton />
    ) : (
      <QueryError
        error={query.error}
        title={t("failed")}
        onRetry={() => query.refetch()}
        isRetrying={query.isFetching}
      />
    );
  }
  const { secondaries, listen } = data;
  const server = secondaries?.find(({ identity }) => identity === shown) ?? secondaries?.[0];
  const facts: SecondaryFacts = {
    zone: of.zone.name,
    primary: primaryOf(listen),
    key: { name: server?.keyName ?? PLACEHOLDERS.name, secret: PLACEHOLDERS.secret },
  };
  const add =
    of.rights.update && secondaries !== null ? (
      <Button
        tone={secondaries.length === 0 ? "primary" : "secondary"}
        icon={<Plus aria-hidden />}
        onPress={() => setAdding(true)}
      >
        {t("add")}
      </Button>
    ) : null;
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.3fr)]">
      <div className="flex min-w-0 flex-col gap-4">
        <Panel title={t("public")}>
          <p className="mb-3 text-control text-ink-muted">{t("publicText")}</p>
          {of.nameServers.length === 0 ? (
            <Status tone="warn">{t("publicNone")}</Status>
          ) : (
            <ul className="flex flex-col gap-1">
              {of.nameServers.map((name) => (
                <li key={name} className="break-all font-mono text-control">
                  {name}
                </li>
              ))}
            </ul>
          )}
        </Panel>
        <Panel title={t("secondaries")} aside={secondaries?.length ? add : null} isFlush>
          <ListenLine of={listen} />
          {secondaries === null ? <p className="p-4 text-control text-ink-muted">{t("hidden")}</p> : null}
          {secondaries?.length === 0 ? (
            <EmptyState icon={<Server />} title={t("emptyTitle")} action={add}>
              {t("emptyText")}
            </EmptyState>
          ) : null}
          <ul className="divide-y divide-line">
            {secondaries?.map((secondary) => (
              <Secondary
                key={secondary.identity}
                of={secondary}
                onRemove={of.rights.update ? () => setRemoving(secondary) : null}
              />
            ))}
          </ul>
        </Panel>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {server !== undefined && (secondaries?.length ?? 0) > 1 ? (
          <Select
            label={t("configurationFor")}
            isMono
            className="max-w-72"
            options={(secondaries ?? []).map(({ identity, name }) => ({ value: identity, label: name }))}
            value={server.identity}
            onChange={setShown}
          />
        ) : null}
        <Configuration of={facts} isWithListen={listen !== null} />
      </div>
      {isAdding ? (
        <SecondaryDialog
          place={place}
          createSecondary={actions.createSecondary}
          onCreated={(made) => {
            setCreated(made);
            setShown(made.identity);
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
      {created === null ? null : <Created of={created} facts={facts} onClose={() => setCreated(null)} />}
      {removing === null ? null : (
        <RemoveDialog of={removing} place={place} actions={actions} onClose={() => setRemoving(null)} />
      )}
    </div>
  );
}

function primaryOf(listen: Secondaries["listen"]): SecondaryFacts["primary"] {
  if (listen === null) return { host: PLACEHOLDERS.host, port: PLACEHOLDERS.port };
  const isEverywhere = listen.host === "0.0.0.0" || listen.host === "::";
  return { host: isEverywhere ? PLACEHOLDERS.host : listen.host, port: listen.port };
}

function ListenLine({ of }: { of: Secondaries["listen"] }) {
  const t = useTranslations("dns.servers");
  return (
    <p className="border-line border-b px-4 py-3 text-control">
      {of === null ? (
        <>
          <Status tone="warn">{t("listenOff")}</Status>
          <span className="mt-1 block text-ink-muted">{t("listenOffText")}</span>
        </>
      ) : (
        <Status tone="good" className="whitespace-normal!">
          {t("listenOn", { address: `${of.host}:${of.port}` })}
        </Status>
      )}
    </p>
  );
}

function Secondary({ of, onRemove }: { of: SecondaryMessage; onRemove: (() => void) | null }) {
  const t = useTranslations("dns.servers");
  const { lastTransferAt, lastNotifyError, notify: addresses } = of;
  return (
    <li className="flex items-start justify-between gap-3 px-4 py-3">
      <div className="min-w-0">
        <p className="font-medium text-control">{of.name}</p>
        <p className="break-all font-mono text-caption text-ink-muted">{of.keyName}</p>
        <p className="mt-1 text-caption text-ink-muted">
          {lastTransferAt === undefined
            ? t("neverTransferred")
            : t.rich("transferred", { when: () => <RelativeTime value={lastTransferAt} /> })}
          {addresses.length > 0 ? ` · ${t("told", { addresses: addresses.join(", ") })}` : null}
        </p>
        {lastNotifyError === undefined ? null : (
          <p className="mt-1">
            <Status tone="warn" className="whitespace-normal!">
              {t("notifyError", { error: lastNotifyError })}
            </Status>
          </p>
        )}
      </div>
      {onRemove === null ? null : (
        <IconButton label={t("removeNamed", { name: of.name })} icon={<Trash2 aria-hidden />} onPress={onRemove} />
      )}
    </li>
  );
}

function samplesOf(facts: SecondaryFacts) {
  return [
    { id: "nsd", label: "NSD", language: "text" as const, code: nsdConfig(facts) },
    { id: "knot", label: "Knot", language: "text" as const, code: knotConfig(facts) },
    { id: "bind", label: "BIND", language: "text" as const, code: bindConfig(facts) },
  ];
}

function Configuration({ of, isWithListen }: { of: SecondaryFacts; isWithListen: boolean }) {
  const t = useTranslations("dns.servers");
  return (
    <div className="min-w-0">
      <CodeSamples title={t("configuration")} label={t("configurationOf")} samples={samplesOf(of)} isWrapped />
      <p className="mt-2 px-1 text-caption text-ink-muted">
        {t("configurationText", { secret: PLACEHOLDERS.secret })} {isWithListen ? null : t("configurationAddress")}
      </p>
    </div>
  );
}

/** The secret of a new key, this once, with the configuration that holds it. */
function Created({ of, facts, onClose }: { of: CreatedSecondaryMessage; facts: SecondaryFacts; onClose: () => void }) {
  const t = useTranslations("dns.servers");
  const samples = samplesOf({ ...facts, key: { name: of.keyName, secret: of.keySecret } });
  return (
    <ShownOnce
      title={t("createdTitle", { name: of.name })}
      text={t("createdText")}
      values={[
        { label: t("keyName"), value: of.keyName },
        { label: t("keySecret"), value: of.keySecret },
      ]}
      onClose={onClose}
    >
      <CodeSamples title={t("configuration")} label={t("configurationOf")} samples={samples} isWrapped />
    </ShownOnce>
  );
}

interface RemoveDialogProps {
  of: SecondaryMessage;
  place: ZonePlace;
  actions: DnssecActions;
  onClose: () => void;
}

function RemoveDialog({ of, place, actions, onClose }: RemoveDialogProps) {
  const t = useTranslations("dns.servers");
  const { runOrExplain } = useConsoleChange(place);
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      onOpenChange={onClose}
      title={t("removeTitle", { name: of.name })}
      confirmLabel={t("remove")}
      onConfirm={() =>
        runOrExplain(
          () => actions.deleteSecondary({ ...place, secondary: of.identity }),
          () => notify({ title: t("removed", { name: of.name }) }),
        )
      }
    >
      {t("removeText")}
    </ConfirmDialog>
  );
}
