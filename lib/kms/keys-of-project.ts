import { KmsError } from "@/lib/contract/kms-error";
import type { Database } from "@/lib/platform/db";
import { allRegions } from "@/lib/regions/registry";

const HAS_KEYS = `SELECT EXISTS (
  SELECT FROM kms_key WHERE organisation_id = $1 AND project_id = $2 AND purged_at IS NULL
) AS found`;

/**
 * Slugs of the regions in whose databases a project has keys, those whose deletion is pending included.
 * Errors: region_unavailable (a region that cannot be asked may have some).
 */
export async function regionsWithKeysOf(organisationId: string, projectId: string): Promise<string[]> {
  const asked = new Map<Database, Promise<boolean>>();
  const found: string[] = [];
  for (const { slug, database } of allRegions()) {
    const known = asked.get(database) ?? hasKeys(database, organisationId, projectId, slug);
    asked.set(database, known);
    if (await known) found.push(slug);
  }
  return found;
}

async function hasKeys(database: Database, organisationId: string, projectId: string, slug: string): Promise<boolean> {
  try {
    const { rows } = await database.pool.query<{ found: boolean }>(HAS_KEYS, [organisationId, projectId]);
    return rows[0]?.found ?? false;
  } catch (cause) {
    throw new KmsError("region_unavailable", {
      message: `The region ${slug} cannot be asked whether it has keys of the project.`,
      retryAfterInSeconds: 5,
      cause,
    });
  }
}
