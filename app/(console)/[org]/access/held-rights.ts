import type { Scope } from "@/components/layout/scope";
import { type RoleRights, roleRights } from "@/components/roles/role-rights";
import { readHeldPermissions } from "@/lib/access/held-permissions";
import { pageRead } from "@/lib/console/page-read";
import { requireViewer } from "@/lib/console/viewer";

/** What the person at the page may do with the roles of an organisation, or with the policies of a project. */
export async function heldRights(scope: Scope): Promise<RoleRights> {
  const { organisation } = await requireViewer(scope.organisation);
  if (scope.project === null) return roleRights(scope, organisation.rights);
  const held = await pageRead(scope, readHeldPermissions);
  return roleRights(scope, held.ok ? held.value : []);
}
