import type { RuleConditions } from "@/lib/contract/access-rules";
import type { Call } from "@/lib/door/call";
import { csvOf } from "@/lib/format/csv";
import { type Actor, readActors, readProjectSlugs } from "@/lib/iam/actor-store";
import type { Grant, Rule } from "@/lib/iam/grants";
import { accessRead } from "./access-verb";
import { requireOnAll } from "./object-rights";

const COLUMNS = ["who", "identity", "kind", "effect", "right", "on", "in", "through", "conditions", "expires"];

/**
 * Every right in the organisation as of now, as CSV: one row for each rule that reaches somebody, and one for each owner.
 * Errors: permission_denied (iam_role:read).
 */
export const reviewAccess: (call: Call) => Promise<string> = accessRead({
  event: "iam.access_review",
  permission: "iam_role:read",
  async run(asked) {
    requireOnAll(asked, "iam_role:read");
    const { organisationId, at } = asked;
    const [actors, projects] = [await readActors(organisationId), await readProjectSlugs(organisationId)];
    const rows = actors.flatMap((actor) => [
      ...(actor.role === "OWNER" ? [ownerRow(actor)] : []),
      ...actor.grants
        .filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > at.getTime())
        .filter(({ projectId }) => projectId === "" || projects.has(projectId))
        .flatMap((grant) => grant.rules.map((rule) => ruleRow(actor, grant, rule, projects))),
    ]);
    return csvOf([COLUMNS, ...rows]);
  },
});

const whoOf = ({ name, email, id, kind }: Actor) => [email === "" ? name : `${name} <${email}>`, id, kind];

function ownerRow(actor: Actor): string[] {
  return [...whoOf(actor), "allow", "*", "everything", "organisation", "owner of the organisation", "", ""];
}

function ruleRow(actor: Actor, grant: Grant, rule: Rule, projects: ReadonlyMap<string, string>): string[] {
  const { projectId, replicateToChildren, policyName, bindingId, team, expiresAtMs } = grant;
  const place = projectId === "" ? "organisation" : `project ${projects.get(projectId)}`;
  const rights = rule.resources.flatMap((type) => rule.permissions.map((verb) => `${type}:${verb}`));
  return [
    ...whoOf(actor),
    rule.effect,
    rights.join(" "),
    rule.resourceIdentities.join(" ") || "everything",
    projectId !== "" && replicateToChildren ? `${place} and below` : place,
    `${policyName} (${bindingId}${team === null ? "" : `, team ${team}`})`,
    [...conditionsOf(rule.conditions), ...scopesOf(grant)].join("; "),
    expiresAtMs === null ? "" : new Date(expiresAtMs).toISOString(),
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

const scopesOf = ({ scopes }: Grant) => (scopes.length === 0 ? [] : [`scopes ${scopes.join(" ")}`]);
