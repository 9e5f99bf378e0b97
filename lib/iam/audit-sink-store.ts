import { homeDatabase } from "@/lib/platform/db";
import type { IamTransaction } from "./store";

/** A sink as stored. */
export type AuditSinkRow = NonNullable<Awaited<ReturnType<typeof findAuditSink>>>;

/** Columns of a new sink. */
export type NewAuditSink = Omit<AuditSinkRow, "objectVersion">;

/** An organisation's sinks, the oldest first. */
export function findAuditSinks(organisationId: string) {
  return homeDatabase().prisma.auditSink.findMany({ where: { organisationId }, orderBy: { id: "asc" } });
}

/** Every sink that is switched on. */
export function findEnabledSinks() {
  return homeDatabase().prisma.auditSink.findMany({ where: { isEnabled: true } });
}

/** An organisation's sink by identity; null where there is none. */
export function findAuditSink(organisationId: string, id: string, within?: IamTransaction) {
  return (within ?? homeDatabase().prisma).auditSink.findFirst({ where: { organisationId, id } });
}

/** How many sinks an organisation has. */
export function countAuditSinks(transaction: IamTransaction, organisationId: string): Promise<number> {
  return transaction.auditSink.count({ where: { organisationId } });
}

/** Adds a sink. */
export function insertAuditSink(transaction: IamTransaction, row: NewAuditSink) {
  return transaction.auditSink.create({ data: row });
}

/** Sets columns of a sink; those that are undefined stay. */
export function changeAuditSink(
  transaction: IamTransaction,
  id: string,
  changes: Partial<Pick<AuditSinkRow, "name" | "url" | "format" | "isEnabled" | "updatedAt">>,
) {
  return transaction.auditSink.update({ where: { id }, data: { ...changes, objectVersion: { increment: 1 } } });
}

/** Removes a sink. */
export async function removeAuditSink(transaction: IamTransaction, id: string): Promise<void> {
  await transaction.auditSink.delete({ where: { id } });
}
