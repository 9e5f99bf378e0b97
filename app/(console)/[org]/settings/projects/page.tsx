import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ProjectList } from "@/components/organisation/project-list";
import { SettingsFrame } from "@/components/organisation/settings-frame";
import { ReadFailure } from "@/components/query/read-failure";
import { listProjects } from "@/lib/access/projects";
import { type OrganisationPageProps, organisationRead } from "../../organisation-read";
import { createProject, deleteProject, updateProject } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("settings.tab.projects") };
}

export default async function ProjectsPage(props: OrganisationPageProps) {
  const { scope, result } = await organisationRead(props, listProjects);
  if (result.ok) {
    return <ProjectList scope={scope} first={result.value} actions={{ createProject, updateProject, deleteProject }} />;
  }
  return (
    <SettingsFrame scope={scope} current="projects">
      <ReadFailure error={result.error} />
    </SettingsFrame>
  );
}
