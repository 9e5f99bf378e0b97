import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RoleList } from "@/components/roles/role-list";
import { listPoliciesOf } from "@/lib/access/policies";
import { PROJECT_POLICIES, ROLES } from "@/lib/access/policy-kind";
import { searchOf } from "../../page-search";
import { type AccessPageProps, accessPage } from "../access-page";
import { heldRights } from "../held-rights";
import * as actions from "./actions";

export async function generateMetadata({ searchParams }: AccessPageProps): Promise<Metadata> {
  const [search, t] = await Promise.all([searchParams.then(searchOf), getTranslations("roles")]);
  return { title: t(`title.${search.get("project") ? "policy" : "role"}`) };
}

/** Roles of the organisation; with a project in the address its policies. */
export default async function RolesPage(props: AccessPageProps) {
  const [{ org }, search] = await Promise.all([props.params, props.searchParams.then(searchOf)]);
  const scope = { organisation: org, project: search.get("project") };
  const rights = await heldRights(scope);
  const kind = scope.project === null ? ROLES : PROJECT_POLICIES;
  return accessPage(
    props,
    "roles",
    (call) => listPoliciesOf(kind, call),
    (_, roles) => <RoleList scope={scope} first={roles} rights={rights} actions={{ ...actions }} />,
  );
}
