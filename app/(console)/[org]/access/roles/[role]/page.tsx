import type { Metadata } from "next";
import { ReadFailure } from "@/components/query/read-failure";
import { RoleView } from "@/components/roles/role-view";
import { requireViewer } from "@/lib/console/viewer";
import { heldRights } from "../../held-rights";
import * as actions from "../actions";
import { type RolePageProps, requireRole, roleIn } from "./read-role";

export async function generateMetadata(props: RolePageProps): Promise<Metadata> {
  const { result } = await roleIn(props);
  return { title: result.ok ? result.value.name : (await props.params).role };
}

export default async function RolePage(props: RolePageProps) {
  await requireViewer((await props.params).org);
  const { scope, result } = await requireRole(props);
  if (!result.ok) return <ReadFailure error={result.error} />;
  const rights = await heldRights(scope);
  return (
    <RoleView key={result.value.identity} scope={scope} first={result.value} rights={rights} actions={{ ...actions }} />
  );
}
