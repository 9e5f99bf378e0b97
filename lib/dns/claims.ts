import { ChangeMissed, type ChangeTransaction } from "@/lib/audit/change-writer";
import { type DnsClaim, decideClaimRequest } from "@/lib/contract/dns";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { epochOf, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import type { Caller } from "@/lib/iam/caller";
import { findOrganisation, findOrganisations, readEpoch, storedLimits } from "@/lib/iam/organisation-store";
import { callerOn } from "@/lib/iam/scope";
import { clock } from "@/lib/platform/clock";
import { isPublicSuffix } from "./public-suffix";
import { aboutZone } from "./zone-act";
import { zoneMessage } from "./zone-message";
import {
  announceZone,
  describeZone,
  findConflicts,
  findContested,
  lockClaims,
  lockZoneById,
  type ZoneRow,
  zoneById,
} from "./zone-store";

const OF_PRINCIPAL = { region: null, asked: "", feature: null, ofPrincipal: true } as const;

function requirePlatform({ principal }: Caller): void {
  if (principal.isPlatformAdministrator) return;
  throw new KmsError("permission_denied", { message: "Only platform administrators may do this." });
}

/** Zones that wait for their name, with what stands in their way; for platform administrators. Error: permission_denied. */
export function listClaims(call: Call): Promise<DnsClaim[]> {
  const act = { ...OF_PRINCIPAL, action: call.method, event: "dns.claim.list" };
  return throughDoor(call, act, async ({ attempt, caller }) => {
    attempt.resource = { type: "dns_zone", id: "" };
    requirePlatform(caller);
    const contested = await findContested();
    const conflicts = await Promise.all(contested.map((zone) => findConflicts(zone)));
    const named = await organisationsOf([...contested, ...conflicts.flat()]);
    return contested.map((zone, at) => ({
      zone: { identity: zone.id, name: zone.name },
      organisation: named(zone),
      since: (zone.contestedAt ?? zone.createdAt).toISOString(),
      publicSuffix: isPublicSuffix(zone.name),
      conflicts: (conflicts[at] ?? []).map((other) => ({
        identity: other.id,
        name: other.name,
        relation: relationOf(zone, other),
        organisation: named(other),
      })),
    }));
  });
}

async function organisationsOf(zones: readonly ZoneRow[]) {
  const rows = await findOrganisations([...new Set(zones.map(({ organisationId }) => organisationId))]);
  const byId = new Map(rows.map(({ id, name, slug }) => [id, { identity: id, name, slug }]));
  return ({ organisationId }: ZoneRow) => byId.get(organisationId) ?? { identity: organisationId, name: "", slug: "" };
}

function relationOf({ name }: ZoneRow, other: ZoneRow): "same" | "above" | "below" {
  if (other.name === name) return "same";
  return name.endsWith(`.${other.name}`) ? "above" : "below";
}

/**
 * Decides who has a name: a zone that waits is served, in place of one of the same name, or it is not. Recorded in the log
 * of the organisation whose zone it is. Errors: permission_denied, zone_not_found, state_conflict, invalid_request.
 */
export async function decideClaim(call: Call) {
  const act = { ...OF_PRINCIPAL, action: call.method, event: "dns.claim.decide" };
  const { changed } = await changeThroughDoor<never, ZoneRow>(call, act, {
    async apply({ attempt, caller }, tx) {
      attempt.resource = { type: "dns_zone", id: "" };
      requirePlatform(caller);
      const { zoneIdentity, decision } = parseRequest(decideClaimRequest, await attempt.call.body());
      const zone = await lockZoneById(tx, zoneIdentity);
      if (zone === null) throw new KmsError("zone_not_found", { message: "No such zone." });
      attempt.caller = await inOrganisation(caller, zone.organisationId);
      attempt.epoch = epochOf(attempt.caller);
      aboutZone(attempt, zone);
      if (zone.contestedAt === null) {
        throw new KmsError("state_conflict", { message: "The zone does not wait for a decision." });
      }
      const at = clock.now();
      if (decision === "refuse") return describeZone(tx, zone.id, { contestedAt: null }, at);
      const holder = await lockHolder(tx, zone);
      if (holder !== undefined) {
        await describeZone(tx, holder.id, { servedName: null, claimedAt: null }, at);
        await announceZone(tx, holder.id);
      }
      await announceZone(tx, zone.id);
      return describeZone(tx, zone.id, { servedName: zone.name, claimedAt: at, contestedAt: null }, at);
    },
  });
  return zoneMessage((await zoneById(changed.id)) ?? changed);
}

/** Who has the name now. Rows are locked before claims, as every change of a zone does. */
async function lockHolder(tx: ChangeTransaction, zone: ZoneRow): Promise<ZoneRow | undefined> {
  const find = async () => (await findConflicts(zone, tx)).find(({ name }) => name === zone.name);
  const seen = await find();
  if (seen !== undefined) await lockZoneById(tx, seen.id);
  await lockClaims(tx);
  const holder = await find();
  if (holder?.id !== seen?.id) throw new ChangeMissed("the name has changed hands");
  return holder;
}

async function inOrganisation(caller: Caller, organisationId: string): Promise<Caller> {
  const found = await findOrganisation(organisationId);
  if (found === null) throw new KmsError("zone_not_found", { message: "No such zone." });
  const { id, name, slug, featuresDisabled } = found;
  const epoch = await readEpoch(id);
  const moved = callerOn(caller, { id, name, slug, featuresDisabled, limits: storedLimits(found.limits), epoch });
  if (moved === null) throw new KmsError("permission_denied");
  return moved;
}
