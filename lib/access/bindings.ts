import { z } from "zod";
import { type BindingMessage, createBindingRequest, updateBindingRequest } from "@/lib/contract/access";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { type Gift, requireMayGrant, requireMayLift } from "@/lib/iam/grantable";
import {
  countBindings,
  deleteBindingRow,
  findSubject,
  insertBinding,
  listBindings,
  listPolicies,
  type StoredBinding,
  type StoredPolicy,
  type Subject,
  updateBindingRow,
} from "@/lib/iam/policy-store";
import type { IamTransaction } from "@/lib/iam/store";
import { newId } from "@/lib/platform/id";
import { type Asked, accessChange, accessRead, notFound } from "./access-verb";
import { mayWith, type PolicyKind, policyAct, policyFor } from "./policy-kind";
import { bindingMessage, type Deleted, deletedMessage } from "./policy-messages";

/** Most bindings of one policy in one place. */
const BINDINGS_MAX = 1_000;

/** A binding that an address names. */
export interface BindingTarget {
  readonly policy: string;
  readonly binding: string;
}

/** Who has a role or policy. Errors: permission_denied, object_not_found. */
export function listBindingsOf(kind: PolicyKind, call: Call, named: string): Promise<BindingMessage[]> {
  return accessRead({
    ...policyAct(kind, "binding.list", "read"),
    async run(asked) {
      const policy = await policyFor(asked, kind, "read", named);
      return (await listBindings(asked, policy)).map(bindingMessage);
    },
  })(call, named);
}

/** Every binding of the place of the call whose policy the caller may read. Errors: permission_denied. */
export function listAllBindings(kind: PolicyKind, call: Call): Promise<BindingMessage[]> {
  return accessRead({
    ...policyAct(kind, "binding.list", "list"),
    permission: `${kind.type}:list`,
    async run(asked) {
      const readable = (await listPolicies(asked)).filter((policy) => mayWith(asked, kind, "read", policy));
      const ids = new Set(readable.map(({ id }) => id));
      return (await listBindings(asked, null)).filter(({ policyId }) => ids.has(policyId)).map(bindingMessage);
    },
  })(call);
}

/**
 * Gives a role or policy to a member, team or service account; it counts at once, on every node. Nobody can give what
 * they do not hold.
 * Errors: permission_denied, object_not_found (the policy, or whom it is for), invalid_request, state_conflict.
 */
export function createBinding(kind: PolicyKind, call: Call, named: string): Promise<BindingMessage> {
  return accessChange({
    ...policyAct(kind, "bind", "bind"),
    status: 201,
    request: createBindingRequest,
    async apply(asked) {
      const { request, tx, at, caller } = asked;
      const policy = await policyFor(asked, kind, "bind", named, tx);
      const { name, labels = {}, annotations = {}, scopes, replicateToChildren } = request;
      const expiresAt = momentOf(request.expiresAt) ?? null;
      refuseReplication(asked, replicateToChildren);
      if (expiresAt !== null && expiresAt <= at) {
        throw new KmsError("invalid_request", { message: "expiresAt: must be in the future." });
      }
      const subject = await subjectOf(asked, tx, request);
      const description = request.description ?? "";
      const fields = { name, description, labels, annotations, scopes, replicateToChildren, expiresAt };
      requireMayGrant(caller, giftOf(asked, policy, fields));
      if ((await countBindings(tx, asked, policy)) >= BINDINGS_MAX) {
        throw new KmsError("state_conflict", {
          message: `The ${kind.noun} has ${BINDINGS_MAX} bindings, which is the most; bind a team.`,
        });
      }
      const id = newId("bind");
      if (!(await insertBinding(tx, asked, policy, { ...fields, id, subject, at }))) {
        throw new KmsError("state_conflict", {
          message: `They have this ${kind.noun} here already, in a binding that may have expired: change that one.`,
        });
      }
      return bindingMessage(await bindingIn(asked, tx, policy, id));
    },
  })(call, named);
}

/**
 * Changes a binding, except what it gives and to whom. What lets it reach further or less far is checked as if it were
 * made and removed.
 * Errors: permission_denied, object_not_found, invalid_request.
 */
export function updateBinding(kind: PolicyKind, call: Call, target: BindingTarget): Promise<BindingMessage> {
  return accessChange({
    ...policyAct(kind, "binding.update", "bind"),
    request: updateBindingRequest,
    async apply(asked) {
      const { request, tx, at, caller } = asked;
      const policy = await policyFor(asked, kind, "bind", target.policy, tx);
      const binding = await bindingIn(asked, tx, policy, target.binding);
      const { description, expiresAt: wanted, ...others } = request;
      const expiresAt = momentOf(wanted);
      const after = {
        scopes: others.scopes ?? binding.scopes,
        replicateToChildren: others.replicateToChildren ?? binding.replicateToChildren,
        expiresAt: expiresAt === undefined ? binding.expiresAt : expiresAt,
      };
      refuseReplication(asked, after.replicateToChildren);
      if (reachesOtherwise(binding, after)) {
        requireMayGrant(caller, giftOf(asked, policy, after));
        requireMayLift(caller, giftOf(asked, policy, { ...after, ...UNLIMITED }));
      }
      const change = { ...others, expiresAt, description: description === null ? "" : description };
      await updateBindingRow(tx, binding.id, change, at);
      return bindingMessage(await bindingIn(asked, tx, policy, binding.id));
    },
  })(call, target.policy);
}

/**
 * Takes a role or policy from somebody; at once, on every node.
 * Errors: permission_denied (also for a policy that denies what one does not hold), object_not_found.
 */
export function deleteBinding(kind: PolicyKind, call: Call, target: BindingTarget): Promise<Deleted> {
  return accessChange({
    ...policyAct(kind, "unbind", "unbind"),
    request: z.unknown(),
    async apply(asked) {
      const { tx, caller } = asked;
      const policy = await policyFor(asked, kind, "unbind", target.policy, tx);
      const binding = await bindingIn(asked, tx, policy, target.binding);
      requireMayLift(caller, giftOf(asked, policy, { ...binding, ...UNLIMITED }));
      await deleteBindingRow(tx, binding.id);
      return deletedMessage({ identity: binding.id });
    },
  })(call, target.policy);
}

/** A denial that is lifted is lifted for every call and for ever, whatever the binding said. */
const UNLIMITED = { scopes: [], expiresAt: null };

type Reach = Pick<StoredBinding, "scopes" | "replicateToChildren" | "expiresAt">;

function reachesOtherwise(before: Reach, after: Reach): boolean {
  const facts = ({ scopes, replicateToChildren, expiresAt }: Reach) =>
    JSON.stringify([[...scopes].sort(), replicateToChildren, expiresAt]);
  return facts(before) !== facts(after);
}

function giftOf({ projectId }: Asked, policy: StoredPolicy, reach: Reach): Gift {
  return {
    rules: policy.rules,
    projectId,
    replicateToChildren: policy.replicateToChildren || reach.replicateToChildren,
    scopes: reach.scopes,
    expiresAtMs: reach.expiresAt?.getTime() ?? null,
  };
}

async function bindingIn(asked: Asked, tx: IamTransaction, policy: StoredPolicy, id: string): Promise<StoredBinding> {
  const found = (await listBindings(asked, policy, tx)).find((binding) => binding.id === id);
  if (found === undefined) throw notFound("binding");
  return found;
}

async function subjectOf(
  { organisationId }: Asked,
  tx: IamTransaction,
  request: z.output<typeof createBindingRequest>,
): Promise<Subject> {
  const { userIdentity, teamIdentity, serviceAccountIdentity } = request;
  const [kind, text, noun] = userIdentity
    ? (["user", userIdentity, "member"] as const)
    : teamIdentity
      ? (["team", teamIdentity, "team"] as const)
      : (["service_account", serviceAccountIdentity ?? "", "service account"] as const);
  const subject = await findSubject(tx, organisationId, kind, text);
  if (subject === null) throw notFound(noun);
  return subject;
}

function refuseReplication({ projectId }: Asked, replicateToChildren: boolean): void {
  if (projectId !== "" || !replicateToChildren) return;
  throw new KmsError("invalid_request", {
    message: "replicateToChildren: must be false here: roles hold in every project anyway.",
  });
}

/** Undefined where nothing is said, null where it is to be none. */
function momentOf(text: string | null | undefined): Date | null | undefined {
  return text ? new Date(text) : text === undefined ? undefined : null;
}
