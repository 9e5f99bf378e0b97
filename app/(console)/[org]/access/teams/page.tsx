import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TeamList } from "@/components/iam/team-list";
import { listTeams } from "@/lib/access/teams";
import { type AccessPageProps, accessPage } from "../access-page";
import { createTeam } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("access"))("tab.teams") };
}

export default async function TeamsPage(props: AccessPageProps) {
  return accessPage(props, "teams", listTeams, (scope, teams) => (
    <TeamList scope={scope} first={teams} actions={{ createTeam }} />
  ));
}
