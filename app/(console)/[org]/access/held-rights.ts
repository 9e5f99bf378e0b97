import { type RoleRights, roleRights } from "@/components/roles/role-rights";
import { readHeldPermissions } from "@/lib/access/held-permissions";
import { pageRead } from "@/lib/console/page-read";

/** What the person at the page may do with the roles of an organisation, or the policies of a project. */
export async function heldRights(scope: { organisation: string; project: string | null }): Promise<RoleRights> {
  const held = await pageRead(scope, readHeldPermissions);
  return roleRights(scope, held.ok ? held.value : []);
}
