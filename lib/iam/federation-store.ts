import { homeDatabase } from "@/lib/platform/db";
import { Prisma } from "@/prisma/generated/client";
import type { IamTransaction } from "./store";

type ProviderColumns = Prisma.FederatedIdentityProviderCreateManyInput;
type IdentityColumns = Prisma.FederatedIdentityCreateManyInput;

const ACCOUNT = { select: { id: true, name: true, slug: true, labels: true } } as const;
const PROVIDER = { select: { id: true, name: true, slug: true, issuer: true } } as const;
const BELONGINGS = { provider: PROVIDER, serviceAccount: ACCOUNT } as const;

/** What stands for "no keys are stored here" in a change. */
export const NO_LOCAL_JWKS = Prisma.DbNull;

/** An organisation's providers of federated identities, by slug. */
export function findProviders(organisationId: string) {
  return homeDatabase().prisma.federatedIdentityProvider.findMany({
    where: { organisationId },
    orderBy: { slug: "asc" },
  });
}

/** An organisation's provider by identity or slug; null where there is none. */
export function findProvider(organisationId: string, asked: string, within?: IamTransaction) {
  const where = { organisationId, OR: [{ id: asked }, { slug: asked }] };
  return (within ?? homeDatabase().prisma).federatedIdentityProvider.findFirst({ where });
}

/** An organisation's provider by the issuer of its tokens; null where there is none. */
export function findProviderOfIssuer(organisationId: string, issuer: string, within?: IamTransaction) {
  return (within ?? homeDatabase().prisma).federatedIdentityProvider.findFirst({ where: { organisationId, issuer } });
}

/** Adds a provider; false where the slug or the issuer is taken. */
export async function insertProvider(transaction: IamTransaction, row: ProviderColumns): Promise<boolean> {
  return (await transaction.federatedIdentityProvider.createMany({ data: [row], skipDuplicates: true })).count === 1;
}

/** Sets columns of a provider. */
export function changeProvider(
  transaction: IamTransaction,
  id: string,
  data: Prisma.FederatedIdentityProviderUncheckedUpdateInput,
) {
  return transaction.federatedIdentityProvider.update({ where: { id }, data });
}

/** Removes a provider with its federated identities. */
export async function removeProvider(transaction: IamTransaction, id: string): Promise<void> {
  await transaction.federatedIdentity.deleteMany({ where: { providerId: id } });
  await transaction.federatedIdentityProvider.delete({ where: { id } });
}

/** The service accounts that tokens of a provider may act as. */
export async function findAccountsOfProvider(transaction: IamTransaction, providerId: string) {
  return transaction.serviceAccount.findMany({
    where: { deletedAt: null, identities: { some: { providerId, revokedAt: null } } },
    ...ACCOUNT,
  });
}

/** An organisation's federated identities, by slug; those that ended with their service account are left out. */
export function findIdentities(organisationId: string) {
  return homeDatabase().prisma.federatedIdentity.findMany({
    where: { organisationId, revokedAt: null },
    include: BELONGINGS,
    orderBy: { slug: "asc" },
  });
}

/** An organisation's federated identity by identity or slug; null where there is none. */
export function findIdentity(organisationId: string, asked: string, within?: IamTransaction) {
  const where = { organisationId, revokedAt: null, OR: [{ id: asked }, { slug: asked }] };
  return (within ?? homeDatabase().prisma).federatedIdentity.findFirst({ where, include: BELONGINGS });
}

/** Every federated identity with a token's issuer and subject, with what decides about the token. */
export function findIdentitiesOfSubject(organisationId: string, issuer: string, subject: string) {
  return homeDatabase().prisma.federatedIdentity.findMany({
    where: { organisationId, revokedAt: null, subject, provider: { issuer } },
    include: { ...BELONGINGS, provider: true },
    orderBy: { id: "asc" },
  });
}

/** Adds a federated identity; false where the slug is taken. */
export async function insertIdentity(transaction: IamTransaction, row: IdentityColumns): Promise<boolean> {
  return (await transaction.federatedIdentity.createMany({ data: [row], skipDuplicates: true })).count === 1;
}

/** Sets columns of a federated identity. */
export function changeIdentity(
  transaction: IamTransaction,
  id: string,
  data: Prisma.FederatedIdentityUncheckedUpdateInput,
) {
  return transaction.federatedIdentity.update({ where: { id }, data, include: BELONGINGS });
}

/** Removes a federated identity. */
export async function removeIdentity(transaction: IamTransaction, id: string): Promise<void> {
  await transaction.federatedIdentity.delete({ where: { id } });
}
