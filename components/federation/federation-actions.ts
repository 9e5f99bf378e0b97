import type { ActionResult } from "@/lib/contract/console";
import type {
  FederatedIdentityMessage,
  FederatedIdentityProviderMessage,
  SubjectTokenVerdict,
} from "@/lib/contract/federation";
import type { ObjectPlace } from "../iam/member-actions";
import type { Scope } from "../layout/scope";

type Status = "active" | "inactive";

/** A new provider. */
export interface NewProvider {
  name: string;
  providerIssuer: string;
  providerJwksUri: string | null;
  localJwks: { keys: Record<string, unknown>[] } | null;
}

/** A new federated identity. */
export interface NewIdentity {
  name: string;
  providerIdentity: string;
  serviceAccountIdentity: string;
  providerSubject: string;
  trustedAudiences: string[];
  allowedScopes: ("api:read" | "api:write")[];
  conditions: Record<string, string>;
  expiresAt: string | null;
}

/** Server actions about federation; given to the components by the page. */
export interface FederationActions {
  createProvider: (scope: Scope, request: NewProvider) => Promise<ActionResult<FederatedIdentityProviderMessage>>;
  updateProvider: (
    place: ObjectPlace,
    request: { status?: Status; localJwks?: NewProvider["localJwks"] },
  ) => Promise<ActionResult<FederatedIdentityProviderMessage>>;
  deleteProvider: (place: ObjectPlace) => Promise<ActionResult<{ identity: string }>>;
  createIdentity: (scope: Scope, request: NewIdentity) => Promise<ActionResult<FederatedIdentityMessage>>;
  updateIdentity: (place: ObjectPlace, request: { status: Status }) => Promise<ActionResult<FederatedIdentityMessage>>;
  deleteIdentity: (place: ObjectPlace) => Promise<ActionResult<{ identity: string }>>;
  checkToken: (scope: Scope, request: { subjectToken: string }) => Promise<ActionResult<SubjectTokenVerdict>>;
}
