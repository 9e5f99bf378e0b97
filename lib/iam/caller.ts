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
  readonly role: "OWNER" | "MEMBER";
  /** Features switched off (`kms`, …). */
  readonly featuresDisabled: readonly string[];
  /** Access epoch of the home database at the moment the principal was read. */
  readonly epoch: bigint;
}

/** What a valid credential proves, as read in one statement from the home database. */
export interface Principal {
  readonly kind: "user";
  /** `u-…` */
  readonly userId: string;
  readonly userName: string;
  readonly userEmail: string;
  readonly credentialKind: "access_token" | "session";
  /** `pat-…`, or for a session the first 16 hex digits of its id's hash. Names the credential in records, opens nothing. */
  readonly credentialId: string;
  /** Milliseconds of the wall clock after which the credential is refused; null = never. Checked at every call. */
  readonly expiresAtMs: number | null;
  readonly organisations: readonly PrincipalOrganisation[];
  /** Monotonic milliseconds at which the home database confirmed all this. */
  readonly confirmedAtMs: number;
}

declare const proven: unique symbol;

/** Where keys are looked for: only `callerInScope` makes one, from a principal that belongs to the organisation. */
export interface Scope {
  readonly organisationId: string;
  /** Empty for the organisation's own keys. */
  readonly projectId: string;
  readonly [proven]: true;
}

/** A principal acting in one organisation and, if named, one of its projects. */
export interface Caller {
  readonly principal: Principal;
  readonly organisation: PrincipalOrganisation;
  readonly scope: Scope;
}
