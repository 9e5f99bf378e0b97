import { homeDatabase } from "@/lib/platform/db";
import type { IamTransaction } from "./store";

/** A client key as stored, without its public half. */
export interface StoredClientKey {
  /** `ck-…` */
  readonly id: string;
  readonly organisationId: string;
  /** Empty where it acts in the organisation itself. */
  readonly projectId: string;
  /** Slug. */
  readonly region: string;
  readonly name: string;
  /** What calls name it by. */
  readonly keyId: string;
  readonly policies: readonly string[];
  readonly resourceIdentities: readonly string[];
  readonly cidrs: readonly string[];
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly createdAt: Date;
  /** Identity of who made it. */
  readonly createdBy: string;
}

/** The client keys of a scope, revoked and expired ones too, the newest first; at most 1,000. */
export async function findClientKeys(organisationId: string, projectId: string): Promise<StoredClientKey[]> {
  return homeDatabase().prisma.clientKey.findMany({
    where: { organisationId, projectId },
    omit: { publicKey: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 1_000,
  });
}

/** Adds a client key with its public half (SubjectPublicKeyInfo, DER). */
export async function insertClientKey(
  transaction: IamTransaction,
  row: StoredClientKey & { readonly publicKey: Uint8Array<ArrayBuffer> },
): Promise<void> {
  const { policies, resourceIdentities, cidrs, ...others } = row;
  await transaction.clientKey.create({
    data: { ...others, policies: [...policies], resourceIdentities: [...resourceIdentities], cidrs: [...cidrs] },
  });
}

/** Revokes a client key of a scope unless it is revoked; null where there is none. */
export async function revokeStoredClientKey(
  transaction: IamTransaction,
  where: { readonly id: string; readonly organisationId: string; readonly projectId: string },
  at: Date,
): Promise<StoredClientKey | null> {
  await transaction.clientKey.updateMany({ where: { ...where, revokedAt: null }, data: { revokedAt: at } });
  return transaction.clientKey.findFirst({ where, omit: { publicKey: true } });
}

/** Revokes a client key that has been found to belong to the organisation, wherever it acts. */
export async function revokeAnyClientKey(transaction: IamTransaction, id: string, at: Date): Promise<void> {
  await transaction.clientKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } });
}
