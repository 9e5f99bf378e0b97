import type { ChangeTransaction } from "@/lib/audit/change-writer";
import {
  createOrganisationRequest,
  FEATURES,
  type Feature,
  type OrganisationMessage,
  updateOrganisationRequest,
} from "@/lib/contract/access";
import { KmsError } from "@/lib/contract/kms-error";
import type { Caller } from "@/lib/iam/caller";
import { invite } from "@/lib/iam/invite";
import { createOrganisation as create } from "@/lib/iam/organisation";
import {
  changeOrganisation,
  findOrganisation,
  findOrganisations,
  type OrganisationRow,
  readEpoch,
  storedLimits,
} from "@/lib/iam/organisation-store";
import { callerOn } from "@/lib/iam/scope";
import { insertMembership } from "@/lib/iam/store";
import { normalisedEmail } from "@/lib/iam/user";
import { newId } from "@/lib/platform/id";
import { type Asked, accessChange, accessRead } from "./access-verb";
import { changedDescription, described, newDescription } from "./described";

const OF_PRINCIPAL = { permission: null, ofPrincipal: true, resourceType: "organisation" } as const;

/** The caller's organisations; every organisation for platform administrators. */
export const listOrganisations = accessRead({
  ...OF_PRINCIPAL,
  event: "iam.organisation.list",
  async run({ caller: { principal } }) {
    const ids = principal.isPlatformAdministrator ? null : principal.organisations.map(({ id }) => id);
    return (await findOrganisations(ids)).map(messageOf);
  },
});

/** One organisation, by identity or slug; its log has the record. Errors: organisation_not_found, permission_denied. */
export const getOrganisation = accessRead({
  ...OF_PRINCIPAL,
  event: "iam.organisation.read",
  place,
  requires: (asked) => requireRight(asked, "organisation:read"),
  run: async ({ organisationId }) => messageOf(await organisationOf(organisationId)),
});

/**
 * Creates an organisation; for platform administrators. The caller owns it; with ownerEmail that person does, once they
 * follow the link. Its log begins with the record. Errors: permission_denied, invalid_request.
 */
export const createOrganisation = accessChange({
  ...OF_PRINCIPAL,
  event: "iam.organisation.create",
  status: 201,
  requires: requirePlatform,
  request: createOrganisationRequest,
  async apply({ tx, request, ...asked }) {
    const { id } = await create({ name: request.name }, tx);
    const row = await changeOrganisation(tx, id, {
      ...newDescription(request),
      ...gates([], request.features),
      limits: { ...request.limits },
    });
    asked.about(id);
    asked.attempt.caller = movedTo(asked.caller, row, await readEpoch(id, tx));
    return { ...messageOf(row), passwordLink: await addOwner(tx, asked, id, request.ownerEmail) };
  },
});

/**
 * Changes what an organisation is called; features and limits only by platform administrators. Its slug stays.
 * Errors: organisation_not_found, permission_denied.
 */
export const updateOrganisation = accessChange({
  ...OF_PRINCIPAL,
  event: "iam.organisation.update",
  place,
  requires: (asked) => requireRight(asked, "organisation:update"),
  request: updateOrganisationRequest,
  async apply({ tx, request, ...asked }) {
    const { features, limits, ...naming } = request;
    if (features !== undefined || limits !== undefined) requirePlatform(asked);
    requireNamed({ features, limits });
    const row = await organisationOf(asked.organisationId, tx);
    return messageOf(
      await changeOrganisation(tx, row.id, {
        ...changedDescription(naming, asked.at),
        ...gates(row.featuresDisabled, features),
        limits: limits === undefined ? undefined : { ...storedLimits(row.limits), ...limits },
      }),
    );
  },
});

/** A change of nothing is a mistake of the caller: the limit is missing, or stands outside. */
function requireNamed(changes: { readonly [field: string]: object | undefined }): void {
  for (const [field, change] of Object.entries(changes)) {
    if (change === undefined || Object.keys(change).length > 0) continue;
    throw new KmsError("invalid_request", {
      message: `${field}: must name at least one of them to change; leave it out to change none.`,
    });
  }
}

/** The caller in the organisation that the address names. One that is not theirs is answered as absent. */
async function place(caller: Caller, asked: string): Promise<Caller> {
  const own = caller.principal.organisations.find(({ id, slug }) => id === asked || slug === asked);
  const found = own === undefined && !caller.principal.isPlatformAdministrator ? null : await findOrganisation(asked);
  if (found === null) throw new KmsError("organisation_not_found");
  return movedTo(caller, found, await readEpoch(found.id));
}

function movedTo(caller: Caller, row: OrganisationRow, epoch: bigint): Caller {
  const { id, name, slug, featuresDisabled } = row;
  const moved = callerOn(caller, { id, name, slug, featuresDisabled, limits: storedLimits(row.limits), epoch });
  if (moved === null) throw new KmsError("organisation_not_found");
  return moved;
}

async function organisationOf(id: string, within?: ChangeTransaction): Promise<OrganisationRow> {
  const row = await findOrganisation(id, within);
  if (row === null) throw new KmsError("organisation_not_found");
  return row;
}

function requirePlatform({ caller }: Asked): void {
  if (caller.principal.isPlatformAdministrator) return;
  throw new KmsError("permission_denied", { message: "Only platform administrators may do this." });
}

/** Platform administrators see and name every organisation; others need the right in it. */
function requireRight(asked: Asked, permission: "organisation:read" | "organisation:update"): void {
  asked.about(asked.organisationId);
  if (!asked.caller.principal.isPlatformAdministrator) asked.require(permission, asked.organisationId);
}

/** The caller at once; or whoever the address names, who has to accept first: then the link. */
async function addOwner(tx: ChangeTransaction, { caller, at }: Asked, id: string, email: string | undefined) {
  const { actorId: userId, actorEmail } = caller.principal;
  if (email !== undefined && normalisedEmail(email) !== actorEmail)
    return (await invite(tx, { organisationId: id, email, role: "OWNER" }))?.passwordLink ?? null;
  await insertMembership(tx, { id: newId("mem"), organisationId: id, userId, role: "OWNER", createdAt: at });
  return null;
}

/** Features switched off after a change; those it does not name stay as they are. */
function gates(disabled: readonly string[], features: Partial<Record<Feature, boolean>> | undefined) {
  const isOff = (feature: Feature) => !(features?.[feature] ?? !disabled.includes(feature));
  return { featuresDisabled: FEATURES.filter(isOff) };
}

function messageOf(row: OrganisationRow): OrganisationMessage {
  const features = Object.fromEntries(FEATURES.map((feature) => [feature, !row.featuresDisabled.includes(feature)]));
  return { ...described(row), features: features as OrganisationMessage["features"], limits: storedLimits(row.limits) };
}
