import type { ChangeTransaction } from "@/lib/audit/change-writer";
import type { Plan } from "./plan";

/** Turns signing of a zone on, with a key; whatever was signed before is gone already. */
export async function insertSigning(
  tx: ChangeTransaction,
  {
    zoneId,
    region,
    kmsKeyId,
    plan,
  }: { readonly zoneId: string; readonly region: string; readonly kmsKeyId: string; readonly plan: Plan },
  at: Date,
): Promise<void> {
  const none = Buffer.alloc(0);
  const columns = { enabled: true, region, kmsKeyId, plan: { ...plan } as object, dueAt: at };
  await tx.dnssecZone.upsert({
    where: { zoneId },
    create: { zoneId, ...columns, keySets: none, keySetsDigest: none, startOfAuthority: none, createdAt: at },
    update: { ...columns, version: { increment: 1 } },
  });
}

/** Replaces the plan of a zone that is signed; it is then due. */
export async function changePlan(tx: ChangeTransaction, zoneId: string, plan: Plan, at: Date): Promise<void> {
  const data = { plan: { ...plan } as object, dueAt: at, version: { increment: 1 } };
  await tx.dnssecZone.update({ where: { zoneId }, data });
}

/** Whether a zone is signed, and how, as part of a transaction; null where it never was. */
export async function lockSigning(
  tx: ChangeTransaction,
  zoneId: string,
): Promise<{
  readonly enabled: boolean;
  readonly region: string;
  readonly kmsKeyId: string;
  readonly plan: Plan;
} | null> {
  await tx.$queryRaw`SELECT zone_id FROM dnssec_zone WHERE zone_id = ${zoneId} FOR UPDATE`;
  const row = await tx.dnssecZone.findUnique({ where: { zoneId } });
  // Only this folder writes the column.
  return row === null ? null : { ...row, plan: row.plan as unknown as Plan };
}
