"use client";

import { Activity, Globe, Hash, Package, Split, UserRound, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { AUDIT_OUTCOMES, type AuditFacets } from "@/lib/contract/audit";
import type { Scope } from "../layout/scope";
import { FilterChip } from "../ui/filter-chip";
import type { FilterOption } from "../ui/filter-options";
import { FilterText } from "../ui/filter-text";
import { IconButton } from "../ui/icon-button";
import { Switch } from "../ui/switch";
import { ToggleChip } from "../ui/toggle-chip";
import { CHOICES, type ChoiceName, PINNED, type PinnedName } from "./audit-question";
import { useAuditFacets } from "./queries";
import { RangeChip } from "./range-chip";
import { SavedViews } from "./saved-views";
import type { AuditAddress } from "./use-audit-page";

const ICONS: Readonly<Record<ChoiceName, ReactNode>> = {
  event: <Activity aria-hidden />,
  actor: <UserRound aria-hidden />,
  outcome: <Split aria-hidden />,
  region: <Globe aria-hidden />,
  resourceType: <Package aria-hidden />,
  responseStatus: <Hash aria-hidden />,
};

/** Words, filters, time and views of the explorer. */
export function AuditToolbar({ scope, address }: { scope: Scope; address: AuditAddress }) {
  const t = useTranslations("audit");
  const { question, search, change, isLive } = address;
  const { from, to } = question.parameters;
  const span = Object.fromEntries(
    Object.entries({ from, to }).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  const facets = useAuditFacets(scope, span);
  const optionsOf = useOptions(facets.data);
  const chosen = (name: string) => search.get(name)?.split(",").filter(Boolean) ?? [];
  return (
    <div className="mb-3 flex flex-col gap-2 print:hidden">
      <div className="flex flex-wrap items-center gap-2">
        <FilterText label={t("filter")} q={search.get("q") ?? ""} onChange={(q) => change({ q }, true)} />
        <RangeChip address={address} />
        <div className="ml-auto flex items-center gap-3">
          <Switch
            label={t("live")}
            isSelected={isLive}
            onChange={(isOn) => change({ live: isOn ? "1" : "", ...(isOn && question.to ? { from: "", to: "" } : {}) })}
          />
          <SavedViews scope={scope} address={address} />
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {CHOICES.map((name) => (
          <FilterChip
            key={name}
            label={t(`by.${name}`)}
            icon={ICONS[name]}
            options={withChosen(optionsOf(name), chosen(name))}
            selected={chosen(name)}
            onChange={(selected) => change({ [name]: selected.join(",") })}
            isMono={name !== "actor" && name !== "outcome"}
          />
        ))}
        <ToggleChip
          label={t("withoutPageViews")}
          isOn={search.get("views") === "0"}
          onChange={(isOn) => change({ views: isOn ? "0" : "" })}
        />
        {PINNED.filter((name) => search.has(name)).map((name) => (
          <PinnedChip key={name} name={name} value={search.get(name) ?? ""} onClear={() => change({ [name]: "" })} />
        ))}
      </div>
    </div>
  );
}

/** A filter that a link set: it can only be taken away. */
function PinnedChip({ name, value, onClear }: { name: PinnedName; value: string; onClear: () => void }) {
  const t = useTranslations("audit");
  const ui = useTranslations("ui");
  return (
    <span className="inline-flex h-7 max-w-full items-center gap-1 rounded-control border border-accent/60 bg-accent-soft pl-2.5 font-medium text-accent-text text-control">
      <span className="truncate">
        {t(`by.${name}`)}: <span className="font-mono">{value}</span>
      </span>
      <IconButton
        label={ui("remove", { name: t(`by.${name}`) })}
        icon={<X aria-hidden />}
        onPress={onClear}
        className="size-6"
      />
    </span>
  );
}

/** What can be chosen, with how often it occurs. */
function useOptions(facets: AuditFacets | undefined): (name: ChoiceName) => FilterOption[] {
  const t = useTranslations("audit");
  const counted = (values: readonly { value: string; count: number }[] | undefined, label = (value: string) => value) =>
    (values ?? []).map(({ value, count }) => ({ value, label: label(value), count }));
  return (name) => {
    if (name === "event") return counted(facets?.events);
    if (name === "region") return counted(facets?.regions, (value) => value || t("noRegion"));
    if (name === "resourceType") return counted(facets?.resourceTypes);
    if (name === "responseStatus") return counted(facets?.statuses);
    if (name === "outcome") return AUDIT_OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }));
    return (facets?.actors ?? [])
      .filter(({ kind }) => kind !== "system")
      .map(({ identity, name: who, count }) => ({ value: identity, label: who ?? identity, count }));
  };
}

/** A chosen value stays to be seen, and to be taken away, where it does not occur any more. */
function withChosen(options: FilterOption[], chosen: readonly string[]): FilterOption[] {
  const missing = chosen.filter((value) => !options.some((option) => option.value === value));
  return [...options, ...missing.map((value) => ({ value, label: value }))];
}
