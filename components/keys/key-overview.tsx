"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { KeyDetail } from "@/lib/contract/console";
import { keyTypeFacts } from "@/lib/contract/key-types";
import type { KmsKey } from "@/lib/contract/kms";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { KeyActivityList } from "./key-activity";
import { LabelBadge } from "./label-badge";
import { NextRotation } from "./next-rotation";

/** Facts at the left, what happened at the right. */
export function KeyOverview({ of, activity }: { of: KmsKey; activity: KeyDetail["activity"] }) {
  const t = useTranslations("keys");
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
      <Panel title={t("detail.facts")} isFlush>
        <FactsList facts={useFacts(of)} />
      </Panel>
      <KeyActivityList activity={activity} />
    </div>
  );
}

function useFacts(of: KmsKey): { name: string; value: ReactNode; help?: string }[] {
  const t = useTranslations("keys");
  const number = useNumberFormat();
  const { encryptionsPerVersionMax } = keyTypeFacts(of.keyType);
  const labels = Object.entries(of.labels ?? {});
  const facts = [
    { name: t("fact.slug"), value: <Identifier value={of.slug} label={t("fact.slug")} isFull /> },
    { name: t("fact.region"), value: t.rich("fact.regionValue", { name: of.region.name, slug: of.region.slug, mono }) },
    { name: t("fact.type"), value: mono(of.keyType), help: t(`type.${of.keyType}`) },
    {
      name: t("fact.version"),
      value: number(of.latestVersion),
      help:
        encryptionsPerVersionMax === null
          ? undefined
          : t("fact.versionHelp", { max: number(encryptionsPerVersionMax) }),
    },
    {
      name: t("fact.rotation"),
      value: <NextRotation of={of} isFocusable />,
      help: of.keyRotationEnabled ? t("fact.rotationHelp", { days: of.rotationPeriodInDays ?? 0 }) : undefined,
    },
    {
      name: t("fact.export"),
      value: t(of.exportAllowed ? "fact.exportYes" : "fact.exportNo"),
    },
    { name: t("fact.created"), value: <RelativeTime value={of.createdAt} /> },
    { name: t("fact.changed"), value: <RelativeTime value={of.updatedAt} /> },
  ];
  if (labels.length === 0) return facts;
  const value = (
    <span className="flex flex-wrap gap-1.5">
      {labels.map(([name, text]) => (
        <LabelBadge key={name} name={name} value={text} />
      ))}
    </span>
  );
  return [...facts, { name: t("fact.labels"), value }];
}

function mono(text: ReactNode): ReactNode {
  return <span className="font-mono">{text}</span>;
}
