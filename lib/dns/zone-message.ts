import { domainToUnicode } from "node:url";
import type { DnsRecord, DnsZone, ServingState } from "@/lib/contract/dns";
import { isPublicSuffix } from "./public-suffix";
import type { RecordSetRow, ZoneRow } from "./zone-store";

/** A zone as the API shows it. */
export function zoneMessage(row: ZoneRow): DnsZone {
  const { primaryNameServer, hostmaster, refresh, retry, expire, negativeTtl } = row;
  return {
    identity: row.id,
    name: row.name,
    unicodeName: domainToUnicode(row.name) || row.name,
    slug: row.slug,
    description: row.description ?? undefined,
    labels: optionalMap(row.labels),
    annotations: optionalMap(row.annotations),
    projectId: row.projectId || undefined,
    defaultTtl: row.defaultTtl,
    serial: row.serial,
    startOfAuthority: { primaryNameServer, hostmaster, refresh, retry, expire, negativeTtl },
    serving: servingMessage(row),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    objectVersion: row.objectVersion,
  };
}

function servingMessage(row: ZoneRow): DnsZone["serving"] {
  const status = servingState(row);
  const since = (row.claimedAt ?? row.contestedAt)?.toISOString() ?? null;
  if (status !== "contested") return { status, since };
  return { status, reason: isPublicSuffix(row.name) ? "public_suffix" : "conflict", since };
}

/** Whether a zone may be served under its name. */
export function servingState({ servedName, contestedAt }: Pick<ZoneRow, "servedName" | "contestedAt">): ServingState {
  if (servedName !== null) return "claimed";
  return contestedAt === null ? "off" : "contested";
}

/** A record set as the API shows it. */
export function recordMessage(row: RecordSetRow): DnsRecord {
  return {
    identity: row.id,
    name: row.name,
    type: row.type,
    ttl: row.ttl,
    values: [...row.values],
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    objectVersion: row.objectVersion,
  };
}

function optionalMap(map: Readonly<Record<string, string>>): Record<string, string> | undefined {
  return Object.keys(map).length === 0 ? undefined : { ...map };
}
