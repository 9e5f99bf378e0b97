"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ProjectMessage } from "@/lib/contract/access";
import { DescribeDialog } from "../iam/describe-dialog";
import type { Refusal } from "../query/use-console-change";
import { Select } from "../ui/select";
import type { ProjectRequest } from "./project-actions";
import { projectAndBelow, projectPath, projectTree } from "./project-tree";

interface ProjectDialogProps {
  projects: readonly ProjectMessage[];
  /** The project to change; absent for a new one. */
  of?: ProjectMessage;
  /** Identity of the project above a new one. */
  parent?: string | null;
  onSubmit: (request: ProjectRequest) => Promise<Refusal | null>;
  onClose: () => void;
}

/** Stands for "no project above": a select needs a value. */
const TOP = "top";

/** Makes or changes a project: what it is called and where it lies. */
export function ProjectDialog({ projects, of, parent = null, onSubmit, onClose }: ProjectDialogProps) {
  const t = useTranslations("organisation");
  const tUi = useTranslations("ui");
  const [above, setAbove] = useState(of === undefined ? (parent ?? TOP) : (of.parentProject?.identity ?? TOP));
  // Below itself it cannot lie.
  const without = of === undefined ? new Set<string>() : projectAndBelow(projects, of.identity);
  const places = projectTree(projects).filter(({ project }) => !without.has(project.identity));
  return (
    <DescribeDialog
      title={of === undefined ? t("projects.create") : t("projects.editTitle", { name: of.name })}
      submitLabel={of === undefined ? t("projects.create") : tUi("save")}
      initial={of}
      nameHelp={t("projects.nameHelp")}
      descriptionHelp={t("projects.descriptionHelp")}
      labelsHelp={t("projects.labelsHelp")}
      onClose={onClose}
      onSubmit={(request) => onSubmit({ ...request, parentProjectIdentity: above === TOP ? null : above })}
      extra={{
        fields: ["parentProjectIdentity"],
        draw: (errors) => (
          <Select
            label={t("projects.parent")}
            help={t("projects.parentHelp")}
            options={[
              { value: TOP, label: t("projects.top") },
              ...places.map(({ project }) => ({
                value: project.identity,
                label: projectPath(projects, project.identity)
                  .map(({ name }) => name)
                  .join(" / "),
              })),
            ]}
            value={above}
            onChange={setAbove}
            error={errors.parentProjectIdentity}
          />
        ),
      }}
    />
  );
}
