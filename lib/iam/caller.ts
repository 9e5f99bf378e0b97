import type { KeyObject } from "node:crypto";
import type { Grant } from "./grants";

/**
 * Who calls and in which scope. `Principal` is what a credential proves; `Caller` is a principal inside one organisation,
 * and the only holder of the branded scope that the stores of keys accept.
 */

/** An organisation as a principal's credential opens it. */
export interface PrincipalOrganisation {
  /** `o-…` */
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  /** Owners may do everything in the organisation, others what their grants say. */
  readonly role: "OWNER" | "MEMBER";
  /** What bindings give, those through teams included. */
  readonly grants: readonly Grant[];
  /** Features switched off (`kms`, …). */
  readonly featuresDisabled: readonly string[];
  /** What the organisation may have; what is missing is the installation's default. */
  readonly limits: OrganisationLimits;
  /** Access epoch of the home database at the moment the principal was read. */
  readonly epoch: bigint;
}

/** Bounds of an organisation's use. */
export interface OrganisationLimits {
  readonly requestsPerSecond?: number | null;
  /** Keys per region, those whose deletion is pending included. */
  readonly keysMax?: number | null;
  readonly secretsMax?: number | null;
  readonly zonesMax?: number | null;
}

/** What a valid credential proves, as read in one statement from the home database. */
export interface Principal {
  readonly kind: "user" | "service_account" | "client_key";
  /** `u-…`, `sa-…` or `ck-…` */
  readonly actorId: string;
  readonly actorName: string;
  /** Empty for service accounts and client keys. */
  readonly actorEmail: string;
  /** Creates organisations and sets their features and limits; gives no right on their data. */
  readonly isPlatformAdministrator: boolean;
  readonly credentialKind: "access_token" | "session" | "service_token" | "client_key";
  /** `pat-…`, `cred-…`, `fid-…`, `ck-…`, or for a session the first 16 hex digits of its id's hash. Names the credential in records, opens nothing. */
  readonly credentialId: string;
  /** What the credential may be used for (`api:read`, `api:write`); null = everything. */
  readonly scopes: readonly string[] | null;
  /** Identity of the only project the credential opens; null = no such limit. */
  readonly confinedToProject: string | null;
  /** Identity of the only organisation the credential opens; null = no such limit. */
  readonly confinedToOrganisation: string | null;
  /** Milliseconds of the wall clock after which the credential is refused; null = never. Checked at every call. */
  readonly expiresAtMs: number | null;
  readonly organisations: readonly PrincipalOrganisation[];
  /** Monotonic milliseconds at which the home database confirmed all this. */
  readonly confirmedAtMs: number;
  /** What its signatures are checked with, and the slug of the only region it opens; absent for everybody but client keys. */
  readonly clientKey?: { readonly region: string; readonly publicKey: KeyObject };
}

declare const proven: unique symbol;

/** Where keys are looked for: only `callerInScope` makes one, from a principal that belongs to the organisation. */
export interface Scope {
  readonly organisationId: string;
  /** Empty for the organisation's own keys. */
  readonly projectId: string;
  readonly [proven]: true;
}

/** What conditions and scopes are checked against. */
export interface CallOrigin {
  /** As `clientAddress` finds it: forwarded headers count only from trusted proxies. */
  readonly clientAddress: string;
  readonly method: string;
}

/** A principal acting in one organisation and, if named, one of its projects. */
export interface Caller {
  readonly principal: Principal;
  readonly organisation: PrincipalOrganisation;
  readonly scope: Scope;
  /** The project and those above it, nearest first; empty in the organisation's own scope. */
  readonly projectPath: readonly string[];
  readonly origin: CallOrigin;
}
