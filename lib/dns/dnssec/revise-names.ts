import { absoluteName, relativeName } from "@/lib/contract/dns-name";
import { parseRecordData, type RecordType } from "@/lib/contract/dns-record-data";
import { nsec3Hash } from "./nsec3";
import { recordSetOf } from "./record-data";
import { type RecordSet, setWire } from "./record-set";
import type { Query } from "./signing-row";
import { parameterSet } from "./zone-content";
import { ancestorsOf, isDelegation, orderKey, orderKeyAfter, type Standing, type ZoneName } from "./zone-names";

interface Revision {
  /** Names whose signatures are to be made: those that have changed, and those before them or before a gap in the chain. */
  readonly toSign: ReadonlySet<string>;
  /** The longest time to live among what has changed, in seconds. */
  readonly ttlMax: number;
}

/**
 * Writes what has become of some names of a signed zone, without signatures: their records, what they now are, and the same
 * of names that this makes or unmakes (above them, and below a delegation that came or went).
 */
export async function reviseNames(
  query: Query,
  { zoneId, zone }: { readonly zoneId: string; readonly zone: string },
  changed: readonly string[],
): Promise<Revision> {
  const revised = await loadNames(query, zoneId, zone, changed);
  const before = await standingsOf(query, zoneId, withAncestors(revised.keys(), zone));
  for (const [name, sets] of [...revised]) {
    if (isDelegation(name, zone, sets) === (before.get(name) === "delegation")) continue;
    const below = (await namesBelow(query, zoneId, zone, name)).filter((one) => !revised.has(one));
    for (const [one, own] of await loadNames(query, zoneId, zone, below)) revised.set(one, own);
  }
  for (const [name, standing] of await standingsOf(query, zoneId, withAncestors(revised.keys(), zone))) {
    before.set(name, standing);
  }
  const now = new Map<string, ZoneName | null>();
  const isCut = (name: string) => {
    const own = revised.get(name);
    return own === undefined ? before.get(name) === "delegation" : isDelegation(name, zone, own);
  };
  for (const [name, sets] of revised) {
    if (sets.length === 0) continue;
    now.set(name, { name, sets, standing: standingOf(name, zone, isCut) });
  }
  for (const name of withAncestors(revised.keys(), zone)) {
    if (now.has(name)) continue;
    const standing = before.get(name);
    if (!revised.has(name) && standing !== undefined && standing !== "empty") continue;
    const isHidden = ancestorsOf(name, zone).some((above) => above !== zone && isCut(above)) || isCut(name);
    const lives = !isHidden && (await hasNamesBelow(query, zoneId, zone, name, revised, now));
    now.set(name, lives ? { name, sets: [], standing: "empty" } : null);
  }
  const touched = [...now].filter(
    ([name, own]) => revised.has(name) || (own?.standing ?? null) !== (before.get(name) ?? null),
  );
  return write(query, zoneId, zone, touched);
}

const withAncestors = (names: Iterable<string>, zone: string) =>
  new Set([...names].flatMap((name) => [name, ...ancestorsOf(name, zone)]));

function standingOf(name: string, zone: string, isCut: (name: string) => boolean): Standing {
  if (name === zone) return "apex";
  if (ancestorsOf(name, zone).some((above) => above !== zone && isCut(above))) return "occluded";
  return isCut(name) ? "delegation" : "authoritative";
}

interface StoredSet {
  readonly name: string;
  readonly type: RecordType;
  readonly ttl: number;
  readonly data: readonly string[];
}

/** Each of these names with its sets, none where it has no records. */
async function loadNames(
  query: Query,
  zoneId: string,
  zone: string,
  names: readonly string[],
): Promise<Map<string, RecordSet[]>> {
  const loaded = new Map<string, RecordSet[]>(names.map((name) => [name, name === zone ? [parameterSet(zone)] : []]));
  const rows = await query<StoredSet>(
    `SELECT name, type, ttl, data FROM dns_record_set WHERE zone_id = $1 AND name = ANY($2) ORDER BY name, type`,
    [zoneId, names.map((name) => relativeName(name, zone))],
  );
  for (const { name, type, ttl, data } of rows) {
    const owner = absoluteName(name, zone);
    loaded.get(owner)?.push(recordSetOf({ owner, type, ttl, data: data.map((text) => parseRecordData(type, text)) }));
  }
  return loaded;
}

async function standingsOf(query: Query, zoneId: string, names: Iterable<string>): Promise<Map<string, Standing>> {
  const rows = await query<{ name: string; standing: Standing }>(
    "SELECT name, standing FROM dnssec_name WHERE zone_id = $1 AND name = ANY($2)",
    [zoneId, [...names]],
  );
  return new Map(rows.map(({ name, standing }) => [name, standing]));
}

async function namesBelow(query: Query, zoneId: string, zone: string, name: string): Promise<string[]> {
  const key = orderKey(name, zone);
  const rows = await query<{ name: string }>(
    "SELECT name FROM dnssec_name WHERE zone_id = $1 AND order_key > $2 AND order_key < $3",
    [zoneId, key, orderKeyAfter(key)],
  );
  return rows.map((row) => row.name);
}

/** Whether there are names below that are in the zone themselves. */
async function hasNamesBelow(
  query: Query,
  zoneId: string,
  zone: string,
  name: string,
  revised: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, ZoneName | null>,
): Promise<boolean> {
  for (const [one, own] of now) {
    const isReal = own !== null && own.standing !== "occluded" && own.sets.length > 0;
    if (isReal && one.endsWith(`.${name}`)) return true;
  }
  const key = orderKey(name, zone);
  const [found] = await query<{ found: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM dnssec_name WHERE zone_id = $1 AND order_key > $2 AND order_key < $3
       AND standing IN ('authoritative', 'delegation') AND name <> ALL($4)) AS found`,
    [zoneId, key, orderKeyAfter(key), [...revised.keys()]],
  );
  return found?.found === true;
}

async function write(
  query: Query,
  zoneId: string,
  zone: string,
  names: readonly (readonly [string, ZoneName | null])[],
): Promise<Revision> {
  const gone = names.filter(([, own]) => own === null).map(([name]) => name);
  const present = names.flatMap(([, own]) => (own === null ? [] : [own]));
  const hashes = present.map(({ name, standing }) => (standing === "occluded" ? null : nsec3Hash(name)));
  const left = await query<{ hash: Buffer | null }>(
    "DELETE FROM dnssec_name WHERE zone_id = $1 AND name = ANY($2) RETURNING hash",
    [zoneId, gone],
  );
  const old = await query<{ hash: Buffer | null }>(
    "SELECT hash FROM dnssec_name WHERE zone_id = $1 AND name = ANY($2)",
    [zoneId, present.map(({ name }) => name)],
  );
  await query(
    `INSERT INTO dnssec_name (zone_id, name, order_key, standing, hash, records, signatures, chain, zone_key_id)
     SELECT $1, n.name, n.order_key, n.standing, n.hash, n.records, '', '', ''
     FROM unnest($2::text[], $3::bytea[], $4::text[], $5::bytea[], $6::bytea[]) AS n (name, order_key, standing, hash, records)
     ON CONFLICT (zone_id, name) DO UPDATE SET standing = excluded.standing, hash = excluded.hash, next_hash = NULL,
       records = excluded.records, signatures = '', chain = '', zone_key_id = '', expires_at = NULL`,
    [
      zoneId,
      present.map(({ name }) => name),
      present.map(({ name }) => orderKey(name, zone)),
      present.map(({ standing }) => standing),
      hashes,
      present.map(({ sets }) => Buffer.concat(sets.map(setWire))),
    ],
  );
  const around = [...left.map(({ hash }) => hash), ...old.map(({ hash }) => hash), ...hashes].filter(
    (hash) => hash !== null,
  );
  const previous = await namesBefore(query, zoneId, around);
  return {
    toSign: new Set([...present.map(({ name }) => name), ...previous]),
    ttlMax: Math.max(0, ...present.flatMap(({ sets }) => sets.map(({ ttl }) => ttl))),
  };
}

/** The names that come before some hashes in the zone's ring. */
async function namesBefore(query: Query, zoneId: string, hashes: readonly Buffer[]): Promise<string[]> {
  const rows = await query<{ name: string | null }>(
    `SELECT DISTINCT coalesce(
       (SELECT name FROM dnssec_name WHERE zone_id = $1 AND hash < h ORDER BY hash DESC LIMIT 1),
       (SELECT name FROM dnssec_name WHERE zone_id = $1 AND hash IS NOT NULL ORDER BY hash DESC LIMIT 1)) AS name
     FROM unnest($2::bytea[]) AS h`,
    [zoneId, hashes],
  );
  return rows.flatMap(({ name }) => (name === null ? [] : [name]));
}
