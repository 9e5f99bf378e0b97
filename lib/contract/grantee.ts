/** Somebody or something that a role or policy can be given to, as pickers show it. */
export interface Grantee {
  readonly kind: "user" | "team" | "service_account";
  readonly identity: string;
  readonly name: string;
  /** E-mail address of a person, slug of anything else. */
  readonly detail: string;
}
