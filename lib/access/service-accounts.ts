import { z } from "zod";
import {
  createServiceAccountRequest,
  type ServiceAccountMessage,
  updateServiceAccountRequest,
} from "@/lib/contract/access";
import { KmsError } from "@/lib/contract/kms-error";
import { objectSlug } from "@/lib/iam/object-slug";
import {
  changeServiceAccount,
  findServiceAccount,
  findServiceAccounts,
  insertServiceAccount,
  removeServiceAccount,
} from "@/lib/iam/service-account-store";
import { newId } from "@/lib/platform/id";
import { accessChange, accessRead } from "./access-verb";
import { changedDescription, described, newDescription, referenceTo } from "./described";
import { permitted, requireForLabels, requireForNew, requireObject } from "./object-rights";

const NOUN = "service account";

/** The organisation's service accounts that the caller may see, by slug. */
export const listServiceAccounts = accessRead({
  event: "iam.service_account.list",
  permission: null,
  onObject: "service_account:list",
  async run(asked) {
    const rows = await findServiceAccounts(asked.organisationId);
    return permitted(asked, "service_account:list", rows).map(serviceAccountMessage);
  },
});

/** One service account, by identity or slug. Errors: object_not_found. */
export const getServiceAccount = accessRead({
  event: "iam.service_account.read",
  permission: null,
  onObject: "service_account:read",
  async run(asked) {
    const row = await findServiceAccount(asked.organisationId, asked.attempt.act.asked);
    return serviceAccountMessage(requireObject(asked, "service_account:read", row, NOUN));
  },
});

/** Creates a service account, which may do nothing until it is bound. Errors: slug_taken. */
export const createServiceAccount = accessChange({
  event: "iam.service_account.create",
  permission: null,
  onObject: "service_account:create",
  status: 201,
  request: createServiceAccountRequest,
  async apply({ tx, request, ...asked }) {
    requireForNew(asked, "service_account:create", request.labels);
    const row = {
      ...newDescription(request),
      id: newId("sa"),
      slug: objectSlug(request.name, "service-account"),
      organisationId: asked.organisationId,
      createdAt: asked.at,
      updatedAt: asked.at,
    };
    asked.about(row.id);
    if (!(await insertServiceAccount(tx, row))) throw new KmsError("slug_taken");
    return serviceAccountMessage({ ...row, objectVersion: 1, organisation: asked.caller.organisation });
  },
});

/** Changes what a service account is called; its slug stays. Errors: object_not_found. */
export const updateServiceAccount = accessChange({
  event: "iam.service_account.update",
  permission: null,
  onObject: "service_account:update",
  request: updateServiceAccountRequest,
  async apply({ tx, request, ...asked }) {
    const found = await findServiceAccount(asked.organisationId, asked.attempt.act.asked, tx);
    const row = requireObject(asked, "service_account:update", found, NOUN);
    requireForLabels(asked, "service_account:update", row, request.labels);
    return serviceAccountMessage(await changeServiceAccount(tx, row.id, changedDescription(request, asked.at)));
  },
});

/** Deletes a service account with its bindings; its credentials open nothing from then on. Errors: object_not_found. */
export const deleteServiceAccount = accessChange({
  event: "iam.service_account.delete",
  permission: null,
  onObject: "service_account:delete",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const found = await findServiceAccount(asked.organisationId, asked.attempt.act.asked, tx);
    const { id } = requireObject(asked, "service_account:delete", found, NOUN);
    await removeServiceAccount(tx, id, asked.at);
    return { identity: id, deleted: true as const };
  },
});

type Row = Parameters<typeof described>[0] & { readonly organisation: Parameters<typeof referenceTo>[0] };

/** What answers say of one. */
export function serviceAccountMessage(row: Row): ServiceAccountMessage {
  return { ...described(row), organisation: referenceTo(row.organisation) };
}
