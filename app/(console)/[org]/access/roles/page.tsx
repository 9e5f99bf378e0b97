import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CreateRoleButton } from "@/components/roles/create-role-button";
import { RoleList } from "@/components/roles/role-list";
import { nounOf } from "@/components/roles/role-rights";
import { PageHeader } from "@/components/ui/page-header";
import { listPoliciesOf } from "@/lib/access/policies";
import { PROJECT_POLICIES, ROLES } from "@/lib/access/policy-kind";
import { pageRead } from "@/lib/console/page-read";
import { requireViewer } from "@/lib/console/viewer";
import { type PageSearch, searchOf } from "../../page-search";
import { heldRights } from "../held-rights";
import * as actions from "./actions";

interface RolesPageProps {
  params: Promise<{ org: string }>;
  searchParams: Promise<PageSearch>;
}

export async function generateMetadata({ searchParams }: RolesPageProps): Promise<Metadata> {
  const [search, t] = await Promise.all([searchParams.then(searchOf), getTranslations("roles")]);
  return { title: t(`title.${search.get("project") ? "policy" : "role"}`) };
}

export default async function RolesPage({ params, searchParams }: RolesPageProps) {
  const [{ org }, search, t] = await Promise.all([params, searchParams.then(searchOf), getTranslations("roles")]);
  await requireViewer(org);
  const scope = { organisation: org, project: search.get("project") };
  const noun = nounOf(scope);
  const kind = noun === "role" ? ROLES : PROJECT_POLICIES;
  const [roles, rights] = await Promise.all([
    pageRead(scope, (call) => listPoliciesOf(kind, call)),
    heldRights(scope),
  ]);
  return (
    <>
      <PageHeader
        title={t(`title.${noun}`)}
        lead={t(`lead.${noun}`)}
        actions={rights.create ? <CreateRoleButton scope={scope} actions={actions} /> : null}
      />
      <RoleList scope={scope} first={roles.ok ? roles.value : null} rights={rights} actions={actions} />
    </>
  );
}
