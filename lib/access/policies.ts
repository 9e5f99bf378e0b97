import { z } from "zod";
import { createPolicyRequest, type PolicyMessage, type RuleMessage, updatePolicyRequest } from "@/lib/contract/access";
import { RULES_MAX } from "@/lib/contract/access-limits";
import { type RuleRequest, ruleRequest } from "@/lib/contract/access-rules";
import { KmsError } from "@/lib/contract/kms-error";
import { RESOURCE_TYPES } from "@/lib/contract/permissions";
import type { Call } from "@/lib/door/call";
import { builtInPolicy } from "@/lib/iam/built-in-policies";
import { type Gift, requireMayGrant, requireMayLift } from "@/lib/iam/grantable";
import { objectSlug } from "@/lib/iam/object-slug";
import {
  deletePolicyRow,
  deleteRuleRow,
  findPolicy,
  insertPolicy,
  insertRule,
  listBindings,
  listPolicies,
  replaceRuleRow,
  type StoredPolicy,
  updatePolicyRow,
} from "@/lib/iam/policy-store";
import type { IamTransaction } from "@/lib/iam/store";
import { newId } from "@/lib/platform/id";
import { type Asked, accessChange, accessRead, notFound } from "./access-verb";
import { requireForLabels } from "./object-rights";
import { mayWith, type PolicyKind, policyAct, policyFor, requireChangeable } from "./policy-kind";
import { type Deleted, deletedMessage, policyMessage, ruleMessage } from "./policy-messages";

/** The roles or policies that the caller may list, built-in ones included. Errors: permission_denied. */
export function listPoliciesOf(kind: PolicyKind, call: Call): Promise<PolicyMessage[]> {
  return accessRead({
    ...policyAct(kind, "list", "list"),
    async run(asked) {
      const policies = (await listPolicies(asked)).filter((policy) => mayWith(asked, kind, "list", policy));
      const bindings = await listBindings(asked, null);
      return policies.map((policy) =>
        policyMessage(
          policy,
          bindings.filter(({ policyId }) => policyId === policy.id),
        ),
      );
    },
  })(call);
}

/** A role or policy with its rules and bindings. Errors: permission_denied, object_not_found. */
export function getPolicy(kind: PolicyKind, call: Call, named: string): Promise<PolicyMessage> {
  return accessRead({
    ...policyAct(kind, "read", "read"),
    async run(asked) {
      const policy = await policyFor(asked, kind, "read", named);
      return policyMessage(policy, await listBindings(asked, policy));
    },
  })(call, named);
}

/**
 * Makes a role or policy, whose rules may give nothing that its maker does not hold.
 * Errors: permission_denied, invalid_request, slug_taken.
 */
export function createPolicy(kind: PolicyKind, call: Call): Promise<PolicyMessage> {
  return accessChange({
    ...policyAct(kind, "create", "create"),
    status: 201,
    request: createPolicyRequest,
    async apply(asked) {
      const { request, tx, at } = asked;
      asked.require(`${kind.type}:create`);
      const { name, labels = {}, annotations = {}, rules, replicateToChildren } = request;
      refuseReplicationOfRoles(kind, replicateToChildren);
      // In lists nobody could tell the two apart.
      if (builtInPolicy(name) !== undefined) throw new KmsError("slug_taken", { message: `${name} is built in.` });
      requireMayGrant(asked.caller, giftOf(asked, rules, replicateToChildren));
      const id = newId(kind.prefix);
      const slug = objectSlug(name, kind.prefix);
      const fields = { name, description: request.description ?? "", labels, annotations, replicateToChildren };
      if (!(await insertPolicy(tx, asked, { ...fields, id, slug, at }))) throw new KmsError("slug_taken");
      for (const rule of rules) await insertRule(tx, { ...rule, id: newId("rule"), policyId: id, at });
      asked.about(id);
      return changed(asked, tx, id);
    },
  })(call);
}

/**
 * Changes name, description, labels, annotations and reach of a policy; its slug stays. One that reaches further gives
 * more, and one that reaches less lifts denials: either is checked.
 * Errors: permission_denied, object_not_found, state_conflict, invalid_request.
 */
export function updatePolicy(kind: PolicyKind, call: Call, named: string): Promise<PolicyMessage> {
  return accessChange({
    ...policyAct(kind, "update", "update"),
    request: updatePolicyRequest,
    async apply(asked) {
      const { request, tx, at, caller } = asked;
      const policy = await policyFor(asked, kind, "update", named, tx);
      requireChangeable(kind, policy);
      requireForLabels(asked, `${kind.type}:update`, policy, request.labels);
      const { replicateToChildren = policy.replicateToChildren } = request;
      refuseReplicationOfRoles(kind, replicateToChildren);
      if (replicateToChildren !== policy.replicateToChildren) {
        const gift = giftOf(asked, policy.rules, true);
        requireMayGrant(caller, gift);
        requireMayLift(caller, gift);
      }
      const { description } = request;
      const change = { ...request, description: description === null ? "" : description };
      await updatePolicyRow(tx, policy.id, change, at);
      return changed(asked, tx, policy.id);
    },
  })(call, named);
}

/**
 * Deletes a role or policy with its rules and bindings; what they gave is gone at once.
 * Errors: permission_denied (also for denials of what one does not hold), object_not_found, state_conflict.
 */
export function deletePolicy(kind: PolicyKind, call: Call, named: string): Promise<Deleted> {
  return accessChange({
    ...policyAct(kind, "delete", "delete"),
    request: z.unknown(),
    async apply(asked) {
      const policy = await policyFor(asked, kind, "delete", named, asked.tx);
      requireChangeable(kind, policy);
      requireMayLift(asked.caller, await giftOfPolicy(asked, asked.tx, policy, policy.rules));
      await deletePolicyRow(asked.tx, policy.id);
      return deletedMessage({ identity: policy.id });
    },
  })(call, named);
}

/**
 * Adds a rule to a role or policy; everybody who has it has the rule at once. It may give nothing that its maker does not
 * hold, wherever the policy is bound.
 * Errors: permission_denied, object_not_found, state_conflict, invalid_request.
 */
export function createRule(kind: PolicyKind, call: Call, named: string): Promise<RuleMessage> {
  return accessChange({
    ...policyAct(kind, "rule.create", "update"),
    status: 201,
    request: ruleRequest,
    async apply(asked) {
      const { request, tx, at, caller } = asked;
      const policy = await policyFor(asked, kind, "update", named, tx);
      requireChangeable(kind, policy);
      if (policy.rules.length >= RULES_MAX) {
        throw new KmsError("state_conflict", {
          message: `The ${kind.noun} has ${RULES_MAX} rules, which is the most.`,
        });
      }
      requireMayGrant(caller, await giftOfPolicy(asked, tx, policy, [{ ...request, id: "" }]));
      const id = newId("rule");
      await insertRule(tx, { ...request, id, policyId: policy.id, at });
      await updatePolicyRow(tx, policy.id, {}, at);
      return ruleMessage({ ...request, id, note: request.note || null });
    },
  })(call, named);
}

/** A rule that an address names. */
export interface RuleTarget {
  readonly policy: string;
  readonly rule: string;
}

/**
 * Puts another rule in the place of one, at once for everybody who has it; the identity stays. What the new one gives is
 * checked as if it were added, what the old one denies as if it were removed.
 * Errors: permission_denied, object_not_found, state_conflict, invalid_request.
 */
export function replaceRule(
  kind: PolicyKind,
  call: Call,
  { policy: named, rule: id }: RuleTarget,
): Promise<RuleMessage> {
  return accessChange({
    ...policyAct(kind, "rule.update", "update"),
    request: ruleRequest,
    async apply(asked) {
      const { request, tx, at, caller } = asked;
      const policy = await policyFor(asked, kind, "update", named, tx);
      requireChangeable(kind, policy);
      const rule = ruleIn(policy, id);
      requireMayGrant(caller, await giftOfPolicy(asked, tx, policy, [{ ...request, id }]));
      requireMayLift(caller, await giftOfPolicy(asked, tx, policy, [rule]));
      await replaceRuleRow(tx, id, request);
      await updatePolicyRow(tx, policy.id, {}, at);
      return ruleMessage({ ...request, id, note: request.note || null });
    },
  })(call, named);
}

function ruleIn({ rules }: StoredPolicy, id: string): StoredPolicy["rules"][number] {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw notFound("rule");
  return rule;
}

/**
 * Removes a rule from a role or policy.
 * Errors: permission_denied (also for a denial of what one does not hold), object_not_found, state_conflict.
 */
export function deleteRule(kind: PolicyKind, call: Call, { policy: named, rule: id }: RuleTarget): Promise<Deleted> {
  return accessChange({
    ...policyAct(kind, "rule.delete", "update"),
    request: z.unknown(),
    async apply(asked) {
      const { tx, caller, at } = asked;
      const policy = await policyFor(asked, kind, "update", named, tx);
      requireChangeable(kind, policy);
      requireMayLift(caller, await giftOfPolicy(asked, tx, policy, [ruleIn(policy, id)]));
      await deleteRuleRow(tx, id);
      await updatePolicyRow(tx, policy.id, {}, at);
      return deletedMessage({ identity: id });
    },
  })(call, named);
}

/** Names of the types of resources that rules speak about. Errors: permission_denied. */
export function listResourceTypes(kind: PolicyKind, call: Call): Promise<readonly string[]> {
  return accessRead({
    ...policyAct(kind, "resources", "list"),
    run: async () => RESOURCE_TYPES,
  })(call);
}

/** What some rules of the place of a call would give to whoever gets them. */
export function giftOf(
  { projectId }: Asked,
  rules: readonly (StoredPolicy["rules"][number] | RuleRequest)[],
  replicateToChildren: boolean,
): Gift {
  return {
    rules: rules.map((rule) => ({ id: "", ...rule })),
    projectId,
    replicateToChildren,
    scopes: [],
    expiresAtMs: null,
  };
}

/** What some rules give through every binding that a policy has or may get. */
export async function giftOfPolicy(
  asked: Asked,
  tx: IamTransaction | undefined,
  policy: StoredPolicy,
  rules: readonly (StoredPolicy["rules"][number] | (RuleRequest & { id: string }))[],
): Promise<Gift> {
  const bindings = await listBindings(asked, policy, tx);
  const below = policy.replicateToChildren || bindings.some(({ replicateToChildren }) => replicateToChildren);
  return giftOf(asked, rules, below);
}

async function changed(asked: Asked, tx: IamTransaction, id: string): Promise<PolicyMessage> {
  const policy = await findPolicy(asked, id, tx);
  if (policy === null) throw new Error("a policy just written is not there");
  return policyMessage(policy, await listBindings(asked, policy, tx));
}

function refuseReplicationOfRoles({ noun }: PolicyKind, replicateToChildren: boolean): void {
  if (noun === "policy" || !replicateToChildren) return;
  throw new KmsError("invalid_request", {
    message: "replicateToChildren: must be false here: roles hold in every project anyway.",
  });
}
