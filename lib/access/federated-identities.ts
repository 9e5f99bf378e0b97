import { z } from "zod";
import {
  createFederatedIdentityRequest,
  type FederatedIdentityMessage,
  federatedIdentity,
  updateFederatedIdentityRequest,
} from "@/lib/contract/federation";
import { KmsError } from "@/lib/contract/kms-error";
import {
  changeIdentity,
  findIdentities,
  findIdentity,
  findProvider,
  insertIdentity,
  removeIdentity,
} from "@/lib/iam/federation-store";
import { objectSlug } from "@/lib/iam/object-slug";
import { findServiceAccount } from "@/lib/iam/service-account-store";
import { newId } from "@/lib/platform/id";
import { accessChange, accessRead } from "./access-verb";
import { requireToOpenAccount } from "./act-as-account";
import { futureMoment, requireOwnScopes } from "./credential-limits";
import { changedDescription, type DescribedRow, described, momentOf, newDescription, referenceTo } from "./described";
import { permitted, requireForLabels, requireForNew, requireObject } from "./object-rights";

const NOUN = "federated identity";
/** What the change of one widens: everything but its name, and what only closes it. */
const WIDENING = ["trustedAudiences", "audienceMatchMode", "allowedScopes", "conditions", "expiresAt"] as const;

/** The organisation's federated identities that the caller may see, by slug. */
export const listFederatedIdentities = accessRead({
  event: "iam.federated_identity.list",
  permission: null,
  onObject: "federated_identity:list",
  async run(asked) {
    const rows = await findIdentities(asked.organisationId);
    return permitted(asked, "federated_identity:list", rows).map((row) => federatedIdentityMessage(row, asked.at));
  },
});

/** One federated identity, by identity or slug. Errors: object_not_found. */
export const getFederatedIdentity = accessRead({
  event: "iam.federated_identity.read",
  permission: null,
  onObject: "federated_identity:read",
  async run(asked) {
    const row = await findIdentity(asked.organisationId, asked.attempt.act.asked);
    return federatedIdentityMessage(requireObject(asked, "federated_identity:read", row, NOUN), asked.at);
  },
});

/**
 * Lets the tokens of one subject of a trusted issuer act as a service account. That is giving out a credential of the account,
 * and needs the same rights. Errors: permission_denied, object_not_found (the account), invalid_request, slug_taken.
 */
export const createFederatedIdentity = accessChange({
  event: "iam.federated_identity.create",
  permission: null,
  onObject: "federated_identity:create",
  status: 201,
  request: createFederatedIdentityRequest,
  async apply({ tx, request, ...asked }) {
    requireForNew(asked, "federated_identity:create", request.labels);
    const { organisationId, at } = asked;
    const found = await findServiceAccount(organisationId, request.serviceAccountIdentity, tx);
    const serviceAccount = await requireToOpenAccount(asked, tx, found);
    requireOwnScopes(asked, request.allowedScopes);
    const provider = await findProvider(organisationId, request.providerIdentity, tx);
    if (provider === null) {
      throw new KmsError("invalid_request", { message: "providerIdentity: names no provider of this organisation." });
    }
    const row = {
      ...newDescription(request),
      ...{ id: newId("fid"), slug: objectSlug(request.name, "identity"), organisationId },
      ...{ providerId: provider.id, serviceAccountId: serviceAccount.id, subject: request.providerSubject },
      trustedAudiences: [...new Set(request.trustedAudiences)],
      audienceMatchMode: request.audienceMatchMode,
      allowedScopes: [...new Set(request.allowedScopes)],
      conditions: request.conditions,
      status: request.status ?? "active",
      expiresAt: futureMoment(asked, request.expiresAt),
      ...{ createdAt: at, updatedAt: at },
    };
    asked.about(row.id);
    if (!(await insertIdentity(tx, row))) throw new KmsError("slug_taken");
    return federatedIdentityMessage({ ...row, provider, serviceAccount, lastUsedAt: null, objectVersion: 1 }, at);
  },
});

/**
 * Changes a federated identity; provider, subject, account and slug stay. Whatever lets further tokens in needs the rights
 * that creating it does; tokens issued already keep no scope that it loses.
 * Errors: object_not_found, permission_denied, invalid_request.
 */
export const updateFederatedIdentity = accessChange({
  event: "iam.federated_identity.update",
  permission: null,
  onObject: "federated_identity:update",
  request: updateFederatedIdentityRequest,
  async apply({ tx, request, ...asked }) {
    const found = await findIdentity(asked.organisationId, asked.attempt.act.asked, tx);
    const before = requireObject(asked, "federated_identity:update", found, NOUN);
    requireForLabels(asked, "federated_identity:update", before, request.labels);
    if (request.status === "active" || WIDENING.some((name) => request[name] !== undefined)) {
      await requireToOpenAccount(asked, tx, before.serviceAccount);
      requireOwnScopes(asked, request.allowedScopes ?? before.allowedScopes);
    }
    asked.about(before.id);
    const { audienceMatchMode, conditions, status } = request;
    const data = {
      ...changedDescription(request, asked.at),
      ...{ audienceMatchMode, conditions, status },
      ...(request.trustedAudiences && { trustedAudiences: [...new Set(request.trustedAudiences)] }),
      ...(request.allowedScopes && { allowedScopes: [...new Set(request.allowedScopes)] }),
      ...(request.expiresAt !== undefined && { expiresAt: futureMoment(asked, request.expiresAt) }),
    };
    return federatedIdentityMessage(await changeIdentity(tx, before.id, data), asked.at);
  },
});

/** Revokes a federated identity; tokens it was exchanged for open nothing from then on. Errors: object_not_found. */
export const deleteFederatedIdentity = accessChange({
  event: "iam.federated_identity.revoke",
  permission: null,
  onObject: "federated_identity:delete",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const found = await findIdentity(asked.organisationId, asked.attempt.act.asked, tx);
    const { id } = requireObject(asked, "federated_identity:delete", found, NOUN);
    await removeIdentity(tx, id);
    return { identity: id, deleted: true as const };
  },
});

interface Row extends DescribedRow {
  readonly provider: Parameters<typeof referenceTo>[0] & { readonly issuer: string };
  readonly serviceAccount: Parameters<typeof referenceTo>[0];
  readonly subject: string;
  readonly trustedAudiences: readonly string[];
  readonly audienceMatchMode: string;
  readonly allowedScopes: readonly string[];
  readonly conditions: unknown;
  readonly status: string;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** What answers say of one. */
export function federatedIdentityMessage(row: Row, at: Date): FederatedIdentityMessage {
  const { audienceMatchMode, conditions, status } = federatedIdentity.shape;
  const isExpired = row.expiresAt !== null && row.expiresAt <= at;
  return {
    ...described(row),
    provider: { ...referenceTo(row.provider), providerIssuer: row.provider.issuer },
    serviceAccount: referenceTo(row.serviceAccount),
    providerSubject: row.subject,
    trustedAudiences: [...row.trustedAudiences],
    audienceMatchMode: audienceMatchMode.parse(row.audienceMatchMode),
    allowedScopes: [...row.allowedScopes],
    conditions: conditions.parse(row.conditions),
    status: isExpired ? "expired" : status.parse(row.status),
    expiresAt: momentOf(row.expiresAt),
    lastUsedAt: momentOf(row.lastUsedAt),
  };
}
