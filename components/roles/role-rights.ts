import type { Permission } from "@/lib/contract/permissions";
import type { Scope } from "../layout/scope";

/** Roles of an organisation, or policies of a project. */
export type RoleNoun = "role" | "policy";

export const nounOf = ({ project }: Scope): RoleNoun => (project === null ? "role" : "policy");

/** What a person may do with roles, or with the policies of a project. */
export interface RoleRights {
  create: boolean;
  update: boolean;
  delete: boolean;
  bind: boolean;
  unbind: boolean;
}

/** Which acts pages offer to somebody who holds these permissions; the server decides each anew. */
export function roleRights(scope: Scope, held: readonly Permission[]): RoleRights {
  const type = scope.project === null ? "iam_role" : "iam_policy";
  const may = (verb: keyof RoleRights) => held.includes(`${type}:${verb}`);
  return {
    create: may("create"),
    update: may("update"),
    delete: may("delete"),
    bind: may("bind"),
    unbind: may("unbind"),
  };
}
