"use client";

import { Building2, Check, ChevronsUpDown, FolderTree, Layers, Settings2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import type { ProjectMessage } from "@/lib/contract/access";
import type { OrganisationReference } from "@/lib/contract/console";
import { projectTree } from "../organisation/project-tree";
import { useConsoleRead } from "../query/use-console-read";
import { Menu } from "../ui/menu";
import type { MenuEntry, MenuGroup } from "../ui/menu-entry";
import { Emblem } from "./emblem";
import { useOrganisation, usePlace, useScope } from "./organisation-context";
import { type Scope, scopedAddress } from "./scope";

/** The organisation and project whose keys one sees, and where else one may go. */
export function OrganisationSwitcher() {
  const scope = useScope();
  return scope === null ? <Choice /> : <Switcher scope={scope} />;
}

/** On pages about the person: the way into an organisation. */
function Choice() {
  const t = useTranslations("layout");
  const groups = useOrganisationGroups();
  return (
    <Menu
      label={t("organisation")}
      placement="bottom start"
      groups={groups}
      search={t("switcherSearch")}
      trigger={
        <Button aria-label={t("chooseOrganisation")} className={FRAME}>
          <Building2 aria-hidden className="size-4 shrink-0 text-ink-muted" />
          <span className="min-w-0 flex-1 truncate py-1.5 font-medium text-control">{t("chooseOrganisation")}</span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-muted" />
        </Button>
      }
    />
  );
}

const FRAME =
  "flex w-full items-center gap-2.5 rounded-panel border border-line bg-surface px-2.5 py-1.5 text-left transition-colors duration-120 hover:border-line-strong data-pressed:border-line-strong";

function Switcher({ scope }: { scope: Scope }) {
  const t = useTranslations("layout");
  const { organisation } = useOrganisation();
  // Not before somebody looks: every read of the list stands in the audit log.
  const [wasOpened, setOpened] = useState(false);
  const isWanted = wasOpened && organisation.rights.includes("project:list");
  const { data } = useConsoleRead<ProjectMessage[]>({ ...scope, project: null }, "projects", undefined, isWanted);
  const projects = data ?? [];
  const isCurrent = ({ slug, identity }: OrganisationReference) => scope.project === slug || scope.project === identity;
  const shown = [...projects, ...(organisation.project ? [organisation.project] : [])].find(isCurrent);
  const project = scope.project === null ? t("wholeOrganisation") : (shown?.name ?? scope.project);
  const groups = [...useProjectGroups(scope, projects, projects.find(isCurrent)), ...useOrganisationGroups()];
  return (
    <Menu
      label={t("switcher")}
      placement="bottom start"
      groups={groups}
      search={t("switcherSearch")}
      onOpen={() => setOpened(true)}
      trigger={
        <Button aria-label={t("switchOrganisation", { name: organisation.name, project })} className={FRAME}>
          <Emblem name={organisation.name} />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium text-control">{organisation.name}</span>
            <span className="block truncate text-caption text-ink-muted leading-3.5">{project}</span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-muted" />
        </Button>
      }
    />
  );
}

/** The organisation as a whole, its projects, and where they are managed. */
function useProjectGroups(scope: Scope, projects: readonly ProjectMessage[], current?: ProjectMessage): MenuGroup[] {
  const t = useTranslations("layout");
  const check = <Check aria-hidden />;
  const whole: MenuEntry = {
    id: "whole",
    label: t("wholeOrganisation"),
    href: scopedAddress({ ...scope, project: null }, ""),
    icon: <Layers aria-hidden />,
    mark: scope.project === null ? check : undefined,
  };
  const entries = projectTree(projects).map(({ project, depth }) => ({
    id: project.identity,
    label: project.name,
    detail: project.parentProject === null ? undefined : t("projectIn", { name: project.parentProject.name }),
    href: scopedAddress({ ...scope, project: project.slug }, ""),
    icon: <FolderTree aria-hidden style={{ marginLeft: `${depth * 12}px` }} />,
    mark: project === current ? check : undefined,
  }));
  const manage: MenuEntry = {
    id: "manage",
    label: t("manageProjects"),
    href: scopedAddress(scope, "/settings/projects"),
    icon: <Settings2 aria-hidden />,
  };
  return [{ id: "projects", title: t("projects"), entries: [whole, ...entries, manage] }];
}

function useOrganisationGroups(): MenuGroup[] {
  const t = useTranslations("layout");
  const { viewer, organisation } = usePlace();
  const entries: MenuEntry[] = viewer.organisations
    .toSorted((one, other) => one.name.localeCompare(other.name, "en"))
    .map(({ identity, name, slug }) => ({
      id: identity,
      label: name,
      detail: slug,
      href: `/${slug}`,
      icon: <Emblem name={name} />,
      mark: identity === organisation?.identity ? <Check aria-hidden /> : undefined,
    }));
  if (viewer.isPlatformAdministrator) {
    entries.push({
      id: "all",
      label: t("allOrganisations"),
      href: "/organisations",
      icon: <Building2 aria-hidden />,
    });
  }
  return entries.length === 0 ? [] : [{ id: "organisations", title: t("organisations"), entries }];
}
