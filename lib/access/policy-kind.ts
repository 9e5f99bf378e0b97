import type { Feature } from "@/lib/contract/access";
import { KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/contract/permissions";
import { evaluate } from "@/lib/iam/authorise";
import { findPolicy, type StoredPolicy } from "@/lib/iam/policy-store";
import type { IamTransaction } from "@/lib/iam/store";
import { type Asked, notFound } from "./access-verb";

/** Rules under one name have two spellings: roles of the organisation, and policies of one of its projects. */
export interface PolicyKind {
  readonly noun: "role" | "policy";
  readonly type: "iam_role" | "iam_policy";
  readonly prefix: "role" | "pol";
  /** What the act of every verb says. */
  readonly act: { readonly inProject?: true; readonly feature?: Feature };
}

export const ROLES: PolicyKind = { noun: "role", type: "iam_role", prefix: "role", act: {} };

export const PROJECT_POLICIES: PolicyKind = {
  noun: "policy",
  type: "iam_policy",
  prefix: "pol",
  act: { inProject: true, feature: "projects" },
};

/** Verbs of both types of policies. */
export type PolicyVerb = "create" | "read" | "list" | "update" | "delete" | "bind" | "unbind";

/** The act of a verb: its event is `iam.role.create`, `iam.policy.bind`, …; what it needs on some policy at least. */
export function policyAct({ type, act }: PolicyKind, event: string, verb: PolicyVerb) {
  const onObject = `${type}:${verb}` satisfies Permission;
  return {
    ...act,
    event: `${type.replace("_", ".")}.${event}`,
    permission: null,
    onObject,
    resourceType: type,
  } as const;
}

/** Whether the caller may do this with one policy. */
export function mayWith(asked: Asked, { type }: PolicyKind, verb: PolicyVerb, policy: StoredPolicy): boolean {
  const { caller, organisationId, projectId, at } = asked;
  const resource = { type, id: policy.id, organisationId, projectId, labels: policy.labels };
  return evaluate(caller, `${type}:${verb}` satisfies Permission, resource, at.getTime()).allowed;
}

/**
 * The role or policy that the call names, where the caller may do this with it.
 * Errors: permission_denied, object_not_found (absent, or the caller may not even read it).
 */
export async function policyFor(
  asked: Asked,
  kind: PolicyKind,
  verb: PolicyVerb,
  text: string,
  client?: IamTransaction,
): Promise<StoredPolicy> {
  const policy = await findPolicy(asked, text, client);
  if (policy === null) throw notFound(kind.noun);
  asked.about(policy.id);
  if (mayWith(asked, kind, verb, policy)) return policy;
  if (!mayWith(asked, kind, "read", policy)) throw notFound(kind.noun);
  throw new KmsError("permission_denied", { message: `The permission ${kind.type}:${verb} is required.` });
}

/** Error: state_conflict for a policy that is built in. */
export function requireChangeable({ noun }: PolicyKind, { name, system }: StoredPolicy): void {
  if (!system) return;
  throw new KmsError("state_conflict", {
    message: `The ${noun} ${name} is built in and cannot be changed or deleted.`,
  });
}
