import { setImmediate } from "node:timers/promises";
import { chainOf } from "./chain";
import type { RecordSet } from "./record-set";
import { setsIn } from "./record-text";
import type { RecordSigner } from "./rrsig";
import { type SignedName, signName } from "./sign-name";
import type { Query } from "./signing-row";
import { signatureTimes } from "./timing";
import { type ApexTypes, namesOf, orderKey, type Standing } from "./zone-names";

/** Names that are signed and written at a time. */
const SLICE = 500;

/** Who signs, when, and what does not depend on the name. */
export interface Signing {
  readonly zoneId: string;
  readonly zone: string;
  readonly zoneKeyId: string;
  readonly signer: RecordSigner;
  readonly now: Date;
  readonly apex: ApexTypes;
  /** In seconds. */
  readonly chainTtl: number;
}

/**
 * Signs every name of a zone anew and replaces what was stored of it, inside a transaction; `onProgress` hears how many names
 * are done. Takes some 100 microseconds for each name with algorithm 13, most of them on other threads.
 */
export async function signWholeZone(
  query: Query,
  signing: Signing,
  sets: readonly RecordSet[],
  onProgress: (done: number, total: number) => Promise<void>,
): Promise<void> {
  const { zoneId, zone, zoneKeyId, now } = signing;
  await query("DELETE FROM dnssec_name WHERE zone_id = $1", [zoneId]);
  const chain = chainOf(namesOf(zone, sets));
  for (let start = 0; start < chain.length; start += SLICE) {
    await onProgress(start, chain.length);
    // Others have their turn: a zone may be large.
    await setImmediate();
    const rows = await Promise.all(
      chain.slice(start, start + SLICE).map(async ({ name, link }) => {
        const times = signatureTimes(now, name.name);
        const inChain = link === null ? null : { ...link, ttl: signing.chainTtl };
        const signed = await signName(name, inChain, signing.apex, signing.signer, times);
        const isSigned = hasSignature(signed);
        return {
          ...signed,
          name: name.name,
          orderKey: orderKey(name.name, zone),
          standing: name.standing,
          hash: link?.hash ?? null,
          nextHash: link?.nextHash ?? null,
          expiresAt: isSigned ? times.expiration : null,
          zoneKeyId: isSigned ? zoneKeyId : "",
        };
      }),
    );
    await query(
      `INSERT INTO dnssec_name (zone_id, name, order_key, standing, hash, next_hash, records, signatures, chain, expires_at, zone_key_id)
       SELECT $1, n.* FROM unnest($2::text[], $3::bytea[], $4::text[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[],
         $9::bytea[], $10::timestamptz[], $11::text[]) AS n`,
      [zoneId, ...COLUMNS.map((column) => rows.map((row) => row[column]))],
    );
  }
  await onProgress(chain.length, chain.length);
}

const COLUMNS = [
  "name",
  "orderKey",
  "standing",
  "hash",
  "nextHash",
  "records",
  "signatures",
  "chain",
  "expiresAt",
  "zoneKeyId",
] as const;

const hasSignature = ({ signatures, chain }: SignedName) => signatures.length + chain.length > 0;

interface StoredName {
  readonly name: string;
  readonly standing: Standing;
  readonly records: Buffer;
  readonly hash: Buffer | null;
  readonly nextHash: Buffer | null;
}

/** Signs names of a zone anew from what is stored of them, inside a transaction; their places in the chain are read from it. */
export async function signRows(query: Query, signing: Signing, names: readonly string[]): Promise<void> {
  for (let start = 0; start < names.length; start += SLICE) {
    await signSlice(query, signing, names.slice(start, start + SLICE));
  }
}

async function signSlice(query: Query, signing: Signing, names: readonly string[]): Promise<void> {
  const { zoneId, zoneKeyId, now } = signing;
  const stored = await query<StoredName>(
    `SELECT n.name, n.standing, n.records, n.hash, CASE WHEN n.hash IS NOT NULL THEN coalesce(
       (SELECT hash FROM dnssec_name WHERE zone_id = $1 AND hash > n.hash ORDER BY hash LIMIT 1),
       (SELECT hash FROM dnssec_name WHERE zone_id = $1 AND hash IS NOT NULL ORDER BY hash LIMIT 1)) END AS "nextHash"
     FROM dnssec_name n WHERE n.zone_id = $1 AND n.name = ANY($2)`,
    [zoneId, names],
  );
  const rows = await Promise.all(
    stored.map(async ({ name, standing, records, hash, nextHash }) => {
      const times = signatureTimes(now, name);
      const link = hash === null || nextHash === null ? null : { hash, nextHash, ttl: signing.chainTtl };
      const zoneName = { name, standing, sets: setsIn(records) };
      const signed = await signName(zoneName, link, signing.apex, signing.signer, times);
      return { ...signed, name, nextHash, expiresAt: hasSignature(signed) ? times.expiration : null };
    }),
  );
  await query(
    `UPDATE dnssec_name n SET next_hash = u.next_hash, signatures = u.signatures, chain = u.chain, expires_at = u.expires_at,
       zone_key_id = CASE WHEN u.expires_at IS NULL THEN '' ELSE $2 END
     FROM unnest($3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::timestamptz[])
       AS u (name, next_hash, signatures, chain, expires_at)
     WHERE n.zone_id = $1 AND n.name = u.name`,
    [
      zoneId,
      zoneKeyId,
      rows.map(({ name }) => name),
      rows.map(({ nextHash }) => nextHash),
      rows.map(({ signatures }) => signatures),
      rows.map(({ chain }) => chain),
      rows.map(({ expiresAt }) => expiresAt),
    ],
  );
}
