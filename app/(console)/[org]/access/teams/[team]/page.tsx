import type { Metadata } from "next";
import { TeamView } from "@/components/iam/team-view";
import { ReadFailure } from "@/components/query/read-failure";
import { readTeamDetail } from "@/lib/console/team-detail";
import { type ObjectPageProps, objectRead } from "../../../object-page";
import { addTeamMember, deleteTeam, removeTeamMember, updateTeam } from "../actions";

const teamOf = objectRead("team", readTeamDetail);

export async function generateMetadata(props: ObjectPageProps<"team">): Promise<Metadata> {
  const { asked, result } = await teamOf(props);
  return { title: result.ok ? result.value.name : asked };
}

export default async function TeamPage(props: ObjectPageProps<"team">) {
  const { scope, result } = await teamOf(props);
  if (!result.ok) return <ReadFailure error={result.error} />;
  const actions = { updateTeam, deleteTeam, addTeamMember, removeTeamMember };
  return <TeamView key={result.value.identity} scope={scope} first={result.value} actions={actions} />;
}
