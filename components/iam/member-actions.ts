import type { MembershipMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import type { Scope } from "../layout/scope";

/** An object of access management in its scope; `object` is its identity or slug. */
export interface ObjectPlace extends Scope {
  object: string;
}

/** Server actions that change who belongs to the organisation; given to the components by the page. */
export interface MemberActions {
  addMember: (
    scope: Scope,
    request: { email: string; name?: string; role: MembershipMessage["role"] },
  ) => Promise<ActionResult<MembershipMessage & { passwordLink: string }>>;
  changeMemberRole: (
    place: ObjectPlace,
    request: { role: MembershipMessage["role"] },
  ) => Promise<ActionResult<MembershipMessage>>;
  removeMember: (place: ObjectPlace) => Promise<ActionResult<{ identity: string }>>;
  makePasswordLink: (place: ObjectPlace) => Promise<ActionResult<{ passwordLink: string }>>;
}
