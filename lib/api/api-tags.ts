/** Groups of endpoints in the OpenAPI document, in the order in which the reference shows them. */
export const API_TAGS = {
  Regions: "Where keys can live, and whether they can be used there now.",
  Keys: "Keys and their life: creation, versions, rotation and status.",
  Cryptography: "What applications do with keys. The material never leaves the service.",
  Tokens: "JSON Web Tokens signed with keys, and the key sets others verify them with.",
  Secrets: "Values by path, each encrypted under a key of the same region by the KMS itself.",
  DNS: "Zones, their records, and zone files that come and go.",
  Organisations: "Organisations, projects, people and teams.",
  Access: "Roles, policies and who has them.",
  Credentials: "Service accounts, their credentials, access tokens and federation.",
  Usage: "What is used, what it costs, and how regions were.",
  Events: "What somebody should know of, and webhooks that are told.",
  Audit: "Who did what, when and from where, and how it ended.",
} as const;

/** A group of endpoints, for example `Keys`. */
export type ApiTag = keyof typeof API_TAGS;
