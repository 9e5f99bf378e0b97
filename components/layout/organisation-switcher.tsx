"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "react-aria-components/Button";
import { Menu } from "../ui/menu";
import { Emblem } from "./emblem";
import { usePlace } from "./organisation-context";

/** The organisation whose keys one sees, and the others one may go to. */
export function OrganisationSwitcher() {
  const t = useTranslations("layout");
  const { viewer, organisation } = usePlace();
  const entries = viewer.organisations.map(({ identity, name, slug }) => ({
    id: identity,
    label: name,
    detail: slug,
    href: `/${slug}`,
    icon: <Emblem name={name} />,
    mark: identity === organisation?.identity ? <Check aria-hidden /> : undefined,
  }));
  return (
    <Menu
      label={t("organisation")}
      placement="bottom start"
      groups={[{ id: "organisations", title: t("organisation"), entries }]}
      trigger={
        <Button
          aria-label={organisation ? t("switchOrganisation", { name: organisation.name }) : t("chooseOrganisation")}
          className="flex w-full items-center gap-2.5 rounded-panel border border-line bg-surface px-2.5 py-1.5 text-left transition-colors duration-120 hover:border-line-strong data-pressed:border-line-strong"
        >
          {organisation ? <Emblem name={organisation.name} /> : null}
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium text-control">
              {organisation?.name ?? t("chooseOrganisation")}
            </span>
            {organisation ? (
              <span className="block truncate text-caption text-ink-muted leading-3.5">{organisation.slug}</span>
            ) : null}
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-muted" />
        </Button>
      }
    />
  );
}
