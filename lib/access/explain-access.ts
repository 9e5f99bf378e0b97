import {
  type KeyAccessMessage,
  type ProjectMemberMessage,
  type SimulationMessage,
  simulateRequest,
} from "@/lib/contract/access-answers";
import { capabilitiesOf } from "@/lib/contract/key-purposes";
import { KEY_TYPE_NAMES, keyTypeFacts } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import { ALL_PERMISSIONS, type Permission, partsOf } from "@/lib/contract/permissions";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import { type Actor, readActor, readActors } from "@/lib/iam/actor-store";
import { evaluate, type Reason, type ResourceReference, reaches } from "@/lib/iam/authorise";
import { callerAs, methodOf, type Possibility, possibility } from "@/lib/iam/explain";
import type { Grant, Rule } from "@/lib/iam/grants";
import { type KeyFacts, purposeOf } from "@/lib/kms/key-facts";
import { visibleKey } from "@/lib/kms/visible-key";
import { regionNamed } from "@/lib/regions/registry";
import { type Asked, accessRead, notFound } from "./access-verb";
import { requireOnAll } from "./object-rights";
import { PROJECT_POLICIES, policyAct } from "./policy-kind";

/** Permissions that are about keys that do not exist yet, or about none. */
const ABOUT_NO_KEY = ["create", "import", "rotate_wrapping_key", "random"];

const ABOUT_ONE_KEY = ALL_PERMISSIONS.filter((permission) => {
  const { type, verb } = partsOf(permission);
  return type === "kms_key" && !ABOUT_NO_KEY.includes(verb);
});

/** Permissions to ask of a key what only some keys can do; each is called as the capability is. */
const OF_SOME_KEYS: ReadonlySet<string> = new Set(KEY_TYPE_NAMES.flatMap((type) => keyTypeFacts(type).capabilities));

/** The permissions that mean anything for a key: those that it could never answer to are left out. */
function permissionsOn(key: KeyFacts): Permission[] {
  const capabilities: readonly string[] = capabilitiesOf({ ...key, purpose: purposeOf(key) });
  return ABOUT_ONE_KEY.filter((permission) => {
    const { verb } = partsOf(permission);
    if (OF_SOME_KEYS.has(verb) && !capabilities.includes(verb)) return false;
    if (verb === "export") return key.exportAllowed;
    return verb !== "rotate" || (key.allowRotation && !key.publicOnly);
  });
}

/**
 * Who may do what with a key, and through what: members and service accounts that may do anything with it; only what the
 * key can be asked for. What depends
 * on the address or time of a call is named as a condition.
 * Errors: permission_denied (iam_role:read), region_not_found, key_not_found.
 */
export function readKeyAccess(
  call: Call,
  target: { readonly region: string; readonly key: string },
): Promise<KeyAccessMessage> {
  return accessRead({
    event: "kms.key.access.read",
    permission: "iam_role:read",
    feature: "kms",
    resourceType: "kms_key",
    async run(asked) {
      requireOnAll(asked, "iam_role:read");
      const key = await visibleKey(asked.asCalled, target);
      const { id, name, slug, projectId, labels } = key;
      const permissions = permissionsOn(key);
      asked.about(id);
      const { organisationId, asCalled, at } = asked;
      const resource: ResourceReference = { type: "kms_key", id, organisationId, projectId, labels };
      const region = regionNamed(target.region).slug;
      const canAct = ({ only }: Actor) =>
        only === undefined || (only.region === region && only.projectId === asCalled.scope.projectId);
      const principals = (await readActors(organisationId)).filter(canAct).map((actor) => ({
        identity: actor.id,
        kind: actor.kind,
        name: actor.name,
        email: actor.email,
        permissions: permissions.flatMap((permission) => {
          const as = callerAs(asCalled, actor, { clientAddress: "", method: methodOf(permission) });
          return possibilityMessage(possibility(as, permission, resource, at.getTime()));
        }),
      }));
      return {
        key: { identity: id, name, slug },
        principals: principals.filter(({ permissions }) => permissions.length > 0),
      };
    },
  })(call, target.key);
}

/**
 * Whether somebody could do something at some address and time, in the scope of the call, and why.
 * Errors: permission_denied (iam_role:read), object_not_found, region_not_found, key_not_found, invalid_request.
 */
export const simulateAccess: (call: Call) => Promise<SimulationMessage> = accessRead({
  event: "iam.simulate",
  permission: "iam_role:read",
  async run(asked) {
    requireOnAll(asked, "iam_role:read");
    const { asCalled, organisationId, at } = asked;
    const request = parseRequest(simulateRequest, await asked.attempt.call.body());
    const actor = await readActor(organisationId, request.subjectIdentity);
    if (actor === undefined) throw notFound("member or service account");
    asked.about(actor.id);
    const origin = { clientAddress: request.sourceIp ?? "", method: methodOf(request.permission) };
    const resource = await resourceOf(asked, request);
    const atMs = request.at ? Date.parse(request.at) : at.getTime();
    const { allowed, reason } = evaluate(callerAs(asCalled, actor, origin), request.permission, resource, atMs);
    return { allowed, reasons: [reasonMessage(reason)] };
  },
});

async function resourceOf(
  { asCalled }: Asked,
  { permission, region, key }: ReturnType<typeof simulateRequest.parse>,
): Promise<ResourceReference> {
  const { type } = partsOf(permission);
  const { organisationId, projectId } = asCalled.scope;
  if (!region && !key) return { type, id: "", organisationId, projectId };
  if (!region || !key || type !== "kms_key") {
    throw new KmsError("invalid_request", {
      message: "region, key: must be given together, and only for a permission of kms_key.",
    });
  }
  const { id, labels } = await visibleKey(asCalled, { region, key });
  return { type, id, organisationId, projectId, labels };
}

/** People who have a policy or role that reaches the project of the call, and through which bindings. */
export const listProjectMembers: (call: Call) => Promise<ProjectMemberMessage[]> = accessRead({
  ...policyAct(PROJECT_POLICIES, "members", "list"),
  permission: "iam_policy:list",
  async run({ caller, organisationId, at }) {
    const people = (await readActors(organisationId)).filter(({ kind }) => kind === "user");
    const members = people.map(({ id, name, email, createdAt, grants }) => ({
      user: { subject: id, name, email, createdAt: createdAt.toISOString() },
      bindings: grants
        .filter((grant) => reaches({ ...grant, scopes: [] }, caller, at.getTime()))
        .map(({ bindingId, policyId, policyName, projectId, expiresAtMs }) => ({
          source: projectId === "" ? ("organisation_role" as const) : ("iam_policy" as const),
          bindingIdentity: bindingId,
          policyIdentity: policyId,
          policyName,
          expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
        })),
    }));
    return members.filter(({ bindings }) => bindings.length > 0);
  },
});

type Explained = KeyAccessMessage["principals"][number]["permissions"][number];

function possibilityMessage(possible: Possibility | null): Explained[] {
  if (possible === null) return [];
  const { permission, grant, rule, conditions, unless } = possible;
  const expiresAtMs = grant?.expiresAtMs ?? null;
  return [
    {
      permission,
      text: grant === null ? "Owners may do everything." : `Allowed by ${throughText(grant)}.`,
      ...throughOf(grant, rule),
      conditions,
      unless: unless === null ? null : `Denied at times by ${throughText(unless.grant)}.`,
      expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
    },
  ];
}

/** What led to a decision, as answers tell it. */
export function reasonMessage({ effect, text, grant, rule }: Reason): SimulationMessage["reasons"][number] {
  return { effect, text, ...throughOf(grant ?? null, rule ?? null) };
}

function throughOf(grant: Grant | null, rule: Rule | null) {
  return {
    bindingIdentity: grant?.bindingId ?? null,
    policyIdentity: grant?.policyId ?? null,
    policyName: grant?.policyName ?? null,
    projectIdentity: grant?.projectId || null,
    ruleIdentity: rule?.id || null,
    team: grant?.team ?? null,
  };
}

function throughText({ policyName, bindingId, team }: Grant): string {
  return `${policyName} (${bindingId}${team === null ? "" : `, through the team ${team}`})`;
}
