import type { ClientKeyMessage, CreatedClientKeyMessage } from "@/lib/contract/client-keys";
import type { ActionResult } from "@/lib/contract/console";
import type { ObjectPlace } from "../iam/member-actions";
import type { Scope } from "../layout/scope";

/** What a new client key is to be. */
export interface NewClientKey {
  name: string;
  region: string;
  password: string;
  policies: string[];
  resourceIdentities: string[];
  cidrs: string[];
  notAfter: string;
}

/** Server actions that change client keys; given to the components by the page. */
export interface ClientKeyActions {
  createClientKey: (scope: Scope, request: NewClientKey) => Promise<ActionResult<CreatedClientKeyMessage>>;
  revokeClientKey: (place: ObjectPlace) => Promise<ActionResult<{ identity: string }>>;
}

/** A client key as the list shows it. */
export type ClientKeyRow = ClientKeyMessage;
