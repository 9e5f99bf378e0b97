import { z } from "zod";
import {
  createFederatedIdentityProviderRequest,
  type FederatedIdentityProviderMessage,
  federatedIdentityProvider,
  SIGNATURE_ALGORITHMS_TRUSTED,
  updateFederatedIdentityProviderRequest,
} from "@/lib/contract/federation";
import { KmsError } from "@/lib/contract/kms-error";
import {
  changeProvider,
  findAccountsOfProvider,
  findProvider,
  findProviderOfIssuer,
  findProviders,
  insertProvider,
  NO_LOCAL_JWKS,
  removeProvider,
} from "@/lib/iam/federation-store";
import { objectSlug } from "@/lib/iam/object-slug";
import type { IamTransaction } from "@/lib/iam/store";
import { newId } from "@/lib/platform/id";
import { OutboundError, requireCallable } from "@/lib/platform/outbound";
import { type Asked, accessChange, accessRead } from "./access-verb";
import { requireToOpenAccount } from "./act-as-account";
import { changedDescription, type DescribedRow, described, newDescription } from "./described";
import { isOwnAddress } from "./issuer-keys";
import { requirePublicKeys } from "./key-set";
import { permitted, requireForLabels, requireForNew, requireObject } from "./object-rights";

const NOUN = "federated identity provider";

/** The issuers of tokens that the organisation trusts, as far as the caller may see them, by slug. */
export const listFederatedIdentityProviders = accessRead({
  event: "iam.federated_identity_provider.list",
  permission: null,
  onObject: "federated_identity:list",
  async run(asked) {
    const rows = await findProviders(asked.organisationId);
    return permitted(asked, "federated_identity:list", rows).map(messageOf);
  },
});

/** One provider, by identity or slug. Errors: object_not_found. */
export const getFederatedIdentityProvider = accessRead({
  event: "iam.federated_identity_provider.read",
  permission: null,
  onObject: "federated_identity:read",
  async run(asked) {
    const row = await findProvider(asked.organisationId, asked.attempt.act.asked);
    return messageOf(requireObject(asked, "federated_identity:read", row, NOUN));
  },
});

/**
 * Trusts an issuer of tokens, which opens nothing until a federated identity says whose tokens may act as which account.
 * Errors: invalid_request (an address that may not be called, this installation's own, a key set with secrets), slug_taken,
 * state_conflict (the organisation trusts the issuer already).
 */
export const createFederatedIdentityProvider = accessChange({
  event: "iam.federated_identity_provider.create",
  permission: null,
  onObject: "federated_identity:create",
  status: 201,
  request: createFederatedIdentityProviderRequest,
  async apply({ tx, request, ...asked }) {
    requireForNew(asked, "federated_identity:create", request.labels);
    const { organisationId, at } = asked;
    const source = sourceOf(request.providerIssuer, request.providerJwksUri, request.localJwks);
    requireSource(source);
    const row = {
      ...newDescription(request),
      ...{ id: newId("fip"), slug: objectSlug(request.name, "provider"), organisationId },
      ...{ issuer: source.issuer, jwksUri: source.jwksUri },
      algorithms: [...new Set(request.algorithms ?? SIGNATURE_ALGORITHMS_TRUSTED)],
      status: request.status ?? "active",
      ...{ createdAt: at, updatedAt: at },
    };
    asked.about(row.id);
    if ((await findProviderOfIssuer(organisationId, row.issuer, tx)) !== null) {
      throw new KmsError("state_conflict", { message: "providerIssuer: this organisation has a provider for it." });
    }
    const stored = { ...row, ...(source.localJwks === null ? {} : { localJwks: jsonOf(source.localJwks) }) };
    if (!(await insertProvider(tx, stored))) throw new KmsError("slug_taken");
    return messageOf({ ...row, localJwks: source.localJwks, objectVersion: 1 });
  },
});

/**
 * Changes a provider; its issuer and slug stay. Who changes whose signatures count, or makes it active, could act as every
 * account that its tokens open, and must be allowed to create credentials of each.
 * Errors: object_not_found, permission_denied, invalid_request.
 */
export const updateFederatedIdentityProvider = accessChange({
  event: "iam.federated_identity_provider.update",
  permission: null,
  onObject: "federated_identity:update",
  request: updateFederatedIdentityProviderRequest,
  async apply({ tx, request, ...asked }) {
    const found = await findProvider(asked.organisationId, asked.attempt.act.asked, tx);
    const before = requireObject(asked, "federated_identity:update", found, NOUN);
    requireForLabels(asked, "federated_identity:update", before, request.labels);
    const { providerJwksUri = before.jwksUri, localJwks = before.localJwks, algorithms, status } = request;
    const source = sourceOf(before.issuer, providerJwksUri, localJwks);
    const changesTrust = ["providerJwksUri", "localJwks", "algorithms"].some((name) => name in request);
    if (changesTrust) requireSource(source);
    if (changesTrust || status === "active") await requireToOpenAccounts(asked, tx, before.id);
    asked.about(before.id);
    const data = {
      ...changedDescription(request, asked.at),
      ...(changesTrust ? { jwksUri: source.jwksUri } : {}),
      ...(changesTrust ? { localJwks: source.localJwks === null ? NO_LOCAL_JWKS : jsonOf(source.localJwks) } : {}),
      ...(algorithms === undefined ? {} : { algorithms: [...new Set(algorithms)] }),
      status,
    };
    return messageOf(await changeProvider(tx, before.id, data));
  },
});

/** Trusts an issuer no more: its federated identities go with it, and their tokens open nothing. Errors: object_not_found. */
export const deleteFederatedIdentityProvider = accessChange({
  event: "iam.federated_identity_provider.delete",
  permission: null,
  onObject: "federated_identity:delete",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const found = await findProvider(asked.organisationId, asked.attempt.act.asked, tx);
    const { id } = requireObject(asked, "federated_identity:delete", found, NOUN);
    await removeProvider(tx, id);
    return { identity: id, deleted: true as const };
  },
});

interface Source {
  readonly issuer: string;
  readonly jwksUri: string | null;
  readonly localJwks: { readonly keys: readonly unknown[] } | null;
}

/** Where the keys are; an empty address means the same as none. */
function sourceOf(issuer: string, jwksUri: string | null | undefined, localJwks: unknown): Source {
  const stored = localJwks ? federatedIdentityProvider.shape.localJwks.parse(localJwks) : null;
  return { issuer, jwksUri: jwksUri || null, localJwks: stored };
}

function requireSource({ issuer, jwksUri, localJwks }: Source): void {
  requireForeign("providerIssuer", issuer);
  if (jwksUri !== null) requireForeign("providerJwksUri", jwksUri);
  const isFetched = localJwks === null;
  if (localJwks !== null) requirePublicKeys(localJwks);
  if (jwksUri !== null && (isFetched || isPlain(jwksUri))) requireCallableAt("providerJwksUri", jwksUri);
  if ((jwksUri === null && isFetched) || isPlain(issuer)) requireCallableAt("providerIssuer", issuer);
}

/** Plain http is for hosts that PELAGOS_OUTBOUND_ALLOW names, whether they are called or not. */
const isPlain = (address: string) => address.startsWith("http:");

function requireForeign(field: string, address: string): void {
  if (!isOwnAddress(address)) return;
  throw new KmsError("invalid_request", { message: `${field}: is this installation itself, which cannot be trusted.` });
}

function requireCallableAt(field: string, address: string): void {
  try {
    requireCallable(address);
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw new KmsError("invalid_request", { message: `${field}: ${error.message}` });
  }
}

async function requireToOpenAccounts(asked: Asked, tx: IamTransaction, providerId: string): Promise<void> {
  for (const account of await findAccountsOfProvider(tx, providerId)) {
    await requireToOpenAccount(asked, tx, account);
  }
}

const jsonOf = (value: unknown) => JSON.parse(JSON.stringify(value));

interface Row extends DescribedRow {
  readonly issuer: string;
  readonly jwksUri: string | null;
  readonly localJwks: unknown;
  readonly algorithms: readonly string[];
  readonly status: string;
}

function messageOf(row: Row): FederatedIdentityProviderMessage {
  const { localJwks, algorithms, status } = federatedIdentityProvider.shape;
  return {
    ...described(row),
    providerIssuer: row.issuer,
    providerJwksUri: row.jwksUri,
    localJwks: localJwks.parse(row.localJwks),
    algorithms: algorithms.parse(row.algorithms),
    status: status.parse(row.status),
  };
}
