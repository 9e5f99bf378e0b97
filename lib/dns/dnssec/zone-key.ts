import { type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { hashFacts } from "@/lib/contract/hash-algorithms";
import { KeyMaterial } from "@/lib/crypto/key-material";
import { open, seal } from "@/lib/crypto/seal";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import { generateMaterial } from "@/lib/kms/use-material";
import { newId } from "@/lib/platform/id";
import { vaultOf } from "@/lib/regions/health";
import { regionNamed } from "@/lib/regions/registry";
import { algorithmNumbered } from "./algorithms";
import { dnskeyData, keyTag, publicKeyField, ZONE_KEY_FLAGS } from "./dnskey";
import type { RecordSigner } from "./rrsig";
import type { Query, SigningRow } from "./signing-row";

const LABEL = "pelagos/1/dnssec-zone-key";
/** The longest that making a key may take, in milliseconds. */
const GENERATION_MS = 60_000;

/** Signs on the threads of Node, so that a zone of many names leaves the event loop free. */
const signOnThread = promisify<string, Buffer, Parameters<typeof sign>[2], Buffer>(sign);

interface StoredZoneKey {
  readonly id: string;
  readonly dnskey: Buffer;
  readonly regionKeyId: string;
  readonly salt: Buffer;
  readonly sealed: Buffer;
}

type Place = Pick<SigningRow, "zoneId" | "organisationId" | "projectId" | "region">;

/** Everything about the key that never changes: moved to another zone, it does not open. */
const binding = (
  { zoneId, organisationId, projectId, region }: Place,
  id: string,
  dnskey: Buffer,
  regionKeyId: string,
) =>
  ["dnssec-zone-key", 1, regionKeyId, region, organisationId, projectId, zoneId, id, dnskey.toString("hex")] as const;

/**
 * Makes a key that signs a zone's records, and stores it sealed under the region's key. Its algorithm is that of the key that
 * signs the keys. Errors: region_not_found, region_unavailable, unavailable.
 */
export async function makeZoneKey(
  query: Query,
  place: Place,
  algorithm: number,
  monotonicMs: number,
  at: Date,
): Promise<{ readonly id: string; readonly dnskey: Buffer }> {
  const vault = vaultOf(regionNamed(place.region));
  const regionKey = vault.keys.get(vault.newestId);
  if (regionKey === undefined) throw new Error(`region ${place.region} has no newest key`);
  const { zoneKeyType } = algorithmNumbered(algorithm);
  const material = await generateMaterial(zoneKeyType, monotonicMs + GENERATION_MS);
  try {
    const id = newId("zsk");
    const dnskey = dnskeyData(ZONE_KEY_FLAGS, algorithm, publicKeyField(material.publicKey()));
    const fields = binding(place, id, dnskey, vault.newestId);
    const { salt, sealed } = seal(regionKey, LABEL, fields, material.bytes().reveal(REVEAL_SECRET));
    await query(
      `INSERT INTO dnssec_zone_key (id, zone_id, dnskey, region_key_id, salt, sealed, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, place.zoneId, dnskey, vault.newestId, salt, sealed, at],
    );
    return { id, dnskey };
  } finally {
    material.destroy();
  }
}

/** A zone's key, opened. Errors: region_not_found, region_unavailable. */
export async function openZoneKey(
  query: Query,
  place: Place & { readonly zone: string },
  id: string,
): Promise<RecordSigner> {
  const [stored] = await query<StoredZoneKey>(
    `SELECT id, dnskey, region_key_id AS "regionKeyId", salt, sealed FROM dnssec_zone_key WHERE zone_id = $1 AND id = $2`,
    [place.zoneId, id],
  );
  if (stored === undefined) throw new Error(`zone ${place.zoneId} has no key ${id}`);
  const regionKey = vaultOf(regionNamed(place.region)).keys.get(stored.regionKeyId);
  if (regionKey === undefined) throw new Error(`key ${id} is sealed under an unknown region key`);
  const secret = open(regionKey, LABEL, binding(place, id, stored.dnskey, stored.regionKeyId), stored);
  const material = KeyMaterial.of("pkcs8", secret);
  try {
    return recordSigner(place.zone, stored.dnskey, material.privateKey());
  } finally {
    material.destroy();
  }
}

/** Signs records with a private key at hand. */
export function recordSigner(zone: string, dnskey: Buffer, key: KeyObject): RecordSigner {
  const algorithm = dnskey.readUInt8(3);
  const { nodeName } = hashFacts(algorithmNumbered(algorithm).hash);
  return {
    zone,
    algorithm,
    keyTag: keyTag(dnskey),
    sign: (data) => signOnThread(nodeName, data, { key, dsaEncoding: "ieee-p1363" }),
  };
}
