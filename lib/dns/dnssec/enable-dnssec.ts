import type { z } from "zod";
import { type DnssecStatus, enableDnssecRequest } from "@/lib/contract/dnssec";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { readZone } from "@/lib/dns/read-zones";
import { zoneChange } from "@/lib/dns/zone-change";
import type { ZoneRow } from "@/lib/dns/zone-store";
import { type Call, partOf } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import type { Caller } from "@/lib/iam/caller";
import { bindKey, releaseKey } from "@/lib/kms/bind-key";
import { createKey } from "@/lib/kms/create-key";
import { readZoneSigningKey, requireZoneSigner } from "@/lib/kms/zone-signing-key";
import { clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { vaultOf } from "@/lib/regions/health";
import { type Region, regionNamed } from "@/lib/regions/registry";
import { changePlan, insertSigning, lockSigning } from "./dnssec-store";
import { newPlan } from "./plan";
import { queryHome, readSigning, type SigningRow } from "./signing-row";
import { currentStatus } from "./status";
import { tendSoon } from "./tend-soon";
import { publishZone } from "./tend-zone";

type Request = z.output<typeof enableDnssecRequest>;

const NAME_CHARACTERS_MAX = 255;

/** A zone that is to be signed, and what is known of it. */
interface Wanted {
  readonly zone: ZoneRow;
  readonly request: Request;
  readonly region: Region;
  readonly signing: SigningRow | null;
}

/**
 * Signs a zone with a KMS key, at once. The key is taken first, in a change and with a record of its own: it then names the
 * zone as a dependent, and a `general` key is narrowed for good. A zone that is signed already stays so; where that was being
 * ended, it is not any more. Needs dns_zone:update, and on the key kms_key:update, or kms_key:create where one is made.
 * Errors, beside those of the door and of making and changing keys: zone_not_found, feature_disabled, region_not_found,
 * region_unavailable, key_not_found, purpose_forbids, operation_not_supported, state_conflict (signed with another key).
 */
export async function enableDnssec(call: Call, asked: string): Promise<DnssecStatus> {
  const wanted = await readZone(
    call,
    { event: "dns.dnssec.read", permission: "dns_zone:update" },
    asked,
    (zone, { caller }) => wantedOf(call, caller, zone),
  );
  const { zone, region, signing } = wanted;
  const keyId = signing?.enabled ? signing.kmsKeyId : await takenKey(call, wanted);
  try {
    await enable(call, zone.id, { region, keyId });
  } catch (error) {
    if (!signing?.enabled) await release(region, keyId, zone.id);
    throw error;
  }
  await tendSoon(publishZone, zone.id, call.deadlineMs);
  return currentStatus(zone.id);
}

async function wantedOf(call: Call, caller: Caller, zone: ZoneRow): Promise<Wanted> {
  if (caller.organisation.featuresDisabled.includes("kms")) {
    throw new KmsError("feature_disabled", {
      message: "DNSSEC needs KMS: it must be enabled for this organisation first.",
    });
  }
  const request = parseRequest(enableDnssecRequest, await call.body());
  const region = regionNamed(request.region);
  vaultOf(region);
  const signing = await readSigning(queryHome, zone.id);
  if (signing?.enabled) requireSameKey(signing, region, request);
  return { zone, request, region, signing };
}

function requireSameKey(
  { region, kmsKeyId }: SigningRow,
  wanted: Region,
  { kmsKeyIdentity = kmsKeyId }: Request,
): void {
  if (wanted.slug === region && kmsKeyIdentity === kmsKeyId) return;
  throw new KmsError("state_conflict", {
    message: `The zone is signed with the key ${kmsKeyId} of ${region}. To replace it rotate it; for another key disable DNSSEC first.`,
  });
}

/** The key that signs from now on, bound to the zone: the one that is named, the zone's earlier one, or a new one. */
async function takenKey(call: Call, wanted: Wanted): Promise<string> {
  const { zone, request, region } = wanted;
  const key = request.kmsKeyIdentity ?? (await earlierKey(wanted)) ?? (await newKey(call, zone, region));
  const bound = await bindKey(
    partOf(call, request),
    { region: region.slug, key },
    {
      purpose: "dnssec",
      request: enableDnssecRequest,
      admit: async () => {},
      suits: requireZoneSigner,
      dependent: () => ({ kind: "dns_zone", identity: zone.id, name: zone.name }),
    },
  );
  if (bound.status === "active") return bound.identity;
  await release(region, bound.identity, zone.id);
  throw new KmsError("key_not_usable", { message: `The key is ${bound.status.replace("_", " ")}; it must be active.` });
}

async function earlierKey({ zone, region, signing }: Wanted): Promise<string | null> {
  if (signing?.region !== region.slug) return null;
  const { organisationId, projectId } = zone;
  const own = { region: region.slug, organisationId, projectId, keyId: signing.kmsKeyId };
  const key = await readZoneSigningKey(own).catch((error: unknown) => {
    if (isKmsError(error) && error.code === "key_not_found") return null;
    throw error;
  });
  return key?.status === "active" ? signing.kmsKeyId : null;
}

/** Names of keys cannot be used again, not even after they are deleted: then the time is added. */
async function newKey(call: Call, zone: ZoneRow, region: Region): Promise<string> {
  const name = `DNSSEC ${zone.name}`;
  const stamp = ` ${clock.now().toISOString().slice(0, 19).replaceAll(":", "-")}`;
  const make = (given: string) =>
    createKey(partOf(call, { name: given, keyType: "ecdsa-p256", purpose: "dnssec" }), { region: region.slug });
  try {
    return (await make(name.slice(0, NAME_CHARACTERS_MAX))).identity;
  } catch (error) {
    if (!isKmsError(error) || error.code !== "slug_taken") throw error;
    return (await make(name.slice(0, NAME_CHARACTERS_MAX - stamp.length) + stamp)).identity;
  }
}

const enable = zoneChange({
  event: "dns.dnssec.enable",
  permission: "dns_zone:update",
  request: enableDnssecRequest,
  async apply({ tx, zone, at }, { region, keyId }: { readonly region: Region; readonly keyId: string }) {
    const signing = await lockSigning(tx, zone.id);
    if (!signing?.enabled) {
      const plan = newPlan(zone.name, at.getTime());
      return insertSigning(tx, { zoneId: zone.id, region: region.slug, kmsKeyId: keyId, plan }, at);
    }
    if (signing.kmsKeyId !== keyId || signing.region !== region.slug) {
      throw new KmsError("state_conflict", { message: "The zone has just been signed with another key." });
    }
    if (signing.plan.disablingSince === null) return;
    await changePlan(tx, zone.id, { ...signing.plan, disablingSince: null, forced: false }, at);
  },
});

/** What is not let go now, a job finds later. */
async function release(region: Region, keyId: string, zoneId: string): Promise<void> {
  const dependent = { kind: "dns_zone", identity: zoneId };
  await releaseKey(region.database, keyId, dependent).catch((error: unknown) =>
    log.warn({ key: keyId, zone: zoneId, error: String(error) }, "key of a zone not released yet"),
  );
}
