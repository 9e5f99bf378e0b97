/** The pages of access management in the order of their tabs; each has a folder of this name under `access/`. */
export const ACCESS_TABS = [
  "members",
  "teams",
  "roles",
  "service-accounts",
  "tokens",
  "client-keys",
  "federation",
  "review",
  "simulate",
] as const;

export type AccessTab = (typeof ACCESS_TABS)[number];
