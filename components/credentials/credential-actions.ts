import type { ServiceAccountMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import type { ObjectPlace } from "../iam/member-actions";
import type { Description } from "../labels/described-fields";
import type { Scope } from "../layout/scope";

/** What a new access credential is to be. */
export interface NewCredential {
  name: string;
  scopes: ("api:read" | "api:write")[];
  expiresAt: string | null;
}

/** A new access credential; the secret is told this once. */
export interface MadeCredential {
  name: string;
  accessKey: string;
  accessSecret: string;
}

/** Server actions that change service accounts; given to the components by the page. */
export interface ServiceAccountActions {
  createServiceAccount: (scope: Scope, request: Description) => Promise<ActionResult<ServiceAccountMessage>>;
  updateServiceAccount: (place: ObjectPlace, request: Description) => Promise<ActionResult<ServiceAccountMessage>>;
  deleteServiceAccount: (place: ObjectPlace) => Promise<ActionResult<{ identity: string }>>;
  createCredential: (place: ObjectPlace, request: NewCredential) => Promise<ActionResult<MadeCredential>>;
  revokeCredential: (place: ObjectPlace, credential: string) => Promise<ActionResult<{ identity: string }>>;
}

/** Server actions that revoke any credential of the organisation. */
export interface TokenActions {
  revokeCredential: (place: ObjectPlace) => Promise<ActionResult<{ identity: string }>>;
  /** For one's own that opens other organisations too. */
  revokeOwnToken: (place: ObjectPlace) => Promise<ActionResult<{ identity: string }>>;
}
