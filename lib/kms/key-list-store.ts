import { KEY_STATUSES, type KeyStatus } from "@/lib/contract/key-lifecycle";
import { KEY_TYPE_NAMES, type KeyType } from "@/lib/contract/key-types";
import type { KeySort } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import type { Visibility, VisibleObjects } from "@/lib/iam/authorise";
import type { Scope } from "@/lib/iam/caller";
import type { Database } from "@/lib/platform/db";
import type { Prisma } from "@/prisma/generated/client";
import type { DatedVersion } from "./key-at";
import type { KeyFacts } from "./key-facts";

/** Which keys to list. Lists of statuses, types and regions are alternatives; everything given must hold. */
export interface KeyFilter {
  /** Slugs of regions. */
  readonly regions: readonly string[];
  readonly identity?: string;
  /** Alternatives. */
  readonly identities?: readonly string[];
  readonly name?: string;
  readonly slug?: string;
  readonly statuses?: readonly KeyStatus[];
  readonly keyTypes?: readonly KeyType[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly exportAllowed?: boolean;
  /** Active keys that could rotate by themselves and do not. */
  readonly isUnscheduled?: boolean;
  /** Part of the name, slug, description or identity; upper and lower case alike. */
  readonly text?: string;
  /** What the caller may see. */
  readonly visible: Visibility;
}

/** The last key of the previous page: its value in the sorted column, and its identity. */
export interface KeyPosition {
  readonly value: string;
  readonly id: string;
}

/** A key as lists show it: without sealed material. */
export type ListedKey = Omit<KeyFacts, "versions"> & {
  readonly versions: readonly Pick<
    KeyFacts["versions"][number],
    "version" | "status" | "createdAt" | "destructionScheduledAt" | "exhaustedAt"
  >[];
};

const COLUMNS = {
  name: "slug",
  createdAt: "createdAt",
  updatedAt: "updatedAt",
  keyType: "keyType",
  status: "status",
} as const;
type SortName = keyof typeof COLUMNS;

/** Column and direction of a sort. Names sort by slug, which is their lower-case form. */
export function sortOf(sort: KeySort): { column: (typeof COLUMNS)[SortName]; direction: "asc" | "desc" } {
  const name = (sort.startsWith("-") ? sort.slice(1) : sort) as SortName;
  return { column: COLUMNS[name], direction: sort.startsWith("-") ? "desc" : "asc" };
}

/** The place of a key in a sorted list. */
export function positionOf(key: ListedKey, sort: KeySort): KeyPosition {
  const value = key[sortOf(sort).column];
  return { id: key.id, value: value instanceof Date ? value.toISOString() : value };
}

const LISTED_VERSIONS = {
  versions: {
    select: { version: true, status: true, createdAt: true, destructionScheduledAt: true, exhaustedAt: true },
    orderBy: { version: "asc" },
  },
} as const;

/** A key as reports show it: also one whose material is gone since the moment reported. */
export type ReportedFacts = Omit<KeyFacts, "versions"> & {
  readonly purgedAt: Date | null;
  readonly versions: readonly DatedVersion[];
};

/** The keys of a scope that were there at a moment: created by then and not purged by then; by region and name. */
export async function findKeysAt(
  database: Database,
  scope: Scope,
  filter: Pick<KeyFilter, "regions" | "visible">,
  at: Date,
): Promise<ReportedFacts[]> {
  const { purgedAt: _, ...others } = whereOf(scope, filter);
  const isThere = { createdAt: { lte: at }, OR: [{ purgedAt: null }, { purgedAt: { gt: at } }] };
  const rows = await database.prisma.kmsKey.findMany({
    where: { AND: [others, isThere] },
    orderBy: [{ region: "asc" }, { slug: "asc" }, { id: "asc" }],
    include: {
      versions: { select: { version: true, createdAt: true, destroyedAt: true }, orderBy: { version: "asc" } },
    },
  });
  return rows as unknown as ReportedFacts[];
}

/** The keys of a scope with one of these identities. */
export async function findKeysByIdentity(
  database: Database,
  scope: Scope,
  identities: readonly string[],
  filter: KeyFilter,
): Promise<ListedKey[]> {
  const where = { AND: [whereOf(scope, filter), { id: { in: [...identities] } }] };
  return (await database.prisma.kmsKey.findMany({ where, include: LISTED_VERSIONS })) as unknown as ListedKey[];
}

/** One page of keys of a scope in one database, after a position. */
export async function findKeys(
  database: Database,
  scope: Scope,
  page: { filter: KeyFilter; sort: KeySort; after: KeyPosition | null; limit: number | null },
): Promise<ListedKey[]> {
  const { column, direction } = sortOf(page.sort);
  const rows = await database.prisma.kmsKey.findMany({
    where: { AND: [whereOf(scope, page.filter), afterOf(page.sort, page.after)] },
    orderBy: [{ [column]: direction }, { id: direction }],
    include: LISTED_VERSIONS,
    ...(page.limit === null ? {} : { take: page.limit }),
  });
  // The columns are text in the database; only verbs write them, from the contract's closed lists.
  return rows as unknown as ListedKey[];
}

/** A key as its schedule sees it: with the newest version only. */
export type ScheduledListedKey = Omit<KeyFacts, "versions"> & {
  readonly versions: readonly Pick<KeyFacts["versions"][number], "createdAt">[];
};

/** Keys of a scope in one database that may get further versions, those with a schedule first; at most `limit`. */
export async function findRotatableKeys(
  database: Database,
  scope: Scope,
  filter: KeyFilter,
  limit: number,
): Promise<ScheduledListedKey[]> {
  const rows = await database.prisma.kmsKey.findMany({
    where: { AND: [whereOf(scope, filter), { allowRotation: true, publicOnly: false }] },
    orderBy: [{ rotationEnabled: "desc" }, { slug: "asc" }, { id: "asc" }],
    include: { versions: { select: { createdAt: true }, orderBy: { version: "desc" }, take: 1 } },
    take: limit,
  });
  return rows as unknown as ScheduledListedKey[];
}

/** How many keys of a scope match. */
export function countKeys(database: Database, scope: Scope, filter: KeyFilter): Promise<number> {
  return database.prisma.kmsKey.count({ where: whereOf(scope, filter) });
}

/** How many keys of a project, or with null of an organisation and all its projects, a rule about these objects covers. */
export function countKeysAbout(
  database: Database,
  { organisationId, projectId }: { readonly organisationId: string; readonly projectId: string | null },
  objects: VisibleObjects,
): Promise<number> {
  const place = projectId === null ? { organisationId } : { organisationId, projectId };
  return database.prisma.kmsKey.count({ where: { purgedAt: null, ...place, AND: [objectsMatch(objects)] } });
}

/** Keys of a scope per region and status. */
export async function countByStatus(
  database: Database,
  scope: Scope,
  regions: readonly string[],
  visible: Visibility,
): Promise<{ region: string; status: string; count: number }[]> {
  const rows = await database.prisma.kmsKey.groupBy({
    by: ["region", "status"],
    where: whereOf(scope, { regions, visible }),
    _count: true,
  });
  return rows.map(({ region, status, _count }) => ({ region, status, count: _count }));
}

function whereOf(scope: Scope, filter: KeyFilter): Prisma.KmsKeyWhereInput {
  return {
    purgedAt: null,
    organisationId: scope.organisationId,
    projectId: scope.projectId,
    region: { in: [...filter.regions] },
    id: filter.identities ? { in: [...filter.identities] } : filter.identity,
    name: filter.name,
    slug: filter.slug,
    status: filter.statuses && { in: [...filter.statuses] },
    keyType: filter.keyTypes && { in: [...filter.keyTypes] },
    exportAllowed: filter.exportAllowed,
    AND: [
      ...labelsMatch(filter.labels ?? {}),
      ...(filter.isUnscheduled ? [UNSCHEDULED] : []),
      mayBeSeen(filter.visible),
    ],
    OR: filter.text ? textMatches(filter.text) : undefined,
  };
}

const UNSCHEDULED: Prisma.KmsKeyWhereInput = {
  rotationEnabled: false,
  allowRotation: true,
  publicOnly: false,
  status: "active",
};

function labelsMatch(labels: Readonly<Record<string, string>>): Prisma.KmsKeyWhereInput[] {
  return Object.entries(labels).map(([key, value]) => ({ labels: { path: [key], equals: value } }));
}

/** Said as a condition: Prisma drops an empty OR that stands in an AND, and who may see nothing would see everything. */
const NO_KEY: Prisma.KmsKeyWhereInput = { id: { in: [] } };

function mayBeSeen({ allow, deny }: Visibility): Prisma.KmsKeyWhereInput {
  return { OR: allow === null ? undefined : [NO_KEY, ...allow.map(objectsMatch)], NOT: deny.map(objectsMatch) };
}

/** Said as a condition: Prisma drops an empty one, and with it a NOT around it, so that a denial of everything would hide nothing. */
const EVERY_KEY: Prisma.KmsKeyWhereInput = { id: { not: "" } };

function objectsMatch({ identities, labels }: VisibleObjects): Prisma.KmsKeyWhereInput {
  const byIdentity = identities.map((pattern) =>
    pattern.endsWith("*") ? { id: { startsWith: likeText(pattern.slice(0, -1)) } } : { id: pattern },
  );
  return { AND: [...labelsMatch(labels), identities.length === 0 ? EVERY_KEY : { OR: byIdentity }] };
}

/** Without it, `%` and `_` in a text would stand for anything. */
const likeText = (text: string) => text.replaceAll(/[\\%_]/g, "\\$&");

function textMatches(text: string): Prisma.KmsKeyWhereInput[] {
  const contains = { contains: likeText(text), mode: "insensitive" } as const;
  return [{ name: contains }, { slug: contains }, { description: contains }, { id: contains }];
}

function afterOf(sort: KeySort, after: KeyPosition | null): Prisma.KmsKeyWhereInput {
  if (after === null) return {};
  const { column, direction } = sortOf(sort);
  const beyond = direction === "asc" ? "gt" : "lt";
  return {
    OR: [{ [column]: { [beyond]: after.value } }, { [column]: after.value, id: { [beyond]: after.id } }],
  };
}

/** Statuses from a comma-separated list. Error: invalid_request. */
export const statusesIn = (text: string | undefined) => oneOf(text, KEY_STATUSES, "status");

/** Key types from a comma-separated list. Error: invalid_request. */
export const keyTypesIn = (text: string | undefined) => oneOf(text, KEY_TYPE_NAMES, "keyType");

function oneOf<Value extends string>(
  text: string | undefined,
  allowed: readonly Value[],
  field: string,
): Value[] | undefined {
  if (text === undefined || text === "") return undefined;
  return text.split(",").map((part) => {
    const found = allowed.find((value) => value === part.trim());
    if (found === undefined)
      throw new KmsError("invalid_request", { message: `${field}: must be one or more of ${allowed.join(", ")}.` });
    return found;
  });
}
