import { type AccessReviewMessage, accessReviewQuery, type ReviewedRight } from "@/lib/contract/access-answers";
import type { RuleConditions } from "@/lib/contract/access-rules";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import { csvOf } from "@/lib/format/csv";
import {
  type Actor,
  accessKnownSince,
  readActors,
  readActorsAt,
  readProjectSlugs,
  readProjectSlugsAt,
} from "@/lib/iam/actor-store";
import type { Grant } from "@/lib/iam/grants";
import { accessRead } from "./access-verb";
import { momentOf } from "./described";
import { requireOnAll } from "./object-rights";
import { ruleMessage } from "./policy-messages";

const COLUMNS = ["who", "identity", "kind", "effect", "right", "on", "in", "through", "conditions", "expires"];

/**
 * Every right in the organisation, as of now or of a moment in the past (`at`): one for each rule that reaches somebody, and
 * one for each owner. The past is read from the history that each change of access writes with itself; people are called as they are
 * today, and built-in roles are as this version has them.
 * Errors: permission_denied (iam_role:read), invalid_request (`at` in the future, or before that history begins).
 */
export function reviewAccess(call: Call, query: Readonly<Record<string, string>> = {}): Promise<AccessReviewMessage> {
  return accessRead({
    event: "iam.access_review",
    permission: "iam_role:read",
    async run(asked) {
      requireOnAll(asked, "iam_role:read");
      const given = parseRequest(accessReviewQuery, query, "The query").at;
      const knownSince = await accessKnownSince();
      const at = given === undefined ? asked.at : momentAsked(new Date(given), asked.at, knownSince);
      const facts = { at: at.toISOString(), isNow: given === undefined, knownSince: knownSince.toISOString() };
      return { ...facts, rights: await rightsAt(asked.organisationId, at, given === undefined) };
    },
  })(call);
}

function momentAsked(at: Date, now: Date, knownSince: Date): Date {
  if (at > now) throw new KmsError("invalid_request", { message: "at: must not be in the future." });
  if (at >= knownSince) return at;
  const since = knownSince.toISOString();
  throw new KmsError("invalid_request", {
    message: `at: must not be before ${since}, from when on changes of access are kept.`,
  });
}

async function rightsAt(organisationId: string, at: Date, isNow: boolean): Promise<ReviewedRight[]> {
  const [actors, projects] = isNow
    ? await Promise.all([readActors(organisationId), readProjectSlugs(organisationId)])
    : await Promise.all([readActorsAt(organisationId, at), readProjectSlugsAt(organisationId, at)]);
  return actors.flatMap((actor) => [
    ...(actor.role === "OWNER" ? [ownership(actor)] : []),
    ...actor.grants
      .filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > at.getTime())
      .filter(({ projectId }) => projectId === "" || projects.has(projectId))
      .flatMap((grant) => rightsOf(actor, grant, projects.get(grant.projectId) ?? null)),
  ]);
}

/** The same as CSV: one row for each right. Errors: as `reviewAccess`. */
export async function reviewAccessAsCsv(call: Call, query: Readonly<Record<string, string>> = {}): Promise<string> {
  const { rights } = await reviewAccess(call, query);
  return csvOf([COLUMNS, ...rights.map(rowOf)]);
}

const whoOf = ({ id, kind, name, email }: Actor) => ({ identity: id, kind, name, email });

function ownership(actor: Actor): ReviewedRight {
  const everywhere = { project: null, replicateToChildren: false, expiresAt: null };
  return { who: whoOf(actor), rule: null, through: null, ...everywhere };
}

function rightsOf(actor: Actor, grant: Grant, project: string | null): ReviewedRight[] {
  const { bindingId, policyId, policyName, team, scopes, replicateToChildren, expiresAtMs } = grant;
  return grant.rules.map((rule) => ({
    who: whoOf(actor),
    rule: ruleMessage({ note: null, ...rule }),
    through: { bindingIdentity: bindingId, policyIdentity: policyId, policyName, team, scopes: [...scopes] },
    project,
    replicateToChildren,
    expiresAt: momentOf(expiresAtMs === null ? null : new Date(expiresAtMs)),
  }));
}

function rowOf({ who, rule, through, project, replicateToChildren, expiresAt }: ReviewedRight): string[] {
  const { name, email, identity, kind } = who;
  const person = [email === "" ? name : `${name} <${email}>`, identity, kind];
  if (rule === null || through === null) {
    return [...person, "allow", "*", "everything", "organisation", "owner of the organisation", "", ""];
  }
  const { policyName, bindingIdentity, team, scopes } = through;
  const place = project === null ? "organisation" : `project ${project}`;
  const rights = rule.resources.flatMap((type) => rule.permissions.map((verb) => `${type}:${verb}`));
  return [
    ...person,
    rule.effect,
    rights.join(" "),
    rule.resourceIdentities.join(" ") || "everything",
    project !== null && replicateToChildren ? `${place} and below` : place,
    `${policyName} (${bindingIdentity}${team === null ? "" : `, team ${team}`})`,
    [...conditionsOf(rule.conditions), ...(scopes.length === 0 ? [] : [`scopes ${scopes.join(" ")}`])].join("; "),
    expiresAt ?? "",
  ];
}

function conditionsOf({ labels, sourceIps, notBefore, notAfter, dailyWindow }: RuleConditions): string[] {
  const wanted = Object.entries(labels ?? {}).map(([name, value]) => `label ${name}=${value}`);
  return [
    ...wanted,
    ...(sourceIps === undefined ? [] : [`from ${sourceIps.join(" ")}`]),
    ...(notBefore === undefined ? [] : [`not before ${notBefore}`]),
    ...(notAfter === undefined ? [] : [`not after ${notAfter}`]),
    ...(dailyWindow === undefined ? [] : [`daily ${dailyWindow.from} to ${dailyWindow.to} ${dailyWindow.timeZone}`]),
  ];
}
