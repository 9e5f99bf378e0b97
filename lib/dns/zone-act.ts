import { asciiName, DnsProblem } from "@/lib/contract/dns-name";
import { KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/contract/permissions";
import type { Act, Attempt } from "@/lib/door/attempt";
import type { Call } from "@/lib/door/call";
import { evaluate } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import type { ZoneRow } from "./zone-store";

/** What every verb of DNS records about itself. */
export function zoneAct(call: Call, event: string, asked = "", more: Pick<Act, "status"> = {}): Act {
  return { action: call.method, event, region: null, asked, feature: "dns", ...more };
}

/** Notes what the record is about, as soon as it is known. */
export function aboutZone(attempt: Attempt, { id, name }: Pick<ZoneRow, "id" | "name">): void {
  attempt.resource = { type: "dns_zone", id, slug: name };
}

/** What an address names: an identity or slug as it is, a name in the form in which names are stored. */
export function askedZone(text: string): string {
  try {
    return asciiName(text);
  } catch (error) {
    if (error instanceof DnsProblem) return text.replaceAll("\u0000", "");
    throw error;
  }
}

/** Notes what is asked for where nothing is known of it yet. */
export function aboutAsked(attempt: Attempt): void {
  attempt.resource = { type: "dns_zone", id: attempt.act.asked };
}

/** Whether the caller holds a permission on a zone. */
export function mayOnZone(caller: Caller, permission: Permission, { id, labels }: Pick<ZoneRow, "id" | "labels">) {
  const { organisationId, projectId } = caller.scope;
  const resource = { type: "dns_zone", id, organisationId, projectId, labels } as const;
  return evaluate(caller, permission, resource, clock.nowMs());
}

/** The zone, where there is one and the caller may do this with it; otherwise zone_not_found, the same for both. */
export function requireZone(attempt: Attempt, caller: Caller, permission: Permission, row: ZoneRow | null): ZoneRow {
  if (row === null) throw new KmsError("zone_not_found");
  aboutZone(attempt, row);
  const { allowed, reason } = mayOnZone(caller, permission, row);
  if (allowed) return row;
  throw new KmsError("zone_not_found", { recordedAs: "permission_denied", detail: reason.text });
}

/** Error: version_mismatch where the caller wants to change another state of the object than the one there is. */
export function requireSeen(call: Call, noun: string, { objectVersion }: { readonly objectVersion: number }): void {
  const wanted = call.ifMatch?.() ?? null;
  if (wanted === null || wanted === objectVersion) return;
  throw new KmsError("version_mismatch", {
    message: `The ${noun} has changed: its objectVersion is ${objectVersion}, not ${wanted}.`,
  });
}

/** Runs what may find a problem with names or records; the problem becomes the caller's error, with what it is about in front. */
export function orRefuse<T>(about: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof DnsProblem)) throw error;
    throw new KmsError("invalid_request", { message: `${about} ${error.message}.` });
  }
}
