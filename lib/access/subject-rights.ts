import { readGrantsIn, readGrantsOf } from "@/lib/iam/actor-store";
import { type Giver, requireMayGrant, requireMayLift } from "@/lib/iam/grantable";
import type { Grant } from "@/lib/iam/grants";
import type { Subject } from "@/lib/iam/policy-store";
import { findProjectPath, type IamTransaction } from "@/lib/iam/store";
import type { Asked } from "./access-verb";

/**
 * Requires that the caller could itself give a team or service account every right it has: whoever joins the one or gets a
 * credential of the other has them. Error: permission_denied, naming what is missing.
 */
export async function requireRightsOf(asked: Asked, tx: IamTransaction, subject: Subject): Promise<void> {
  for (const { grant, giver } of await rightsOf(asked, tx, subject)) requireMayGrant(giver, grant);
}

/**
 * Requires that the caller could itself lift every denial that a team carries: who leaves it is free of them.
 * Error: permission_denied, naming what is missing.
 */
export async function requireMayFreeFrom(asked: Asked, tx: IamTransaction, subject: Subject): Promise<void> {
  for (const { grant, giver } of await rightsOf(asked, tx, subject)) requireMayLift(giver, { ...grant, ...UNLIMITED });
}

/**
 * Requires that the caller could itself give, and lift, what comes to hold and ceases to hold in a project and below when
 * the projects above it change. Both are identities, nearest first. Error: permission_denied, naming what is missing.
 */
export async function requireMayMove(
  asked: Asked,
  tx: IamTransaction,
  project: string,
  { from, to }: { readonly from: readonly string[]; readonly to: readonly string[] },
): Promise<void> {
  const giver = { ...asked.caller, projectPath: [project, ...from] };
  const place = { projectId: project, replicateToChildren: true } as const;
  const inherited = async (above: readonly string[]) =>
    (await readGrantsIn(tx, asked.organisationId, above)).filter(({ replicateToChildren }) => replicateToChildren);
  for (const grant of await inherited(to.filter((id) => !from.includes(id))))
    requireMayGrant(giver, { ...grant, ...place });
  for (const grant of await inherited(from.filter((id) => !to.includes(id))))
    requireMayLift(giver, { ...grant, ...place, ...UNLIMITED });
}

/** A denial that is lifted is lifted for every call and for ever. */
const UNLIMITED = { scopes: [], expiresAtMs: null };

/** Every grant of a subject, and the caller in the place where it holds. */
async function rightsOf(
  { caller, organisationId }: Asked,
  tx: IamTransaction,
  subject: Subject,
): Promise<{ grant: Grant; giver: Giver }[]> {
  const grants = await readGrantsOf(tx, organisationId, subject);
  return Promise.all(
    grants.map(async (grant) => {
      const { projectId } = grant;
      const projectPath = projectId === "" ? [] : await findProjectPath(organisationId, projectId);
      return { grant, giver: { ...caller, projectPath } };
    }),
  );
}
