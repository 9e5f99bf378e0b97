import { notFound } from "next/navigation";
import { cache } from "react";
import { nounOf } from "@/components/roles/role-rights";
import { getPolicy } from "@/lib/access/policies";
import { PROJECT_POLICIES, ROLES } from "@/lib/access/policy-kind";
import { pageRead } from "@/lib/console/page-read";
import type { PolicyMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import { type PageSearch, searchOf } from "../../../page-search";

export interface RolePageProps {
  params: Promise<{ org: string; role: string }>;
  searchParams: Promise<PageSearch>;
}

/** The role or policy that an address names, and where it is. */
export async function roleIn({ params, searchParams }: RolePageProps) {
  const [{ org, role }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  const scope = { organisation: org, project: search.get("project") };
  return { scope, result: await readOnce(org, scope.project, decodeURIComponent(role)) };
}

/** The same where it has to exist. Leads to "not found". */
export async function requireRole(
  props: RolePageProps,
): Promise<{ scope: { organisation: string; project: string | null }; result: ActionResult<PolicyMessage> }> {
  const found = await roleIn(props);
  if (!found.result.ok && ABSENT.has(found.result.error.code)) notFound();
  return found;
}

const ABSENT: ReadonlySet<string> = new Set(["object_not_found", "project_not_found"]);

/** Title and content are of one reading. */
const readOnce = cache((organisation: string, project: string | null, role: string) => {
  const scope = { organisation, project };
  const kind = nounOf(scope) === "role" ? ROLES : PROJECT_POLICIES;
  return pageRead(scope, (call) => getPolicy(kind, call, role));
});
