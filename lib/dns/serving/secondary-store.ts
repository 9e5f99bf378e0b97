import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { homeDatabase } from "@/lib/platform/db";
import type { SealedAtHome } from "@/lib/regions/home-secrets";

/** A server that may take over an organisation's zones, as stored. */
export interface SecondaryRow extends SealedAtHome {
  /** `dnss-…` */
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  /** Of its TSIG key: complete, in lower case, without the dot at its end. */
  readonly keyName: string;
  /** Addresses with ports. */
  readonly notify: readonly string[];
  readonly lastTransferAt: Date | null;
  readonly createdAt: Date;
}

/**
 * An organisation's secondaries by name, each with the newest failure to tell it of a change; with those of each of its
 * addresses where they are asked for one zone, by identity or name.
 */
export async function findSecondaries(
  organisationId: string,
  zone: string | null,
): Promise<(SecondaryRow & { readonly notices: readonly { readonly error: string | null }[] })[]> {
  const notices = {
    where: {
      error: { not: null },
      ...(zone === null ? {} : { zone: { organisationId, OR: [{ id: zone }, { name: zone }] } }),
    },
    orderBy: [{ dueAt: "desc" as const }, { address: "asc" as const }],
    ...(zone === null ? { take: 1 } : {}),
    select: { error: true },
  };
  return homeDatabase().prisma.dnsSecondary.findMany({
    where: { organisationId },
    orderBy: { name: "asc" },
    include: { notices },
  });
}

/** Adds a secondary; false where the organisation has one of this name. */
export async function insertSecondary(
  tx: ChangeTransaction,
  row: Omit<SecondaryRow, "lastTransferAt">,
): Promise<boolean> {
  const data = { ...row, notify: [...row.notify] };
  return (await tx.dnsSecondary.createMany({ data: [data], skipDuplicates: true })).count === 1;
}

/** How many secondaries an organisation has; others that ask wait for the end of the transaction. */
export async function countSecondaries(tx: ChangeTransaction, organisationId: string): Promise<number> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('pelagos.secondaries ' || ${organisationId}, 0))::text`;
  return tx.dnsSecondary.count({ where: { organisationId } });
}

/** Removes a secondary; false where the organisation has none of this identity. */
export async function removeSecondary(tx: ChangeTransaction, organisationId: string, id: string): Promise<boolean> {
  return (await tx.dnsSecondary.deleteMany({ where: { organisationId, id } })).count === 1;
}

/** Notes that a secondary has taken over a zone. */
export async function noteTransfer(id: string, at: Date): Promise<void> {
  await homeDatabase().prisma.dnsSecondary.updateMany({ where: { id }, data: { lastTransferAt: at } });
}

/** Every secondary of every organisation. */
export function allSecondaries(): Promise<SecondaryRow[]> {
  return homeDatabase().prisma.dnsSecondary.findMany();
}
