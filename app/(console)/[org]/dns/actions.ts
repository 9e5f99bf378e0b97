"use server";

import type { ActionResult } from "@/lib/contract/console";
import type { DnsRecord, DnsZone, ZoneImport } from "@/lib/contract/dns";
import type { CreatedSecondaryMessage, DnssecStatus } from "@/lib/contract/dnssec";
import { createRecord as add, deleteRecord as removeOne, updateRecord as updateOne } from "@/lib/dns/change-record";
import { deleteZone as remove, updateZone as update } from "@/lib/dns/change-zone";
import { createZone as create } from "@/lib/dns/create-zone";
import { checkParent as check } from "@/lib/dns/dnssec/check-parent";
import { disableDnssec as disable } from "@/lib/dns/dnssec/disable-dnssec";
import { enableDnssec as enable } from "@/lib/dns/dnssec/enable-dnssec";
import { previewImport as preview, importZone as take } from "@/lib/dns/import-zone";
import { createSecondary as createOne, deleteSecondary as deleteOne } from "@/lib/dns/serving/secondaries";
import { inScope, onRecord, onSecondary, onZone } from "./on-zone";

/** Creates a zone in the scope of the place. */
export async function createZone(place: unknown, request: unknown): Promise<ActionResult<DnsZone>> {
  return inScope(place, create, request);
}

/** Changes description, start of authority, and whether the zone is served. */
export async function updateZone(place: unknown, request: unknown): Promise<ActionResult<DnsZone>> {
  return onZone(place, update, request);
}

/** Deletes a zone with its records, at once and for good. */
export async function deleteZone(place: unknown): Promise<ActionResult<{ identity: string; deleted: true }>> {
  return onZone(place, remove);
}

/** Adds every record of one name and type. */
export async function createRecord(place: unknown, request: unknown): Promise<ActionResult<DnsRecord>> {
  return onZone(place, add, request);
}

/** Changes every record of one name and type. */
export async function updateRecord(place: unknown, request: unknown): Promise<ActionResult<DnsRecord>> {
  return onRecord(place, updateOne, request);
}

/** Removes every record of one name and type. */
export async function deleteRecord(place: unknown): Promise<ActionResult<{ identity: string; deleted: true }>> {
  return onRecord(place, removeOne);
}

/** Says what a zone file would change; nothing is changed. */
export async function previewImport(place: unknown, request: unknown): Promise<ActionResult<ZoneImport>> {
  return onZone(place, preview, request);
}

/** Takes over a zone file. */
export async function importZone(place: unknown, request: unknown): Promise<ActionResult<ZoneImport>> {
  return onZone(place, take, request);
}

/** Signs a zone with a KMS key. */
export async function enableDnssec(place: unknown, request: unknown): Promise<ActionResult<DnssecStatus>> {
  return onZone(place, enable, request);
}

/** Ends signing: once the parent has no DS any more, or at once. */
export async function disableDnssec(place: unknown, request: unknown): Promise<ActionResult<DnssecStatus>> {
  return onZone(place, (call, zone) => disable(call, zone, request));
}

/** Asks the zone's parent for its DS records now. */
export async function checkParent(place: unknown): Promise<ActionResult<DnssecStatus>> {
  return onZone(place, check);
}

/** Makes the key with which a name server takes over the organisation's zones. */
export async function createSecondary(
  place: unknown,
  request: unknown,
): Promise<ActionResult<CreatedSecondaryMessage>> {
  return inScope(place, createOne, request);
}

/** Takes its key from a name server. */
export async function deleteSecondary(place: unknown): Promise<ActionResult<{ identity: string; deleted: true }>> {
  return onSecondary(place, deleteOne);
}
