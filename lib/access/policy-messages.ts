import type { BindingMessage, PolicyMessage, RuleMessage } from "@/lib/contract/access";
import type { NamedSubject, StoredBinding, StoredPolicy, StoredRule } from "@/lib/iam/policy-store";

/** What a deleted object answers with. */
export interface Deleted {
  readonly identity: string;
  readonly deleted: true;
}

/** The answer to a deletion. */
export const deletedMessage = ({ identity }: { identity: string }): Deleted => ({ identity, deleted: true });

/** A role or policy as the API shows it. */
export function policyMessage(policy: StoredPolicy, bindings: readonly StoredBinding[]): PolicyMessage {
  const { id, name, slug, description, labels, annotations, replicateToChildren, objectVersion, system } = policy;
  return {
    identity: id,
    name,
    slug,
    description,
    labels,
    annotations,
    createdAt: policy.createdAt.toISOString(),
    updatedAt: policy.updatedAt.toISOString(),
    objectVersion,
    isReadOnly: system,
    system,
    replicateToChildren,
    rules: policy.rules.map(ruleMessage),
    bindings: bindings.map(bindingMessage),
  };
}

/** A rule as the API shows it. */
export function ruleMessage(rule: StoredRule): RuleMessage {
  const { id, effect, resources, resourceIdentities, permissions, note, conditions } = rule;
  return {
    identity: id,
    effect,
    resources: [...resources],
    resourceIdentities: [...resourceIdentities],
    permissions: [...permissions],
    note,
    conditions,
  };
}

/** A binding as the API shows it. */
export function bindingMessage(binding: StoredBinding): BindingMessage {
  const { id, name, description, labels, annotations, scopes, replicateToChildren, objectVersion, subject } = binding;
  return {
    identity: id,
    name,
    description,
    labels,
    annotations,
    scopes: [...scopes],
    policy: { identity: binding.policyId, name: binding.policyName, slug: binding.policySlug },
    user: subject?.kind === "user" ? userOf(subject) : null,
    team: subject?.kind === "team" ? referenceOf(subject) : null,
    serviceAccount: subject?.kind === "service_account" ? referenceOf(subject) : null,
    replicateToChildren,
    expiresAt: binding.expiresAt?.toISOString() ?? null,
    createdAt: binding.createdAt.toISOString(),
    updatedAt: binding.updatedAt.toISOString(),
    objectVersion,
  };
}

const userOf = ({ id, name, slug, createdAt }: NamedSubject) => ({
  subject: id,
  name,
  email: slug,
  createdAt: createdAt.toISOString(),
});

const referenceOf = ({ id, name, slug }: NamedSubject) => ({ identity: id, name, slug });
