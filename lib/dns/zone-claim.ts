import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { isPublicSuffix } from "./public-suffix";
import { announceZone, describeZone, findConflicts, lockClaims, type ZoneRow } from "./zone-store";

/**
 * Names are served by one zone only, in the whole installation. A zone claims its name; where another organisation serves
 * this name, one above it or one below it, neither can know which of them the name belongs to: the claim waits for a
 * platform administrator. So does a public suffix, whose names below belong to many. Zones of one organisation may lie below
 * each other: that is a delegation.
 */

type ClaimColumns = Pick<ZoneRow, "servedName" | "claimedAt" | "contestedAt">;

/** The columns of a new zone that say whether it may be served. Inside the transaction that makes it. */
export async function claimColumns(
  tx: ChangeTransaction,
  zone: Pick<ZoneRow, "name" | "organisationId">,
  at: Date,
): Promise<ClaimColumns> {
  await lockClaims(tx);
  const isFree = !isPublicSuffix(zone.name) && (await findConflicts(zone, tx)).length === 0;
  if (isFree) return { servedName: zone.name, claimedAt: at, contestedAt: null };
  return { servedName: null, claimedAt: null, contestedAt: at };
}

/** Claims the name of a zone again, or lets go of it; nothing changes where that is so already. The zone's row is locked. */
export async function setServing(tx: ChangeTransaction, zone: ZoneRow, serving: boolean, at: Date): Promise<ZoneRow> {
  if (!serving) {
    if (zone.servedName === null && zone.contestedAt === null) return zone;
    return announced(tx, zone.id, { servedName: null, claimedAt: null, contestedAt: null }, at);
  }
  if (zone.servedName !== null) return zone;
  const columns = await claimColumns(tx, zone, zone.contestedAt ?? at);
  if (columns.servedName === null && zone.contestedAt !== null) return zone;
  const claimedAt = columns.servedName === null ? null : at;
  return announced(tx, zone.id, { ...columns, claimedAt }, at);
}

/** Whether a zone is served is news for who serves it, although it says what it said. */
async function announced(tx: ChangeTransaction, id: string, columns: ClaimColumns, at: Date): Promise<ZoneRow> {
  await announceZone(tx, id);
  return describeZone(tx, id, columns, at);
}
