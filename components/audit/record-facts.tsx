"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { AuditItem } from "@/lib/contract/audit";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { exactWords } from "../ui/time-words";
import { actorIdentity, actorName } from "./actor-name";
import { OutcomeStatus } from "./outcome-status";

const GROUPS = ["act", "who", "object", "from", "trace"] as const;

/** Everything a record says, in groups; what it does not say is left out. */
export function RecordFacts({ record }: { record: AuditItem }) {
  const t = useTranslations("audit");
  const facts = useFacts(record);
  return GROUPS.map((group) => (
    <section key={group} className="mt-4">
      <h3 className="px-4 pb-1 font-medium text-caption text-ink-muted">{t(`group.${group}`)}</h3>
      <FactsList
        facts={facts
          .filter((fact) => fact.group === group && fact.value !== null && fact.value !== "")
          .map(({ name, value }) => ({ name: t(`fact.${name}`), value }))}
      />
    </section>
  ));
}

type FactName =
  | "event"
  | "action"
  | "outcome"
  | "reason"
  | "status"
  | "count"
  | "items"
  | "payload"
  | "duration"
  | "name"
  | "email"
  | "identity"
  | "credential"
  | "credentialKind"
  | "type"
  | "slug"
  | "object"
  | "keyType"
  | "keyVersion"
  | "revision"
  | "region"
  | "project"
  | "address"
  | "agent"
  | "edge"
  | "method"
  | "path"
  | "time"
  | "record"
  | "request";

function useFacts(record: AuditItem): { group: (typeof GROUPS)[number]; name: FactName; value: ReactNode }[] {
  const t = useTranslations("audit");
  const number = useNumberFormat();
  const { context } = record;
  const id = (value: string | null, label: string) =>
    value ? <Identifier value={value} label={label} isFull /> : null;
  const mono = (value: string) => (value ? <span className="break-all font-mono text-caption">{value}</span> : null);
  return [
    { group: "act", name: "event", value: mono(record.event) },
    { group: "act", name: "action", value: record.action === record.event ? null : mono(record.action) },
    { group: "act", name: "outcome", value: <OutcomeStatus outcome={record.outcome} /> },
    { group: "act", name: "reason", value: mono(record.reason) },
    { group: "act", name: "status", value: String(context.status) },
    { group: "act", name: "count", value: context.count > 1 ? number(context.count) : null },
    { group: "act", name: "items", value: context.items.join(", ") },
    {
      group: "act",
      name: "payload",
      value: context.payload_bytes === null ? null : t("bytes", { count: context.payload_bytes }),
    },
    { group: "act", name: "duration", value: t("milliseconds", { count: context.duration }) },
    { group: "who", name: "name", value: actorName(record, t) },
    { group: "who", name: "email", value: record.user?.email ?? null },
    { group: "who", name: "identity", value: id(actorIdentity(record), t("fact.identity")) },
    { group: "who", name: "credentialKind", value: mono(context.credentials_type) },
    { group: "who", name: "credential", value: id(context.credentials_id, t("fact.credential")) },
    { group: "object", name: "type", value: mono(record.resourceType) },
    { group: "object", name: "slug", value: mono(context.resource_slug) },
    { group: "object", name: "object", value: id(record.resourceIdentity, t("fact.object")) },
    { group: "object", name: "keyType", value: mono(context.key_type) },
    { group: "object", name: "keyVersion", value: context.key_version === null ? null : String(context.key_version) },
    { group: "object", name: "revision", value: mono(context.revision) },
    { group: "object", name: "region", value: record.region ? mono(record.region) : null },
    { group: "object", name: "project", value: id(record.projectId, t("fact.project")) },
    { group: "from", name: "address", value: mono(context.client_ip) },
    { group: "from", name: "agent", value: context.user_agent },
    { group: "from", name: "edge", value: mono(record.client) },
    { group: "from", name: "method", value: mono(context.method) },
    { group: "from", name: "path", value: mono(context.path) },
    {
      group: "trace",
      name: "time",
      value: (
        <>
          {exactWords(Date.parse(record.createdAt))} UTC, <RelativeTime value={record.createdAt} />
        </>
      ),
    },
    { group: "trace", name: "record", value: id(record.eventID, t("fact.record")) },
    { group: "trace", name: "request", value: id(context.request_id, t("fact.request")) },
  ];
}
