import { builtInPolicy } from "./built-in-policies";
import type { Grant } from "./grants";

/** What a client key may do, as its row says it. */
export interface ClientKeyRights {
  readonly id: string;
  /** Empty where it acts in the organisation itself. */
  readonly project_id: string;
  readonly policies: readonly string[];
  readonly resource_identities: readonly string[];
  readonly cidrs: readonly string[];
}

/**
 * The rights of a client key as grants: its built-in policies, narrowed to the objects and addresses it names. A policy
 * that this version no longer has gives nothing.
 */
export function clientKeyGrants({ id, project_id, policies, resource_identities, cidrs }: ClientKeyRights): Grant[] {
  const conditions = cidrs.length === 0 ? {} : { sourceIps: [...cidrs] };
  return policies.flatMap((name) => {
    const policy = builtInPolicy(name);
    if (policy === undefined) return [];
    return {
      bindingId: id,
      policyId: policy.identity,
      policyName: policy.name,
      team: null,
      projectId: project_id,
      replicateToChildren: false,
      scopes: [],
      expiresAtMs: null,
      rules: policy.rules.map((rule) => ({ ...rule, resourceIdentities: resource_identities, conditions })),
    };
  });
}
