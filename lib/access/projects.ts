import { z } from "zod";
import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { createProjectRequest, type ProjectMessage, updateProjectRequest } from "@/lib/contract/access";
import { KmsError } from "@/lib/contract/kms-error";
import { objectSlug } from "@/lib/iam/object-slug";
import {
  changeProject,
  findProject,
  findProjects,
  hasZones,
  insertProject,
  projectParents,
  removeProject,
} from "@/lib/iam/project-store";
import { regionsWithKeysOf } from "@/lib/kms/keys-of-project";
import { newId } from "@/lib/platform/id";
import { type Asked, accessChange, accessRead } from "./access-verb";
import { changedDescription, described, newDescription, referenceTo } from "./described";
import { permitted, requireForLabels, requireForNew, requireObject } from "./object-rights";
import { pathUp, requireFits } from "./project-tree";
import { requireMayMove } from "./subject-rights";

type ProjectRow = NonNullable<Awaited<ReturnType<typeof findProject>>>;

const FEATURE = { feature: "projects" } as const;

/** The organisation's projects that the caller may see, by slug. */
export const listProjects = accessRead({
  ...FEATURE,
  event: "iam.project.list",
  permission: null,
  onObject: "project:list",
  async run(asked) {
    return permitted(asked, "project:list", await findProjects(asked.organisationId)).map(messageOf);
  },
});

/** One project, by identity or slug. Errors: object_not_found. */
export const getProject = accessRead({
  ...FEATURE,
  event: "iam.project.read",
  permission: null,
  onObject: "project:read",
  async run(asked) {
    const row = await findProject(asked.organisationId, asked.attempt.act.asked);
    return messageOf(requireObject(asked, "project:read", row, "project"));
  },
});

/** Creates a project, at the top or below another one. Errors: slug_taken, object_not_found, state_conflict. */
export const createProject = accessChange({
  ...FEATURE,
  event: "iam.project.create",
  permission: null,
  onObject: "project:create",
  status: 201,
  request: createProjectRequest,
  async apply({ tx, request, ...asked }) {
    requireForNew(asked, "project:create", request.labels);
    const parent = await parentOf(tx, asked, request.parentProjectIdentity ?? null);
    requireFits(await projectParents(tx, asked.organisationId), null, parent?.id ?? null);
    const row = {
      ...newDescription(request),
      id: newId("prj"),
      slug: objectSlug(request.name, "project"),
      organisationId: asked.organisationId,
      parentId: parent?.id ?? null,
      createdAt: asked.at,
      updatedAt: asked.at,
    };
    asked.about(row.id);
    if (!(await insertProject(tx, row))) throw new KmsError("slug_taken");
    return messageOf({ ...row, objectVersion: 1, parent });
  },
});

/**
 * Changes what a project is called and where it lies; its slug stays. A move changes which policies hold in it: who moves
 * could give the ones and lift the others. Errors: object_not_found, permission_denied, invalid_request, state_conflict.
 */
export const updateProject = accessChange({
  ...FEATURE,
  event: "iam.project.update",
  permission: null,
  onObject: "project:update",
  request: updateProjectRequest,
  async apply({ tx, request, ...asked }) {
    const found = await findProject(asked.organisationId, asked.attempt.act.asked, tx);
    const row = requireObject(asked, "project:update", found, "project");
    requireForLabels(asked, "project:update", row, request.labels);
    const parentId = await placeOf(tx, asked, row, request.parentProjectIdentity);
    return messageOf(await changeProject(tx, row.id, { ...changedDescription(request, asked.at), parentId }));
  },
});

/**
 * Deletes a project that has neither projects below it nor keys nor DNS zones; its policies and bindings go with it, its slug stays
 * taken. Errors: object_not_found, state_conflict, region_unavailable.
 */
export const deleteProject = accessChange({
  ...FEATURE,
  event: "iam.project.delete",
  permission: null,
  onObject: "project:delete",
  request: z.unknown(),
  async apply({ tx, ...asked }) {
    const found = await findProject(asked.organisationId, asked.attempt.act.asked, tx);
    const { id } = requireObject(asked, "project:delete", found, "project");
    const parents = await projectParents(tx, asked.organisationId);
    if ([...parents.values()].includes(id)) throw conflict("There are projects below it: delete or move them first.");
    const regions = await regionsWithKeysOf(asked.organisationId, id);
    if (regions.length > 0) {
      throw conflict(`It has keys in ${regions.join(", ")}; it can be deleted once they are gone for good.`);
    }
    if (await hasZones(tx, id)) throw conflict("It has DNS zones: delete them first.");
    await removeProject(tx, { id, organisationId: asked.organisationId }, asked.at);
    return { identity: id, deleted: true as const };
  },
});

const conflict = (message: string) => new KmsError("state_conflict", { message });

/** Identity of the project above after a change; undefined where it stays, null = at the top. */
async function placeOf(
  tx: ChangeTransaction,
  asked: Asked,
  { id, parentId }: ProjectRow,
  named: string | null | undefined,
) {
  if (named === undefined) return undefined;
  const above = (await parentOf(tx, asked, named))?.id ?? null;
  const parents = await projectParents(tx, asked.organisationId);
  requireFits(parents, id, above);
  await requireMayMove(asked, tx, id, { from: pathUp(parents, parentId), to: pathUp(parents, above) });
  return above;
}

/** The project above, which the caller must be able to see; null = at the top. */
async function parentOf(tx: ChangeTransaction, asked: Asked, named: string | null) {
  if (named === null) return null;
  const row = await findProject(asked.organisationId, named, tx);
  const [seen] = row === null ? [] : permitted(asked, "project:read", [row]);
  if (seen !== undefined) return seen;
  throw new KmsError("invalid_request", { message: "parentProjectIdentity: names no project of this organisation." });
}

function messageOf(row: Omit<ProjectRow, "deletedAt">): ProjectMessage {
  return { ...described(row), parentProject: row.parent === null ? null : referenceTo(row.parent) };
}
