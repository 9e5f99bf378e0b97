"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { KeyDetail, KeyUse } from "@/lib/contract/console";
import { isAsymmetric, keyTypeFacts } from "@/lib/contract/key-types";
import type { KmsKey, RsaPadding } from "@/lib/contract/kms";
import { recordsAddress } from "../audit/addresses";
import { LabelBadge } from "../labels/label-badge";
import { classNames } from "../ui/class-names";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { RelativeTime } from "../ui/relative-time";
import { DangerZone } from "./danger-zone";
import type { KeyActions, KeyPlace } from "./key-actions";
import { KeyActivityList } from "./key-activity";
import { KeyAliases } from "./key-aliases";
import { KeyCapabilities } from "./key-capabilities";
import { factsOfUse, keyUseNamed } from "./key-uses";
import { NextRotation } from "./next-rotation";
import { PublicKeyPanel } from "./public-key-panel";
import { UsePanel } from "./use-panel";

interface KeyOverviewProps {
  of: KmsKey;
  place: KeyPlace;
  activity: KeyDetail["activity"];
  /** Undefined until it is known. */
  use: KeyUse | undefined;
  actions: KeyActions;
}

/** Facts and danger at the left, the public half and what happened at the right; danger comes last where all is one column. */
export function KeyOverview({ of, place, activity, use, actions }: KeyOverviewProps) {
  const t = useTranslations("keys");
  const hasPublicHalf = isAsymmetric(of.keyType);
  return (
    <div
      className={classNames(
        "grid items-start gap-4 xl:grid-rows-[auto_1fr]",
        // The lines of a PEM need the wider column.
        hasPublicHalf
          ? "xl:grid-cols-[minmax(0,1fr)_minmax(0,1.15fr)]"
          : "xl:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]",
      )}
    >
      <Panel title={t("detail.facts")} isFlush>
        <FactsList facts={useFacts(of)} />
      </Panel>
      <div className="flex min-w-0 flex-col gap-4 xl:col-start-2 xl:row-span-2 xl:row-start-1">
        {hasPublicHalf ? <PublicKeyPanel of={of} place={place} /> : null}
        <UsePanel use={use} />
        <KeyAliases of={of} place={place} actions={actions} />
        <KeyActivityList activity={activity} allHref={recordsAddress(place, of.identity)} />
      </div>
      <DangerZone of={of} place={place} actions={actions} />
    </div>
  );
}

function useFacts(of: KmsKey): { name: string; value: ReactNode; help?: string }[] {
  const t = useTranslations("keys");
  const number = useNumberFormat();
  const { encryptionsPerVersionMax } = keyTypeFacts(of.keyType);
  const labels = Object.entries(of.labels ?? {});
  const optionFacts = useOptionFacts(of);
  const facts = [
    { name: t("fact.slug"), value: <Identifier value={of.slug} label={t("fact.slug")} isFull /> },
    { name: t("fact.region"), value: t.rich("fact.regionValue", { name: of.region.name, slug: of.region.slug, mono }) },
    { name: t("fact.type"), value: mono(of.keyType), help: t(`type.${of.keyType}`) },
    { name: t("fact.purpose"), value: t(`use.${of.purpose}`), help: t(`useDetail.${of.purpose}`) },
    { name: t("fact.can"), value: <KeyCapabilities of={of} /> },
    ...optionFacts,
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
      value: of.allowRotation ? <NextRotation of={of} isFocusable /> : t("fact.rotationNever"),
      help: of.keyRotationEnabled ? t("fact.rotationHelp", { days: of.rotationPeriodInDays ?? 0 }) : undefined,
    },
    {
      name: t("fact.export"),
      value: t(of.publicOnly ? "fact.exportPublic" : of.exportAllowed ? "fact.exportYes" : "fact.exportNo"),
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

/** Facts that only keys of some types or origins have. */
function useOptionFacts(of: KmsKey): { name: string; value: ReactNode; help?: string }[] {
  const t = useTranslations("keys");
  const facts: { name: string; value: ReactNode; help?: string }[] = [];
  if (of.imported) {
    facts.push({
      name: t("fact.origin"),
      value: t(of.publicOnly ? "fact.originPublic" : "fact.originImported"),
      help: t(of.publicOnly ? "fact.originPublicHelp" : of.allowRotation ? "fact.originRotates" : "fact.originFixed"),
    });
  }
  if (of.rsaPaddings !== undefined) {
    const words = usedPaddings(of)
      .map((padding) => t(`padding.${padding}`))
      .join(", ");
    facts.push({ name: t("fact.paddings"), value: words });
  }
  if (of.contextAllowed !== undefined) {
    facts.push({ name: t("fact.context"), value: t(of.contextAllowed ? "fact.contextYes" : "fact.contextNo") });
  }
  if (of.cipherModes !== undefined) {
    const value = of.cipherModes.map((mode) => mode.toUpperCase()).join(", ");
    facts.push({ name: t("fact.modes"), value, help: of.callerNonceAllowed ? t("fact.modesNonce") : undefined });
  }
  if (of.jwksPublic !== undefined) {
    facts.push({ name: t("fact.jwks"), value: t(of.jwksPublic ? "fact.jwksPublic" : "fact.jwksPrivate") });
  }
  return facts;
}

/** Paddings that are on and of any use to the purpose. */
function usedPaddings({ rsaPaddings = [], purpose }: KmsKey): RsaPadding[] {
  const { paddings } = factsOfUse(keyUseNamed(purpose));
  return rsaPaddings.filter((padding) => paddings.includes(padding));
}

function mono(text: ReactNode): ReactNode {
  return <span className="font-mono">{text}</span>;
}
