import { nextSerial } from "@/lib/dns/zone-serial";
import { ZONE_CHANGED_CHANNEL } from "@/lib/dns/zone-store";
import { authorityOf, type ZoneFacts } from "./due-content";
import type { Plan } from "./plan";
import { startOfAuthoritySet } from "./record-data";
import { setWire } from "./record-set";
import { signatureWire } from "./rrsig";
import type { Signing } from "./sign-rows";
import type { Query } from "./signing-row";
import { SettingsChanged, type Work } from "./tend-work";
import { signatureTimes } from "./timing";

/** Gives the zone its next serial number and signs the start of authority that says so. */
export async function moveSerial({ query, row, now }: Work, zone: ZoneFacts, { signer }: Signing) {
  const serial = await bumpZone(query, row.zoneId, now);
  const set = startOfAuthoritySet(row.zone, { ...authorityOf(zone), serial });
  const times = signatureTimes(now, `start of authority of ${row.zone}`);
  const wire = Buffer.concat([setWire(set), await signatureWire(set, signer, times)]);
  return { serial, startOfAuthority: wire, signedRevision: zone.revision, signedAt: now };
}

async function bumpZone(query: Query, zoneId: string, now: Date): Promise<number> {
  const [zone] = await query<{ serial: number }>(
    "SELECT serial::float8 AS serial FROM dns_zone WHERE id = $1 FOR UPDATE",
    [zoneId],
  );
  if (zone === undefined) throw new SettingsChanged();
  const serial = nextSerial(zone.serial, now);
  await query("UPDATE dns_zone SET serial = $2 WHERE id = $1", [zoneId, serial]);
  await query("SELECT pg_notify($1, $2)", [ZONE_CHANGED_CHANNEL, zoneId]);
  return serial;
}

/** A signed zone as its row keeps it. */
export interface Published {
  readonly plan: Plan;
  /** Why its keys could not be moved or signed. Records that change go on being published all the same. */
  readonly error: string | null;
  readonly dueAt: Date;
  readonly keySets: Buffer;
  readonly digest: Buffer;
  readonly expireAt: Date | null;
  readonly startOfAuthority: Buffer;
  readonly serial: number | null;
  readonly signedRevision: number | null;
  readonly signedAt: Date | null;
  readonly chainTtl: number;
}

/** Writes what is published, if the settings are still those that were read. Throws SettingsChanged. */
export async function store({ query, row }: Work, next: Published): Promise<void> {
  await query("DELETE FROM dnssec_zone_key WHERE zone_id = $1 AND id <> ALL($2)", [
    row.zoneId,
    next.plan.zoneKeys.map(({ id }) => id),
  ]);
  const changed = await query<{ version: number }>(
    `UPDATE dnssec_zone SET plan = $3, error = $4, failed_at = NULL, due_at = $5, key_sets = $6, key_sets_digest = $7,
       key_sets_expire_at = $8, start_of_authority = $9, serial = $10, signed_revision = $11, signed_at = $12, chain_ttl = $13,
       progress_done = NULL, progress_total = NULL, version = version + 1
     WHERE zone_id = $1 AND version = $2 RETURNING version`,
    [
      row.zoneId,
      row.version,
      JSON.stringify(next.plan),
      next.error,
      next.dueAt,
      next.keySets,
      next.digest,
      next.expireAt,
      next.startOfAuthority,
      next.serial,
      next.signedRevision,
      next.signedAt,
      next.chainTtl,
    ],
  );
  if (changed.length === 0) throw new SettingsChanged();
}

/** Ends signing: the zone is served as it is written, under a later serial number. Throws SettingsChanged. */
export async function unsign({ query, row, now }: Work): Promise<void> {
  for (const table of ["dnssec_name", "dnssec_zone_key", "dnssec_change"]) {
    await query(`DELETE FROM ${table} WHERE zone_id = $1`, [row.zoneId]);
  }
  await bumpZone(query, row.zoneId, now);
  const changed = await query<{ version: number }>(
    `UPDATE dnssec_zone SET enabled = false, key_sets = '', key_sets_digest = '', key_sets_expire_at = NULL,
       start_of_authority = '', serial = NULL, signed_revision = NULL, signed_at = NULL, error = NULL, failed_at = NULL,
       progress_done = NULL, progress_total = NULL, version = version + 1
     WHERE zone_id = $1 AND version = $2 RETURNING version`,
    [row.zoneId, row.version],
  );
  if (changed.length === 0) throw new SettingsChanged();
}
