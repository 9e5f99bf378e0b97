import { homeDatabase } from "@/lib/platform/db";
import type { IamTransaction } from "./store";

const ORGANISATION = { organisation: { select: { id: true, name: true, slug: true } } } as const;
type Changes = Parameters<IamTransaction["serviceAccount"]["update"]>[0]["data"];

/** Columns of a new service account. */
export interface NewServiceAccount {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Columns of a new access credential. */
export interface NewAccessCredential {
  readonly id: string;
  readonly serviceAccountId: string;
  readonly name: string;
  readonly description: string | null;
  readonly accessKey: string;
  /** SHA-256 of the secret. */
  readonly secretHash: Uint8Array<ArrayBuffer>;
  readonly scopes: string[];
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
}

/** An organisation's service accounts, by slug. */
export function findServiceAccounts(organisationId: string) {
  const where = { organisationId, deletedAt: null };
  return homeDatabase().prisma.serviceAccount.findMany({ where, include: ORGANISATION, orderBy: { slug: "asc" } });
}

/** An organisation's service account by identity or slug; null where there is none. */
export function findServiceAccount(organisationId: string, asked: string, within?: IamTransaction) {
  const where = { organisationId, deletedAt: null, OR: [{ id: asked }, { slug: asked }] };
  return (within ?? homeDatabase().prisma).serviceAccount.findFirst({ where, include: ORGANISATION });
}

/** Adds a service account; false where the slug is taken, by a deleted one too. */
export async function insertServiceAccount(transaction: IamTransaction, row: NewServiceAccount): Promise<boolean> {
  return (await transaction.serviceAccount.createMany({ data: [row], skipDuplicates: true })).count === 1;
}

/** Sets columns of a service account. */
export function changeServiceAccount(transaction: IamTransaction, id: string, data: Changes) {
  return transaction.serviceAccount.update({ where: { id }, data, include: ORGANISATION });
}

/** Marks a service account deleted: its bindings go, its credentials and federated identities are revoked. */
export async function removeServiceAccount(transaction: IamTransaction, id: string, at: Date): Promise<void> {
  const live = { serviceAccountId: id, revokedAt: null };
  await transaction.iamBinding.deleteMany({ where: { subjectKind: "service_account", subjectId: id } });
  await transaction.accessCredential.updateMany({ where: live, data: { revokedAt: at } });
  await transaction.federatedIdentity.updateMany({ where: live, data: { revokedAt: at } });
  await transaction.serviceAccount.update({ where: { id }, data: { deletedAt: at, updatedAt: at } });
}

/** Credentials of a service account, the newest first. */
export function findAccessCredentials(serviceAccountId: string) {
  return homeDatabase().prisma.accessCredential.findMany({
    where: { serviceAccountId },
    omit: { secretHash: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
}

/** Adds an access credential. */
export async function insertAccessCredential(transaction: IamTransaction, row: NewAccessCredential): Promise<void> {
  await transaction.accessCredential.create({ data: row });
}

/** Revokes a credential unless it is revoked; false where the service account has no such credential. */
export async function revokeAccessCredential(
  transaction: IamTransaction,
  { id, serviceAccountId }: { readonly id: string; readonly serviceAccountId: string },
  at: Date,
): Promise<boolean> {
  await transaction.accessCredential.updateMany({
    where: { id, serviceAccountId, revokedAt: null },
    data: { revokedAt: at },
  });
  return (await transaction.accessCredential.count({ where: { id, serviceAccountId } })) === 1;
}
