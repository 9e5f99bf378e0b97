"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { SecretDetail } from "@/lib/contract/secret-pages";
import { keyAddress } from "../keys/addresses";
import { KeyStatus } from "../keys/key-status";
import { LabelBadge } from "../labels/label-badge";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { Link } from "../ui/link";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { secretAddress } from "./addresses";
import { ReminderDue } from "./reminder-due";
import type { SecretActions, SecretPlace } from "./secret-actions";
import { ValuePanel } from "./value-panel";

interface SecretOverviewProps {
  of: SecretDetail;
  place: SecretPlace;
  revealSecret: SecretActions["revealSecret"];
}

/** The value at the top where it is looked for, and the facts. */
export function SecretOverview({ of, place, revealSecret }: SecretOverviewProps) {
  const t = useTranslations("secrets");
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <Panel title={t("detail.facts")} isFlush className="max-xl:order-2">
        <FactsList facts={useFacts(of, place)} />
      </Panel>
      <ValuePanel of={of} place={place} revealSecret={revealSecret} />
    </div>
  );
}

function useFacts({ secret }: SecretDetail, place: SecretPlace): { name: string; value: ReactNode; help?: string }[] {
  const t = useTranslations("secrets");
  const number = useNumberFormat();
  const { kmsKey, accessPolicy, rotationReminderInDays, lastAccessedAt } = secret;
  const labels = Object.entries(secret.labels ?? {});
  const parts = (accessPolicy?.conditions?.length ?? 0) + (accessPolicy?.statements?.length ?? 0);
  const facts = [
    { name: t("detail.path"), value: <Identifier value={secret.path} label={t("detail.path")} isFull /> },
    { name: t("detail.region"), value: <span className="font-mono">{secret.region.slug}</span> },
    { name: t("detail.key"), value: <KeyOf kmsKey={kmsKey} place={place} />, help: t("detail.keyHelp") },
    {
      name: t("detail.version"),
      value: secret.currentVersion === 0 ? t("detail.versionNone") : number(secret.currentVersion),
    },
    { name: t("detail.read"), value: lastAccessedAt ? <RelativeTime value={lastAccessedAt} /> : t("neverRead") },
    {
      name: t("detail.reminder"),
      value: <ReminderDue value={secret.rotationDueAt} />,
      help: rotationReminderInDays ? t("detail.reminderEvery", { days: rotationReminderInDays }) : undefined,
    },
    {
      name: t("detail.policy"),
      value: (
        <>
          {parts === 0 ? t("detail.policyNone") : t("detail.policyParts", { count: parts })}{" "}
          <Link href={secretAddress(place, "policy")}>{t("detail.policyShow")}</Link>
        </>
      ),
    },
    { name: t("detail.created"), value: <RelativeTime value={secret.createdAt} /> },
    { name: t("detail.changed"), value: <RelativeTime value={secret.updatedAt} /> },
  ];
  if (labels.length === 0) return facts;
  const value = (
    <span className="flex flex-wrap gap-1.5">
      {labels.map(([name, text]) => (
        <LabelBadge key={name} name={name} value={text} />
      ))}
    </span>
  );
  return [...facts, { name: t("detail.labels"), value }];
}

function KeyOf({ kmsKey, place }: { kmsKey: SecretDetail["secret"]["kmsKey"]; place: SecretPlace }) {
  const t = useTranslations("secrets");
  const { name, slug, status, identity } = kmsKey;
  if (name === undefined || slug === undefined || status === undefined) {
    return (
      <>
        <Identifier value={identity} label={t("detail.key")} isFull />
        <span className="block text-caption text-ink-muted">{t("detail.keyUnknown")}</span>
      </>
    );
  }
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <Link href={keyAddress({ ...place, key: slug })}>{name}</Link>
      <KeyStatus of={{ ...kmsKey, status }} />
    </span>
  );
}
