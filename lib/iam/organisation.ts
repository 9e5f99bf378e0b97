import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { organisationSlug } from "./organisation-slug";
import {
  bumpEpoch,
  type IamTransaction,
  inHomeTransaction,
  insertMembership,
  insertOrganisation,
  readFeaturesDisabled,
} from "./store";

/**
 * Creates an organisation of 1 to 64 characters; its slug is made from the name.
 * Errors: invalid_request (name not usable or its slug taken).
 */
export async function createOrganisation(
  request: { name: string },
  within?: IamTransaction,
): Promise<{ id: string; slug: string }> {
  const name = request.name.trim();
  if (name === "" || name.length > 64) {
    throw new KmsError("invalid_request", { message: "name: must be 1 to 64 characters." });
  }
  const organisation = { id: newId("o"), name, slug: organisationSlug(name), createdAt: clock.now() };
  await inHomeTransaction(async (transaction) => {
    if (!(await insertOrganisation(transaction, organisation))) {
      throw new KmsError("invalid_request", { message: "name: another organisation has this name." });
    }
    await bumpEpoch(transaction, organisation.id);
  }, within);
  return { id: organisation.id, slug: organisation.slug };
}

/**
 * Makes a person a member or owner of an organisation.
 * Errors: invalid_request (is one already).
 */
export async function addMembership(
  request: { organisationId: string; userId: string; role: "OWNER" | "MEMBER" },
  within?: IamTransaction,
): Promise<void> {
  await inHomeTransaction(async (transaction) => {
    if (!(await insertMembership(transaction, { ...request, id: newId("mem"), createdAt: clock.now() }))) {
      throw new KmsError("invalid_request", { message: "userId: is already a member of this organisation." });
    }
    await bumpEpoch(transaction, request.organisationId);
  }, within);
}

/** Whether a feature is on for an organisation that exists; for what is public, where no caller brings its organisation. */
export async function hasFeature(organisationId: string, feature: string): Promise<boolean> {
  const disabled = await readFeaturesDisabled(organisationId);
  return disabled !== undefined && !disabled.includes(feature);
}
