import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { type ClientKeyRights, clientKeyGrants } from "./client-key-grants";
import type { Grant } from "./grants";
import type { Subject } from "./policy-store";
import { grantOf } from "./principal";
import { type GrantRow, grantsOf, type IamTransaction, REACHES_PERSON, REACHES_SERVICE_ACCOUNT } from "./store";

/** A member, service account or client key of an organisation and what it may do, whatever its credentials are. */
export interface Actor {
  readonly kind: "user" | "service_account" | "client_key";
  /** `u-…`, `sa-…` or `ck-…` */
  readonly id: string;
  readonly name: string;
  /** Empty for programs. */
  readonly email: string;
  readonly role: "OWNER" | "MEMBER";
  readonly createdAt: Date;
  readonly grants: readonly Grant[];
  /** The one region (slug) and the one scope in which it can act: its project, or empty for the organisation's own. Absent where it is not bound. */
  readonly only?: { readonly region: string; readonly projectId: string };
}

type ActorRow = Omit<Actor, "grants" | "only"> & { readonly grants: readonly GrantRow[] };

/** Tables that decide who may do what and keep their history, beside those that only name. */
const WITH_HISTORY = [
  "membership",
  "team",
  "team_member",
  "service_account",
  "project",
  "iam_policy",
  "iam_rule",
  "iam_binding",
] as const;

/**
 * Puts in the place of these tables what they held of the organisation $1 at a moment, which is the parameter of this number: what follows is
 * the statement of today.
 */
const asOf = (parameter: string) => {
  const tables = WITH_HISTORY.map(
    (table) => `${table} AS (
  SELECT of_then.* FROM access_history h, jsonb_populate_record(NULL::public.${table}, h.facts) of_then
  WHERE h.organisation_id = $1 AND h.kind = '${table}' AND h.valid_from <= ${parameter} AND (h.valid_to IS NULL OR h.valid_to > ${parameter})
)`,
  );
  return `WITH ${tables.join(", ")}`;
};

// One statement, and so one snapshot: an answer never mixes rights of two moments.
const ACTORS = `SELECT * FROM (
  SELECT 'user' AS kind, u.id, coalesce(m.invited_name, u.name) AS name, u.email, m.role,
    CASE WHEN m.accepted_at IS NULL THEN m.created_at ELSE u.created_at END AS "createdAt", ${grantsOf(REACHES_PERSON)} AS grants
  FROM membership m JOIN app_user u ON u.id = m.user_id JOIN organisation o ON o.id = m.organisation_id
  WHERE m.organisation_id = $1 AND ($2::text IS NULL OR u.id = $2)
  UNION ALL
  SELECT 'service_account', sa.id, sa.name, '', 'MEMBER', sa.created_at, ${grantsOf(REACHES_SERVICE_ACCOUNT)}
  FROM service_account sa JOIN organisation o ON o.id = sa.organisation_id
  WHERE sa.organisation_id = $1 AND sa.deleted_at IS NULL AND ($2::text IS NULL OR sa.id = $2)
) AS actor ORDER BY kind DESC, name, id`;

const CLIENT_KEYS = `SELECT id, name, created_at AS "createdAt", expires_at, region, project_id, policies, resource_identities, cidrs
FROM client_key WHERE organisation_id = $1 AND created_at <= $3 AND (revoked_at IS NULL OR revoked_at > $3) AND expires_at > $3
  AND ($2::text IS NULL OR id = $2)
ORDER BY name, id`;

interface LiveClientKey extends ClientKeyRights {
  readonly name: string;
  readonly createdAt: Date;
  readonly expires_at: Date;
  readonly region: string;
}

/** Members, service accounts and live client keys of an organisation, people first, each by name. */
export async function readActors(organisationId: string): Promise<Actor[]> {
  return actors(organisationId, null);
}

/** Who belonged to an organisation at a moment, with what bindings gave them then. People are called as they are today. */
export async function readActorsAt(organisationId: string, at: Date): Promise<Actor[]> {
  const statement = `${asOf("$3::timestamptz")} ${ACTORS}`;
  const { pool } = homeDatabase();
  const [{ rows }, clientKeys] = await Promise.all([
    pool.query<ActorRow>(statement, [organisationId, null, at]),
    // What they may do never changes, so that their own row tells.
    pool.query<LiveClientKey>(CLIENT_KEYS, [organisationId, null, at]),
  ]);
  const own = rows.map((row) => ({ ...row, grants: row.grants.flatMap(grantOf) }));
  return [...own, ...clientKeys.rows.map(clientKeyActor)];
}

/** The first moment that `readActorsAt` knows of. */
export async function accessKnownSince(): Promise<Date> {
  const { rows } = await homeDatabase().pool.query<{ since: Date }>(
    "SELECT valid_from AS since FROM access_history WHERE kind = 'start'",
  );
  if (rows[0] === undefined) throw new Error("the history of access has no beginning");
  return rows[0].since;
}

/** One of them by identity; undefined where there is none in the organisation. */
export async function readActor(organisationId: string, id: string): Promise<Actor | undefined> {
  return (await actors(organisationId, id))[0];
}

/** What bindings give a team or service account of an organisation, wherever they hold. */
export function readGrantsOf(
  client: IamTransaction,
  organisationId: string,
  { kind, id }: Pick<Subject, "kind" | "id">,
): Promise<Grant[]> {
  return grantsWhere(client, "b.subject_kind = $2 AND b.subject_id = $3", [organisationId, kind, id]);
}

/** What bindings in some projects of an organisation give, to whomever. */
export function readGrantsIn(
  client: IamTransaction,
  organisationId: string,
  projectIds: readonly string[],
): Promise<Grant[]> {
  return grantsWhere(client, "b.project_id = ANY ($2::text[])", [organisationId, projectIds]);
}

/** Slugs of an organisation's projects by identity. */
export async function readProjectSlugs(organisationId: string): Promise<ReadonlyMap<string, string>> {
  const where = { organisationId, deletedAt: null };
  const projects = await homeDatabase().prisma.project.findMany({ where, select: { id: true, slug: true } });
  return new Map(projects.map(({ id, slug }) => [id, slug]));
}

/** Slugs of the projects that an organisation had at a moment, by identity. */
export async function readProjectSlugsAt(organisationId: string, at: Date): Promise<ReadonlyMap<string, string>> {
  const statement = `${asOf("$2::timestamptz")} SELECT id, slug FROM project WHERE deleted_at IS NULL`;
  const { rows } = await homeDatabase().pool.query<{ id: string; slug: string }>(statement, [organisationId, at]);
  return new Map(rows.map(({ id, slug }) => [id, slug]));
}

async function grantsWhere(client: IamTransaction, which: string, values: readonly unknown[]): Promise<Grant[]> {
  const statement = `SELECT ${grantsOf(which)} AS grants FROM organisation o WHERE o.id = $1`;
  const rows = await client.$queryRawUnsafe<{ grants: GrantRow[] }[]>(statement, ...values);
  return rows.flatMap(({ grants }) => grants.flatMap(grantOf));
}

async function actors(organisationId: string, id: string | null): Promise<Actor[]> {
  const { pool } = homeDatabase();
  const [{ rows }, clientKeys] = await Promise.all([
    pool.query<ActorRow>(ACTORS, [organisationId, id]),
    pool.query<LiveClientKey>(CLIENT_KEYS, [organisationId, id, clock.now()]),
  ]);
  const own = rows.map((row) => ({ ...row, grants: row.grants.flatMap(grantOf) }));
  return [...own, ...clientKeys.rows.map(clientKeyActor)];
}

function clientKeyActor(row: LiveClientKey): Actor {
  const { id, name, createdAt, region, project_id: projectId, expires_at } = row;
  const grants = clientKeyGrants(row).map((grant) => ({ ...grant, expiresAtMs: expires_at.getTime() }));
  return { kind: "client_key", id, name, email: "", role: "MEMBER", createdAt, grants, only: { region, projectId } };
}
