import { APEX, absoluteName } from "@/lib/contract/dns-name";
import { parseRecordData, type RecordData, type RecordType } from "@/lib/contract/dns-record-data";
import { homeDatabase } from "@/lib/platform/db";
import type { ZoneRow } from "./zone-store";

/** The start of authority (RFC 1035, 3.3.13). Names are complete, without the dot at their end; times are seconds. */
export interface StartOfAuthority {
  readonly primaryNameServer: string;
  /** A domain name in master form: a dot of the mailbox is `\.`. */
  readonly hostmaster: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  /** Also the time to live of the answer that a name does not exist. */
  readonly negativeTtl: number;
  /** Of the SOA record itself. */
  readonly ttl: number;
}

/** Every record of one name and type, ready to be encoded. */
export interface LoadedRecordSet {
  /** Complete, in lower case, without the dot at its end. */
  readonly owner: string;
  readonly type: RecordType;
  /** Seconds. */
  readonly ttl: number;
  /** At least one; no two are the same. */
  readonly data: readonly RecordData[];
}

/** A zone as it was at one moment. */
export interface LoadedZone {
  readonly id: string;
  readonly organisationId: string;
  readonly projectId: string;
  readonly name: string;
  /** The state that was read: what is derived from it is current as long as the zone's revision is this. */
  readonly revision: number;
  /** The zone's name while it may be served; null otherwise. */
  readonly servedName: string | null;
  readonly soa: StartOfAuthority;
  /** By name and type. The start of authority is not among them; a CNAME stands alone; DS stands beside NS only. */
  readonly recordSets: readonly LoadedRecordSet[];
}

const WHOLE_ZONE = `
SELECT z.id, z.organisation_id AS "organisationId", z.project_id AS "projectId", z.name, z.revision::float8 AS revision,
  z.served_name AS "servedName", z.primary_name_server AS "primaryNameServer", z.hostmaster, z.refresh, z.retry, z.expire,
  z.negative_ttl AS "negativeTtl", z.default_ttl AS "defaultTtl", z.serial::float8 AS serial,
  coalesce((SELECT json_agg(json_build_array(r.name, r.type, r.ttl, r.data) ORDER BY r.name, r.type)
    FROM dns_record_set r WHERE r.zone_id = z.id), '[]'::json) AS sets
FROM dns_zone z WHERE z.id = $1`;

type StoredSet = readonly [name: string, type: RecordType, ttl: number, data: readonly string[]];
type StoredZone = Pick<
  ZoneRow,
  | "id"
  | "organisationId"
  | "projectId"
  | "name"
  | "revision"
  | "servedName"
  | "primaryNameServer"
  | "hostmaster"
  | "refresh"
  | "retry"
  | "expire"
  | "negativeTtl"
  | "defaultTtl"
  | "serial"
> & { readonly sets: readonly StoredSet[] };

/** 100,000 records are read and parsed within a few seconds. */
const LOAD_TIMEOUT_MS = 30_000;

/**
 * A zone with all its record sets, by its identity (`dnsz-…`); null where there is none. Read in one statement, so revision,
 * serial and records belong together. Knows nothing of who asks: for verbs that have authorised their caller, and for
 * background work.
 */
export async function loadZone(id: string): Promise<LoadedZone | null> {
  const { rows } = await homeDatabase().pool.query<StoredZone>({
    text: WHOLE_ZONE,
    values: [id],
    ...{ query_timeout: LOAD_TIMEOUT_MS },
  });
  const [stored] = rows;
  return stored === undefined ? null : loaded(stored);
}

function loaded({ sets, ...zone }: StoredZone): LoadedZone {
  const { id, organisationId, projectId, name, revision, servedName } = zone;
  const recordSets = sets.map(([owner, type, ttl, data]) => ({
    owner: absoluteName(owner, name),
    type,
    ttl,
    data: data.map((text) => parseRecordData(type, text)),
  }));
  const apexNameServer = sets.find(([owner, type]) => owner === APEX && type === "NS")?.[3][0];
  return {
    id,
    organisationId,
    projectId,
    name,
    revision,
    servedName,
    soa: startOfAuthority(zone, apexNameServer),
    recordSets,
  };
}

/** The start of authority of a zone, whose first name server at the apex is given in master form where there is one. */
export function startOfAuthority(
  zone: Pick<
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
  >,
  apexNameServer: string | undefined,
): StartOfAuthority {
  const { name, serial, refresh, retry, expire, negativeTtl } = zone;
  return {
    primaryNameServer: zone.primaryNameServer ?? apexNameServer?.replace(/\.$/, "") ?? name,
    hostmaster: zone.hostmaster ?? `hostmaster.${name}`,
    serial,
    refresh,
    retry,
    expire,
    negativeTtl,
    ttl: zone.defaultTtl,
  };
}
