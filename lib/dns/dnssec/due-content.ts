import { absoluteName } from "@/lib/contract/dns-name";
import { loadZone, startOfAuthority } from "@/lib/dns/load-zone";
import type { ZoneRow } from "@/lib/dns/zone-store";
import { clock } from "@/lib/platform/clock";
import type { DueKeys } from "./due-keys";
import { activeZoneKey, type Plan } from "./plan";
import type { RecordSet } from "./record-set";
import { reviseNames } from "./revise-names";
import { type Signing, signRows, signWholeZone } from "./sign-rows";
import { type Query, queryHome } from "./signing-row";
import { SettingsChanged, type Work } from "./tend-work";
import { DNSKEY_TTL, REFRESH_BEFORE_MS } from "./timing";
import { chainTtlOf, signableSets, signedAuthority } from "./zone-content";
import { openZoneKey } from "./zone-key";

/** More changed names than this are faster signed with the whole zone. */
const CHANGED_NAMES_MAX = 5_000;
/** Signatures that are renewed at a time. */
const RENEWED_MAX = 2_000;
const PROGRESS_EVERY_MS = 1_000;

/** What a zone says beside its records. */
export type ZoneFacts = Pick<
  ZoneRow,
  | "name"
  | "primaryNameServer"
  | "hostmaster"
  | "refresh"
  | "retry"
  | "expire"
  | "negativeTtl"
  | "defaultTtl"
  | "serial"
  | "revision"
> & { readonly apexNameServer: string | null };

/** What a zone says beside its records, now. Throws SettingsChanged where it is gone. */
export async function readZoneFacts(query: Query, zoneId: string): Promise<ZoneFacts> {
  const [zone] = await query<ZoneFacts>(
    `SELECT z.name, z.primary_name_server AS "primaryNameServer", z.hostmaster, z.refresh, z.retry, z.expire,
       z.negative_ttl AS "negativeTtl", z.default_ttl AS "defaultTtl", z.serial::float8 AS serial,
       z.revision::float8 AS revision,
       (SELECT data[1] FROM dns_record_set r WHERE r.zone_id = z.id AND r.name = '@' AND r.type = 'NS') AS "apexNameServer"
     FROM dns_zone z WHERE z.id = $1`,
    [zoneId],
  );
  if (zone === undefined) throw new SettingsChanged();
  return zone;
}

/** The start of authority of a signed zone. */
export const authorityOf = (zone: ZoneFacts) =>
  signedAuthority(startOfAuthority(zone, zone.apexNameServer ?? undefined));

/** What of a zone was signed anew. */
export interface DueContent {
  readonly signing: Signing;
  readonly changed: boolean;
  /** Whether nothing that is due is left. */
  readonly isComplete: boolean;
  /** The longest time to live among what was signed, in seconds. */
  readonly ttlMax: number;
}

/** Signs the names that have changed, those whose signatures are old or by another key, or all. */
export async function dueContent(work: Work, zone: ZoneFacts, keys: DueKeys): Promise<DueContent> {
  const { query, row, now } = work;
  const zoneKeyId = activeZoneKey(keys.plan)?.id ?? "";
  const authority = authorityOf(zone);
  const signing: Signing = {
    zoneId: row.zoneId,
    zone: row.zone,
    zoneKeyId,
    signer: await openZoneKey(query, row, zoneKeyId),
    now,
    apex: { cds: keys.cds },
    chainTtl: chainTtlOf(authority),
  };
  const ttls = [authority.ttl, authority.negativeTtl, DNSKEY_TTL];
  const changes = await takeChanges(query, row.zoneId);
  if (row.serial === null || row.chainTtl !== signing.chainTtl || changes.length > CHANGED_NAMES_MAX) {
    const sets = await wholeZone(row.zoneId);
    await signWholeZone(query, signing, sets, progressOf(row.zoneId));
    return { signing, changed: true, isComplete: true, ttlMax: Math.max(...ttls, ...maximumOf(sets)) };
  }
  const revision = changes.length === 0 ? { toSign: [], ttlMax: 0 } : await reviseNames(query, row, changes);
  const due = await dueNames(query, row.zoneId, keys.plan, now);
  const names = new Set([...revision.toSign, ...due, ...(keys.cds === keys.hadCds ? [] : [row.zone])]);
  await signRows(query, signing, [...names]);
  const isComplete = due.length < RENEWED_MAX;
  return {
    signing,
    changed: names.size > 0 || changes.length > 0,
    isComplete,
    ttlMax: Math.max(...ttls, revision.ttlMax),
  };
}

/** One number, or none where there are no sets: a zone is too large for the arguments of a call. */
const maximumOf = (sets: readonly RecordSet[]) => [sets.reduce((max, { ttl }) => Math.max(max, ttl), 0)];

async function wholeZone(zoneId: string): Promise<RecordSet[]> {
  const loaded = await loadZone(zoneId);
  if (loaded === null) throw new SettingsChanged();
  return signableSets(loaded);
}

/** Complete names that have changed. Those noted later stay for the next time, even where their records are read now. */
async function takeChanges(query: Query, zoneId: string): Promise<string[]> {
  const rows = await query<{ name: string; zone: string }>(
    `WITH taken AS (DELETE FROM dnssec_change WHERE zone_id = $1 RETURNING name)
     SELECT DISTINCT t.name, z.name AS zone FROM taken t JOIN dns_zone z ON z.id = $1`,
    [zoneId],
  );
  return rows.map(({ name, zone }) => absoluteName(name, zone));
}

/** Names whose signatures are to be renewed: those that end soon, then those by a key that is retired. */
async function dueNames(query: Query, zoneId: string, plan: Plan, now: Date): Promise<string[]> {
  const refreshed = new Date(now.getTime() + REFRESH_BEFORE_MS);
  const ending = await query<{ name: string }>(
    "SELECT name FROM dnssec_name WHERE zone_id = $1 AND expires_at <= $2 ORDER BY expires_at LIMIT $3",
    [zoneId, refreshed, RENEWED_MAX],
  );
  const retired = plan.zoneKeys.filter(
    ({ retiredSince, unusedSince }) => retiredSince !== null && unusedSince === null,
  );
  if (retired.length === 0 || ending.length === RENEWED_MAX) return ending.map(({ name }) => name);
  const old = await query<{ name: string }>(
    "SELECT name FROM dnssec_name WHERE zone_id = $1 AND expires_at > $2 AND zone_key_id = ANY($3) LIMIT $4",
    [zoneId, refreshed, retired.map(({ id }) => id), RENEWED_MAX - ending.length],
  );
  return [...ending, ...old].map(({ name }) => name);
}

/** Tells how far signing a whole zone is, on another connection and not too often. */
function progressOf(zoneId: string): (done: number, total: number) => Promise<void> {
  let toldMs = clock.monotonicMs();
  return async (done, total) => {
    if (clock.monotonicMs() - toldMs < PROGRESS_EVERY_MS) return;
    toldMs = clock.monotonicMs();
    await queryHome("UPDATE dnssec_zone SET progress_done = $2, progress_total = $3 WHERE zone_id = $1", [
      zoneId,
      done,
      total,
    ]);
  };
}
