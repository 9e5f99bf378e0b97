"use client";

import { FileChartColumn, FolderTree, Import, Plus, Radio, UsersRound, Webhook } from "lucide-react";
import { useTranslations } from "next-intl";
import { ACCESS_TABS } from "../iam/access-tabs";
import { Emblem } from "./emblem";
import { NAVIGATION, NAVIGATION_FOOT, NAVIGATION_OF_PERSON, type NavigationEntry, navigationHref } from "./navigation";
import { usePlace, useScope } from "./organisation-context";
import type { PaletteEntry } from "./palette-section";
import { type Scope, scopedAddress } from "./scope";

/** Every page the person can go to from here. */
export function usePalettePages(): PaletteEntry[] {
  const t = useTranslations("layout");
  const scope = useScope();
  const ofOrganisation = useOrganisationPages();
  const others = useOtherOrganisations();
  const entryOf = (entry: NavigationEntry): PaletteEntry => ({
    id: entry.text,
    label: t(entry.text),
    href: navigationHref(entry, scope),
    icon: <entry.icon aria-hidden />,
  });
  const { isPlatformAdministrator } = usePlace().viewer;
  const menu = scope === null ? [] : NAVIGATION.flatMap(({ entries }) => entries).map(entryOf);
  const everywhere = [...NAVIGATION_FOOT, ...NAVIGATION_OF_PERSON]
    .filter((entry) => entry.base === "root" || scope !== null)
    .filter((entry) => isPlatformAdministrator || !entry.isForPlatform)
    .map(entryOf);
  return [...menu, ...(scope === null ? [] : ofOrganisation(scope)), ...everywhere, ...others];
}

/** Pages of the organisation that the menu does not have. */
function useOrganisationPages(): (scope: Scope) => PaletteEntry[] {
  const t = useTranslations("layout");
  const tAccess = useTranslations("access");
  return (scope) => [
    { id: "create", label: t("createKey"), href: scopedAddress(scope, "/keys/new"), icon: <Plus aria-hidden /> },
    { id: "import", label: t("importKey"), href: scopedAddress(scope, "/keys/import"), icon: <Import aria-hidden /> },
    {
      id: "create-secret",
      label: t("createSecret"),
      href: scopedAddress(scope, "/secrets/new"),
      icon: <Plus aria-hidden />,
    },
    { id: "create-zone", label: t("createZone"), href: scopedAddress(scope, "/dns/new"), icon: <Plus aria-hidden /> },
    ...ACCESS_TABS.map((tab) => ({
      id: `access-${tab}`,
      label: tAccess(`tab.${tab}`),
      aside: t("access"),
      href: scopedAddress(scope, `/access/${tab}`),
      icon: <UsersRound aria-hidden />,
    })),
    {
      id: "reports",
      label: t("reports"),
      aside: t("audit"),
      href: scopedAddress(scope, "/audit/reports"),
      icon: <FileChartColumn aria-hidden />,
    },
    {
      id: "sinks",
      label: t("sinks"),
      aside: t("audit"),
      href: scopedAddress(scope, "/audit/streaming"),
      icon: <Radio aria-hidden />,
    },
    {
      id: "projects",
      label: t("projects"),
      aside: t("settings"),
      href: scopedAddress(scope, "/settings/projects"),
      icon: <FolderTree aria-hidden />,
    },
    {
      id: "webhooks",
      label: t("webhooks"),
      aside: t("settings"),
      href: scopedAddress(scope, "/settings/webhooks"),
      icon: <Webhook aria-hidden />,
    },
  ];
}

function useOtherOrganisations(): PaletteEntry[] {
  const t = useTranslations("layout");
  const { viewer, organisation } = usePlace();
  return viewer.organisations
    .filter(({ identity }) => identity !== organisation?.identity)
    .map(({ identity, name, slug }) => ({
      id: identity,
      label: name,
      aside: t("organisation"),
      href: `/${slug}`,
      icon: <Emblem name={name} />,
    }));
}
