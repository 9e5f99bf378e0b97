/** Messages between the console's pages and `lib/console`: reads under `/console-api` and results of server actions. */
import { z } from "zod";
import { accessCredential, type MEMBER_ROLES, membership, reference, serviceAccount, team } from "./access";
import { federatedIdentity, federatedIdentityProvider } from "./federation";
import { kmsKey, rotationFailure } from "./kms";
import type { Permission } from "./permissions";
import { keyUsage } from "./usage";

/** One row of the console's key list. */
export const keyRow = kmsKey.omit({ versions: true, annotations: true });

export const keyPage = z.object({
  keys: z.array(keyRow),
  /** Keys that match the filters, over all available regions. */
  matchingCount: z.number().int(),
  /** Keys the person may see without any filter. */
  totalCount: z.number().int(),
  /** Cursor of the next page; null on the last. */
  nextCursor: z.string().nullable(),
  /** Slugs of regions that could not be asked; their keys are missing from the page. */
  unavailableRegions: z.array(z.string()),
});

/** Query of `GET /console-api/{org}/keys`. */
export const keyPageQuery = z.object({
  q: z.string().max(256).optional(),
  region: z.string().optional().describe("Slugs separated by commas."),
  status: z.string().optional(),
  keyType: z.string().optional(),
  label: z.string().optional().describe("key=value, several separated by commas."),
  review: z.string().optional().describe("A name of KEY_REVIEWS."),
  sort: z.string().optional(),
  cursor: z.string().optional(),
  project: z.string().optional(),
});

/** Answer of `GET /console-api/{org}/keys/{region}/{key}`: the key, and its last recorded acts. */
export const keyActivity = z.object({
  eventID: z.string(),
  createdAt: z.iso.datetime(),
  /** For example `kms.encrypt`. */
  event: z.string(),
  outcome: z.enum(["allowed", "refused", "failed"]),
  /** Error code when not allowed. */
  reason: z.string().nullable(),
  actorName: z.string(),
  keyVersion: z.number().int().nullable(),
  clientAddress: z.string().nullable(),
  requestId: z.string(),
});

export const keyDetail = z.object({
  key: kmsKey,
  /** Null for those who may not read the audit log. */
  activity: z.array(keyActivity).nullable(),
});

/** Answer of `GET /console-api/{org}/keys/{region}/{key}/usage`: its use, and the names of those who used it last by identity. */
export const keyUse = keyUsage.extend({ names: z.record(z.string(), z.string()) });

/** Answer of `GET /console-api/{org}/reviews`: how many keys each list holds. */
export const keyReviewCounts = z.object({
  unused: z.number().int(),
  exportable: z.number().int(),
  unscheduled: z.number().int(),
  near_limit: z.number().int(),
  unavailableRegions: z.array(z.string()),
});

/** Answer of `GET /console-api/storage`, for platform administrators: what the databases and their audit logs take. */
export const storage = z.object({
  databases: z.array(
    z.object({
      /** Slugs of the regions in it. */
      regions: z.array(z.string()),
      databaseBytes: z.number(),
      auditBytes: z.number(),
      records: z.number(),
      bytesPerRecord: z.number(),
      bytesPerDay: z.number(),
      /** Null where the disk is not ours to watch. */
      freeBytes: z.number().nullable(),
      /** Until the disk is full if the log grows on so; null where that is not known. */
      daysLeft: z.number().nullable(),
    }),
  ),
  retentionInMonths: z.number().int(),
  unavailableRegions: z.array(z.string()),
});

const measuredUse = {
  /** Hours of key versions. */
  kmsKeys: z.number().int(),
  kmsApiCalls: z.number().int(),
  /** In the currency of the price sheet; absent without one. */
  cost: z.number().optional(),
};

/** Answer of `GET /console-api/{org}/usage`: what was used from one month to another, added up in three ways. */
export const usagePage = z.object({
  /** First and last month, for example "2026-05". */
  from: z.string(),
  to: z.string(),
  currency: z.string().optional(),
  callsCountedTo: z.iso.datetime(),
  /** Slugs of regions whose databases did not answer: the figures lack theirs. */
  unavailableRegions: z.array(z.string()),
  total: z.object(measuredUse),
  /** Every month of the span, oldest first. */
  months: z.array(z.object({ month: z.string(), ...measuredUse })),
  /** The one that used most first; null stands for the organisation's own keys. Slug and name are null where the project may not be seen. */
  projects: z.array(
    z.object({
      projectId: z.string().nullable(),
      slug: z.string().nullable(),
      name: z.string().nullable(),
      ...measuredUse,
    }),
  ),
  /** The same of keys: the first 500. */
  keys: z.array(
    z.object({
      identity: z.string(),
      name: z.string(),
      slug: z.string(),
      /** Slug. */
      region: z.string(),
      projectId: z.string().nullable(),
      projectSlug: z.string().nullable(),
      deletedAt: z.iso.datetime().nullable(),
      ...measuredUse,
    }),
  ),
  /** How many keys used something. */
  keyCount: z.number().int(),
});

export const regionHealth = z.object({
  identity: z.string(),
  slug: z.string(),
  name: z.string(),
  /** Town or site, for example "Amsterdam". */
  location: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  /** available: answers; slow: answers in more than 250 ms; sealed: the root key does not open it; unreachable: the database does not answer. */
  state: z.enum(["available", "slow", "sealed", "unreachable"]),
  /** Round trip to the region's database. */
  latencyInMilliseconds: z.number().nullable(),
  /** Why it is not available, for people; null when it is. */
  reason: z.string().nullable(),
  checkedAt: z.iso.datetime(),
  totalKeys: z.number().int().nullable(),
  activeKeys: z.number().int().nullable(),
  disabledKeys: z.number().int().nullable(),
  pendingDeletionKeys: z.number().int().nullable(),
});

/** Answer of `GET /console-api/{org}/regions`. */
export const regionOverview = z.object({ regions: z.array(regionHealth) });

/** One key that may get further versions, as the page about rotation shows it. */
export const rotationRow = z.object({
  identity: z.string(),
  name: z.string(),
  slug: z.string(),
  /** Slug. */
  region: z.string(),
  keyType: kmsKey.shape.keyType,
  purpose: kmsKey.shape.purpose,
  latestVersion: z.number().int(),
  minDecryptionVersion: z.number().int(),
  /** failed: its schedule could not be kept; overdue: due for more than two hours; paused: on, but the key is not active. */
  state: z.enum(["failed", "overdue", "scheduled", "paused", "none"]),
  /** Whether the key can be rotated now: active keys only. */
  isActive: z.boolean(),
  rotationPeriodInDays: z.number().int().nullable(),
  /** Creation of the newest version. */
  newestSince: z.iso.datetime(),
  /** Newest version plus period; null while nothing is scheduled. */
  dueAt: z.iso.datetime().nullable(),
  /** When it will be rotated by itself: when it is due, or at a later run where that is over or failed. */
  nextRotationAt: z.iso.datetime().nullable(),
  failure: rotationFailure.nullable(),
});

/** Answer of `GET /console-api/{org}/rotation`. */
export const rotationOverview = z.object({
  keys: z.array(rotationRow),
  /** Whether there are more keys than one answer holds; those with a schedule come first. */
  hasMore: z.boolean(),
  /** Slugs of regions that could not be asked; their keys are missing. */
  unavailableRegions: z.array(z.string()),
});

/** Answer of `GET /console-api/{org}/rotation/trouble`: how many keys failed or are overdue, in regions that answer. */
export const rotationTrouble = z.object({ count: z.number().int() });

export const organisationReference = z.object({ identity: z.string(), name: z.string(), slug: z.string() });

/** A role of the organisation, or a policy of one of its projects, that a binding gives somebody. */
export const givenRole = z.object({
  /** `bind-…` */
  binding: z.string(),
  identity: z.string(),
  name: z.string(),
  /** Name of the team through which it comes. */
  team: z.string().nullable(),
  /** Slug of the project in which it holds; null = in the organisation. */
  project: z.string().nullable(),
  expiresAt: z.iso.datetime().nullable(),
});

/** One row of `GET /console-api/{org}/members`; roles are null for those who may not see them. */
export const memberRow = membership.extend({
  teams: z.array(reference),
  roles: z.array(givenRole).nullable(),
});

/** Answer of `GET /console-api/{org}/teams/{team}`: the team and its roles; null for those who may not see them. */
export const teamDetail = team.extend({ roles: z.array(givenRole).nullable() });

/** One row of `GET /console-api/account/sessions`. */
export const ownSession = z.object({
  /** Names it in records; opens nothing. */
  identity: z.string(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  /** When it ends unless it is used before. */
  expiresAt: z.iso.datetime(),
  clientAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** The session that asks. */
  isCurrent: z.boolean(),
});

/** One row of `GET /console-api/{org}/service-accounts`; roles are null for those who may not see them. */
export const serviceAccountRow = serviceAccount.extend({
  /** How many credentials and federated identities open it now. */
  credentials: z.number().int(),
  lastUsedAt: z.iso.datetime().nullable(),
  roles: z.array(givenRole).nullable(),
});

/** Answer of `GET /console-api/{org}/service-accounts/{account}`; roles are null for those who may not see them. */
export const serviceAccountDetail = serviceAccount.extend({
  accessCredentials: z.array(accessCredential),
  identities: z.array(federatedIdentity),
  roles: z.array(givenRole).nullable(),
});

/** What the page about federation begins with. */
export const federation = z.object({
  providers: z.array(federatedIdentityProvider),
  identities: z.array(federatedIdentity),
});

/** Who is signed in and where they may go; given to the shell by the server. */
export const viewer = z.object({
  user: z.object({ identity: z.string(), name: z.string(), email: z.string() }),
  /** Creates organisations and sets their features and limits. */
  isPlatformAdministrator: z.boolean(),
  organisations: z.array(organisationReference),
});

export type KeyRow = z.output<typeof keyRow>;
export type KeyPage = z.output<typeof keyPage>;
export type KeyPageQuery = z.output<typeof keyPageQuery>;
export type KeyActivity = z.output<typeof keyActivity>;
export type KeyDetail = z.output<typeof keyDetail>;
export type KeyUse = z.output<typeof keyUse>;
export type UsagePage = z.output<typeof usagePage>;
export type KeyReviewCounts = z.output<typeof keyReviewCounts>;
export type Storage = z.output<typeof storage>;
export type RegionHealth = z.output<typeof regionHealth>;
export type RegionOverview = z.output<typeof regionOverview>;
export type RotationRow = z.output<typeof rotationRow>;
export type RotationOverview = z.output<typeof rotationOverview>;
export type RotationTrouble = z.output<typeof rotationTrouble>;
export type OrganisationReference = z.output<typeof organisationReference>;
export type GivenRole = z.output<typeof givenRole>;
export type MemberRow = z.output<typeof memberRow>;
export type TeamDetail = z.output<typeof teamDetail>;
export type OwnSession = z.output<typeof ownSession>;
export type ServiceAccountRow = z.output<typeof serviceAccountRow>;
export type ServiceAccountDetail = z.output<typeof serviceAccountDetail>;
export type Federation = z.output<typeof federation>;
export type Viewer = z.output<typeof viewer>;

/** The organisation of a page, and what the person may do in it: for what a page offers; the server decides each call anew. */
export interface OrganisationPlace extends OrganisationReference {
  readonly role: (typeof MEMBER_ROLES)[number];
  /** Permissions about access management, keys, events and webhooks that the person holds in the organisation, on some object at least. */
  readonly rights: readonly Permission[];
  /** The project that the address named as the document was drawn; null where it named none that the person may see. */
  readonly project: OrganisationReference | null;
}

/** What a password link does: sets a password, or lets a person who has one join an organisation, once they are signed in. */
export type LinkPurpose =
  | { kind: "set" }
  | { kind: "join"; organisationName: string; email: string; isSignedIn: boolean };

/** What a server action returns: the value, or an error to show beside the form. Actions never throw for an expected refusal. */
export type ActionResult<T> =
  | { ok: true; value: T; elapsedInMilliseconds: number }
  | { ok: false; error: { code: string; message: string; requestId: string } };
