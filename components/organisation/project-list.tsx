"use client";

import { ArrowUpRight, CornerDownRight, FolderTree, Pencil, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import type { ProjectMessage } from "@/lib/contract/access";
import { AccessList } from "../iam/access-list";
import type { RowOrder } from "../iam/arrange-rows";
import { useRights } from "../layout/organisation-context";
import { type Scope, scopedAddress } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { EmptyState } from "../ui/empty-state";
import type { MenuEntry, MenuGroup } from "../ui/menu-entry";
import { notify } from "../ui/notify";
import { RelativeTime } from "../ui/relative-time";
import type { TableColumn } from "../ui/table-column";
import type { ProjectActions, ProjectRequest } from "./project-actions";
import { ProjectDialog } from "./project-dialog";
import { projectPath, projectTree, type TreeProject } from "./project-tree";
import { SettingsFrame } from "./settings-frame";

interface ProjectListProps {
  scope: Scope;
  first: ProjectMessage[];
  actions: ProjectActions;
}

type Open =
  | { kind: "create"; parent: string | null }
  | { kind: "edit"; project: ProjectMessage }
  | { kind: "delete"; project: ProjectMessage };

/** As the tree reads: what filters leave out of a branch stays out. */
const TREE_ORDER = "tree";

/** The organisation's projects as a tree. */
export function ProjectList({ scope, first, actions }: ProjectListProps) {
  const t = useTranslations("organisation");
  const query = useConsoleRead(scope, "projects", first);
  const projects = query.data ?? first;
  const search = useListSearch(TREE_ORDER);
  const may = useRights();
  const [open, setOpen] = useState<Open | null>(null);
  const columns = useProjectColumns(search.sort === TREE_ORDER && search.words === "", projects);
  const rowMenu = useProjectMenu(scope, setOpen);
  const order: RowOrder<TreeProject> = {
    text: ({ project }) =>
      [
        project.name,
        project.slug,
        project.description,
        project.identity,
        ...Object.entries(project.labels).flat(),
      ].join(" "),
    sorts: { name: ({ project }) => project.name, created: ({ project }) => project.createdAt },
  };
  const create = (label: string) => (
    <Button tone="primary" icon={<Plus aria-hidden />} onPress={() => setOpen({ kind: "create", parent: null })}>
      {label}
    </Button>
  );
  return (
    <SettingsFrame
      scope={scope}
      current="projects"
      actions={may("project:create") && projects.length > 0 ? create(t("projects.create")) : null}
    >
      <AccessList
        id="projects"
        label={t("settings.tab.projects")}
        query={{ ...query, data: query.data && projectTree(query.data) }}
        columns={columns}
        rowKey={({ project }) => project.identity}
        rowName={({ project }) => project.name}
        rowHref={({ project }) => scopedAddress({ ...scope, project: project.slug }, "")}
        rowDetail={({ project }) => project.description}
        rowMenu={rowMenu}
        search={search}
        order={order}
        filterLabel={t("projects.filter")}
        countWords={(count) => t("projects.count", { count })}
        empty={
          <EmptyState
            icon={<FolderTree />}
            title={t("projects.empty")}
            action={may("project:create") ? create(t("projects.createFirst")) : null}
          >
            {t("projects.emptyText")}
          </EmptyState>
        }
      />
      <ProjectDialogs {...{ scope, projects, open, actions }} onClose={() => setOpen(null)} />
    </SettingsFrame>
  );
}

interface ProjectDialogsProps {
  scope: Scope;
  projects: readonly ProjectMessage[];
  open: Open | null;
  actions: ProjectActions;
  onClose: () => void;
}

function ProjectDialogs({ scope, projects, open, actions, onClose }: ProjectDialogsProps) {
  const t = useTranslations("organisation");
  const { runOrExplain, runAndTell } = useConsoleChange(scope);
  if (open === null) return null;

  function create(request: ProjectRequest) {
    return runOrExplain(
      () => actions.createProject(scope, request),
      ({ name }) => {
        notify({ title: t("projects.created", { name }), detail: t("projects.createdDetail") });
        onClose();
      },
    );
  }

  function change(before: ProjectMessage, request: ProjectRequest) {
    const place = { ...scope, object: before.identity };
    const { name, description, labels, parentProject } = before;
    const back = { name, description, labels, parentProjectIdentity: parentProject?.identity ?? null };
    const undo = () =>
      void runAndTell(
        () => actions.updateProject(place, back),
        () => ({ title: t("projects.changedBack", { name }) }),
      );
    return runOrExplain(
      () => actions.updateProject(place, request),
      (changed) => {
        notify({ title: t("projects.changed", { name: changed.name }), undo });
        onClose();
      },
    );
  }

  if (open.kind === "create") {
    return <ProjectDialog projects={projects} parent={open.parent} onSubmit={create} onClose={onClose} />;
  }
  const { project } = open;
  if (open.kind === "edit") {
    return (
      <ProjectDialog
        projects={projects}
        of={project}
        onSubmit={(request) => change(project, request)}
        onClose={onClose}
      />
    );
  }
  return (
    <ConfirmDialog
      isOpen
      isDangerous
      onOpenChange={onClose}
      title={t("projects.deleteTitle", { name: project.name })}
      confirmLabel={t("projects.delete")}
      name={project.name}
      onConfirm={() =>
        runOrExplain(
          () => actions.deleteProject({ ...scope, object: project.identity }),
          () => notify({ title: t("projects.deleted", { name: project.name }) }),
        )
      }
    >
      <p>{t("projects.deleteText")}</p>
      <p className="mt-2">{t("projects.deleteNeeds")}</p>
    </ConfirmDialog>
  );
}

function useProjectMenu(scope: Scope, open: (what: Open) => void): (row: TreeProject) => readonly MenuGroup[] {
  const t = useTranslations("organisation");
  const may = useRights();
  return ({ project }) => {
    const change: MenuEntry[] = [];
    if (may("project:update")) {
      const onAction = () => open({ kind: "edit", project });
      change.push({ id: "edit", label: t("projects.edit"), icon: <Pencil aria-hidden />, onAction });
    }
    if (may("project:create")) {
      const onAction = () => open({ kind: "create", parent: project.identity });
      change.push({ id: "below", label: t("projects.createBelow"), icon: <CornerDownRight aria-hidden />, onAction });
    }
    const remove: MenuEntry = {
      id: "delete",
      label: t("projects.delete"),
      icon: <Trash2 aria-hidden />,
      isDangerous: true,
      onAction: () => open({ kind: "delete", project }),
    };
    const enter: MenuEntry = {
      id: "enter",
      label: t("projects.enter"),
      icon: <ArrowUpRight aria-hidden />,
      href: scopedAddress({ ...scope, project: project.slug }, ""),
    };
    return [
      { id: "look", entries: [enter] },
      ...(change.length > 0 ? [{ id: "change", entries: change }] : []),
      ...(may("project:delete") ? [{ id: "end", entries: [remove] }] : []),
    ];
  };
}

function useProjectColumns(isTree: boolean, projects: readonly ProjectMessage[]): readonly TableColumn<TreeProject>[] {
  const t = useTranslations("organisation");
  return useMemo(
    () => [
      {
        id: "name",
        header: t("projects.column.name"),
        cell: ({ project, depth }) => (
          <>
            {isTree && depth > 0 ? (
              <CornerDownRight
                aria-hidden
                className="mr-1.5 inline size-3.5 text-ink-faint"
                style={{ marginLeft: `${(depth - 1) * 18}px` }}
              />
            ) : null}
            {project.name}
          </>
        ),
        sortKey: "name",
      },
      {
        id: "address",
        header: t("projects.column.address"),
        cell: ({ project }) => <span className="font-mono">{project.slug}</span>,
        width: "20%",
        hideBelow: "md",
        card: "hidden",
      },
      {
        id: "above",
        header: t("projects.column.above"),
        cell: ({ project }) => {
          const names = projectPath(projects, project.identity)
            .slice(0, -1)
            .map(({ name }) => name);
          return names.length === 0 ? t("projects.top") : <span title={names.join(" / ")}>{names.join(" / ")}</span>;
        },
        width: "24%",
      },
      {
        id: "labels",
        header: t("projects.column.labels"),
        cell: ({ project }) => (
          <span className="font-mono text-caption">
            {Object.entries(project.labels)
              .map(([name, value]) => `${name}: ${value}`)
              .join(", ")}
          </span>
        ),
        width: "18%",
        hideBelow: "lg",
        card: "hidden",
        isOptional: true,
      },
      {
        id: "created",
        header: t("projects.column.created"),
        cell: ({ project }) => <RelativeTime value={project.createdAt} look="day" isFocusable={false} />,
        sortKey: "created",
        width: "132px",
        hideBelow: "xl",
        card: "hidden",
        isOptional: true,
      },
    ],
    [t, isTree, projects],
  );
}
