import { readFileSync } from "node:fs";
import { z } from "zod";
import { KmsError } from "@/lib/contract/kms-error";
import { config } from "@/lib/platform/config";
import { type Database, databaseAt, homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { shared } from "@/lib/platform/shared";
import { StartError } from "@/lib/platform/start-error";

const EXAMPLE = `[{ "slug": "nl-01", "name": "Netherlands 1", "location": "Amsterdam", "latitude": 52.37, "longitude": 4.9 }]`;

const regionFile = z
  .array(
    z.strictObject({
      slug: z
        .string()
        .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be lower-case letters, digits and single hyphens")
        .max(63),
      name: z.string().min(1).max(128),
      location: z.string().min(1).max(128),
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      databaseUrl: z.string().startsWith("postgres").optional(),
      rootKey: z.string().optional(),
    }),
  )
  .min(1, "must list at least one region")
  .refine((regions) => new Set(regions.map(({ slug }) => slug)).size === regions.length, "must not repeat a slug");

type RegionEntry = z.output<typeof regionFile>[number];

const DEFAULT_REGIONS: readonly RegionEntry[] = [
  { slug: "nl-01", name: "Netherlands 1", location: "Amsterdam", latitude: 52.37, longitude: 4.9 },
  { slug: "nl-02", name: "Netherlands 2", location: "Eindhoven", latitude: 51.44, longitude: 5.48 },
  { slug: "de-01", name: "Germany 1", location: "Frankfurt", latitude: 50.11, longitude: 8.68 },
];

/** A region as configured: where its data lives and which root key protects it. */
export interface Region {
  readonly slug: string;
  /** `reg-…`, the same on every node. */
  readonly identity: string;
  readonly name: string;
  readonly location: string;
  /** Degrees, north and east positive. */
  readonly latitude: number;
  readonly longitude: number;
  readonly createdAt: Date;
  readonly database: Database;
  readonly rootKeyUri: string;
}

interface Registry {
  regions: readonly Region[] | null;
  bySlugOrIdentity: ReadonlyMap<string, Region>;
}

const registry = () => shared<Registry>("regions", () => ({ regions: null, bySlugOrIdentity: new Map() }));

/** Regions as the regions file lists them, or the three default ones. Throws StartError where the file cannot be used. */
export function configuredRegions(): readonly RegionEntry[] {
  const { regionsFile } = config();
  if (regionsFile === undefined) return DEFAULT_REGIONS;
  const parsed = regionFile.safeParse(readJson(regionsFile));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
  throw new StartError(
    `PELAGOS_REGIONS_FILE (${regionsFile}) is not valid${where}: ${issue?.message}; for example ${EXAMPLE}`,
  );
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new StartError(
      `PELAGOS_REGIONS_FILE (${path}) cannot be read as JSON: ${String(error)}; for example ${EXAMPLE}`,
    );
  }
}

/** Addresses of every database in use, the home database first, each once. */
export function databaseUrls(): readonly string[] {
  const { databaseUrl } = config();
  const urls = configuredRegions().map((region) => region.databaseUrl ?? databaseUrl);
  return [...new Set([databaseUrl, ...urls])].filter((url) => url !== undefined);
}

/** Gives every configured region its identity (made once, kept in the home database) and opens the registry. */
export async function openRegistry(): Promise<readonly Region[]> {
  const home = homeDatabase();
  const entries = configuredRegions();
  await home.pool.query(
    "INSERT INTO region (slug, identity) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT (slug) DO NOTHING",
    [entries.map(({ slug }) => slug), entries.map(() => newId("reg"))],
  );
  const { rows } = await home.pool.query<{ slug: string; identity: string; created_at: Date }>(
    "SELECT slug, identity, created_at FROM region WHERE slug = ANY ($1)",
    [entries.map(({ slug }) => slug)],
  );
  const stored = new Map(rows.map((row) => [row.slug, row]));
  const regions = entries.map((entry) => {
    const row = stored.get(entry.slug);
    if (row === undefined) throw new Error(`region ${entry.slug} has no identity`);
    const { databaseUrl, rootKey, ...facts } = entry;
    return {
      ...facts,
      identity: row.identity,
      createdAt: row.created_at,
      database: databaseUrl === undefined ? home : databaseAt(databaseUrl),
      rootKeyUri: rootKey ?? `file:root-keys/${entry.slug}.key`,
    };
  });
  const held = registry();
  held.regions = regions;
  held.bySlugOrIdentity = new Map(
    regions.flatMap((region) => [
      [region.slug, region],
      [region.identity, region],
    ]),
  );
  return regions;
}

/** Every region, in the order of the configuration. */
export function allRegions(): readonly Region[] {
  const { regions } = registry();
  if (regions === null) throw new Error("the region registry is not open");
  return regions;
}

/** The region of a slug or identity. Error: region_not_found. */
export function regionNamed(slugOrIdentity: string): Region {
  const region = registry().bySlugOrIdentity.get(slugOrIdentity);
  if (region === undefined) throw new KmsError("region_not_found");
  return region;
}
