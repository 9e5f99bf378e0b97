import type { createPersonalAccessTokenRequest, PersonalAccessTokenMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";

export type NewToken = Pick<
  (typeof createPersonalAccessTokenRequest)["_output"],
  "name" | "scopes" | "organisationIdentity" | "expiresAt"
>;

/** Server actions of a person on their own account; `object` names a session or token. */
export interface AccountActions {
  changePassword: (request: { currentPassword: string; password: string }) => Promise<ActionResult<{ email: string }>>;
  endSession: (place: PersonPlace & { object: string }) => Promise<ActionResult<{ ended: number }>>;
  endOtherSessions: (place: PersonPlace) => Promise<ActionResult<{ ended: number }>>;
  createToken: (
    place: PersonPlace,
    request: NewToken,
  ) => Promise<ActionResult<PersonalAccessTokenMessage & { token: string }>>;
  revokeToken: (place: PersonPlace & { object: string }) => Promise<ActionResult<{ identity: string }>>;
}

/** No organisation: the act is the person's own. */
export interface PersonPlace {
  organisation: "";
}

export const OWN: PersonPlace = { organisation: "" };
