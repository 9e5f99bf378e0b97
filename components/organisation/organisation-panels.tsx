"use client";

import { useTranslations } from "next-intl";
import type { OrganisationMessage } from "@/lib/contract/access";
import type { Scope } from "../layout/scope";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";
import { FeaturesPanel } from "./features-panel";
import { LimitsPanel } from "./limits-panel";
import { NamingPanel } from "./naming-panel";
import type { ChangeOrganisation } from "./organisation-actions";

interface OrganisationPanelsProps {
  of: OrganisationMessage;
  scope: Scope | null;
  change: ChangeOrganisation;
  /** Whether the person may change what it is called. */
  mayName: boolean;
  /** Whether the person may change features and limits. */
  mayLimit: boolean;
  onRenamed: () => void;
}

/** What an organisation is called, what it may use and how much. */
export function OrganisationPanels({ of, scope, change, mayName, mayLimit, onRenamed }: OrganisationPanelsProps) {
  const t = useTranslations("organisation");
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="flex min-w-0 flex-col gap-4">
        <NamingPanel of={of} scope={scope} change={mayName ? change : undefined} onChanged={onRenamed} />
        <Panel title={t("general.facts")} isFlush>
          <FactsList
            facts={[
              {
                name: t("general.identity"),
                value: <Identifier value={of.identity} label={t("general.identity")} isFull />,
              },
              { name: t("general.address"), value: <span className="break-all font-mono">/{of.slug}</span> },
              { name: t("general.created"), value: <RelativeTime value={of.createdAt} look="day" /> },
            ]}
          />
        </Panel>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <FeaturesPanel of={of} scope={scope} change={mayLimit ? change : undefined} />
        <LimitsPanel of={of} scope={scope} change={mayLimit ? change : undefined} />
      </div>
    </div>
  );
}
