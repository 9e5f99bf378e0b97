import { randomBytes } from "node:crypto";
import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { type CreateZoneRequest, createZoneRequest, type DnsZone } from "@/lib/contract/dns";
import { TTL_DEFAULT } from "@/lib/contract/dns-limits";
import { APEX } from "@/lib/contract/dns-name";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { parseRequest } from "@/lib/door/parse-request";
import { keySlug } from "@/lib/format/key-slug";
import { requirePermission, requireSomewhere } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { type ObjectLimit, requireRoom } from "@/lib/iam/object-limit";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { looksLikeId, newId } from "@/lib/platform/id";
import { newRecordSet } from "./record-set";
import { aboutZone, zoneAct } from "./zone-act";
import { claimColumns } from "./zone-claim";
import { zoneMessage } from "./zone-message";
import { firstSerial } from "./zone-serial";
import { announceZone, insertRecordSets, insertZone, type NewZone, type ZoneRow, zoneTaken } from "./zone-store";

const ZONE_LIMIT: ObjectLimit = { name: "zonesMax", noun: "zones", counted: "dns_zone WHERE organisation_id = $1" };

/**
 * Times of the start of authority that nobody set, in seconds. Secondaries that lost the primary stop before the signatures
 * they have end (RFC 6781, 4.4.2), and ask often enough for a roll of keys to count on it.
 */
const TIMERS = { refresh: 3_600, retry: 600, expire: 604_800, negativeTtl: 3_600 } as const;

/**
 * Creates a zone, with the name servers of the installation where it names some. It claims its name for being served.
 * Errors, beside those of the door: permission_denied, invalid_request, zone_taken, too_many_requests (the organisation's
 * limit of zones).
 */
export async function createZone(call: Call): Promise<DnsZone> {
  const act = zoneAct(call, "dns.zone.create", "", { status: 201 });
  const { changed } = await changeThroughDoor<never, ZoneRow>(call, act, {
    async apply({ attempt, caller }, tx) {
      attempt.resource = { type: "dns_zone", id: "" };
      // Before the body: who may not create anything learns nothing about how to.
      requireSomewhere(caller, "dns_zone:create");
      const request = parseRequest(createZoneRequest, await attempt.call.body());
      requireNewZone(caller, request.labels ?? {});
      await requireRoom(tx, caller, homeDatabase(), ZONE_LIMIT);
      const zone = await newZone(tx, request, caller);
      aboutZone(attempt, zone);
      if (!(await insertZone(tx, zone))) throw new KmsError("zone_taken");
      const row = { ...zone, revision: 1, objectVersion: 1 };
      await addNameServers(tx, row);
      await announceZone(tx, row.id);
      return row;
    },
  });
  return zoneMessage(changed);
}

function requireNewZone(caller: Caller, labels: Record<string, string>): void {
  const { organisationId, projectId } = caller.scope;
  requirePermission(caller, "dns_zone:create", { type: "dns_zone", id: "", organisationId, projectId, labels });
}

async function newZone(tx: ChangeTransaction, request: CreateZoneRequest, { scope }: Caller): Promise<NewZone> {
  const at = clock.now();
  const { organisationId, projectId } = scope;
  const name = request.zoneName;
  const wanted = zoneSlug(name);
  const taken = await zoneTaken(tx, organisationId, { name, slug: wanted });
  if (taken.name) throw new KmsError("zone_taken");
  const { primaryNameServer = null, hostmaster = null, ...timers } = request.startOfAuthority ?? {};
  return {
    id: newId("dnsz"),
    organisationId,
    projectId,
    name,
    slug: taken.slug ? withRandomEnd(wanted) : wanted,
    description: request.description || null,
    labels: request.labels ?? {},
    annotations: request.annotations ?? {},
    primaryNameServer,
    hostmaster,
    ...TIMERS,
    ...given(timers),
    defaultTtl: request.defaultTtl ?? TTL_DEFAULT,
    serial: firstSerial(at),
    ...(await claimColumns(tx, { name, organisationId }, at)),
    createdAt: at,
    updatedAt: at,
  };
}

const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<typeof TIMERS>;

function zoneSlug(name: string): string {
  const slug = keySlug(name);
  return slug === "" || looksLikeId(slug) ? withRandomEnd("zone") : slug;
}

/** Two names may differ by nothing but a dot and a hyphen. */
const withRandomEnd = (slug: string) => `${slug.slice(0, 52)}-${randomBytes(5).toString("hex")}`;

async function addNameServers(tx: ChangeTransaction, zone: ZoneRow): Promise<void> {
  const { dnsNameServers } = config();
  if (dnsNameServers.length === 0) return;
  const values = dnsNameServers.map((name) => `${name}.`);
  const nameServers = { name: APEX, type: "NS", ttl: zone.defaultTtl, values } as const;
  await insertRecordSets(tx, [newRecordSet(zone, nameServers, zone.createdAt)]);
}
