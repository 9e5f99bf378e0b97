import type { RulePreviewMessage } from "@/lib/contract/access-answers";
import { ruleRequest } from "@/lib/contract/access-rules";
import { EVERYTHING } from "@/lib/contract/permissions";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import { visibility } from "@/lib/iam/authorise";
import { missingToGrant } from "@/lib/iam/grantable";
import type { Rule } from "@/lib/iam/grants";
import { countKeysAbout } from "@/lib/kms/key-list-store";
import { allRegions } from "@/lib/regions/registry";
import { type Asked, accessRead } from "./access-verb";
import { giftOf, giftOfPolicy } from "./policies";
import { type PolicyKind, policyAct, policyFor } from "./policy-kind";

/**
 * What is to be known of a rule before it is saved, in a role or policy that is named or not made yet: whether the caller
 * may give it, and how many keys it is about. Changes nothing.
 * Errors: permission_denied, object_not_found, invalid_request.
 */
export function previewRule(kind: PolicyKind, call: Call, named: string | null): Promise<RulePreviewMessage> {
  return accessRead({
    ...policyAct(kind, "rule.preview", named === null ? "create" : "update"),
    async run(asked) {
      const policy = named === null ? null : await policyFor(asked, kind, "update", named);
      const rule = { id: "", ...parseRequest(ruleRequest, await asked.attempt.call.body()) };
      const gift =
        policy === null ? giftOf(asked, [rule], false) : await giftOfPolicy(asked, undefined, policy, [rule]);
      return { missing: missingToGrant(asked.caller, gift, asked.at.getTime()), keys: await keysOf(asked, rule) };
    },
  })(call, named ?? "");
}

/** Null unless the caller may see every key of the place: others learn nothing of keys they may not see. */
async function keysOf({ caller, organisationId, projectId, at }: Asked, rule: Rule): Promise<number | null> {
  if (!["kms_key", EVERYTHING].some((type) => rule.resources.includes(type))) return null;
  const { allow, deny } = visibility(caller, "kms_key:list", at.getTime());
  if (allow !== null || deny.length > 0) return null;
  const objects = { identities: rule.resourceIdentities, labels: rule.conditions.labels ?? {} };
  // Roles hold in every project.
  const place = { organisationId, projectId: projectId || null };
  const databases = [...new Set(allRegions().map(({ database }) => database))];
  const counts = databases.map((database) => countKeysAbout(database, place, objects).catch(() => null));
  return (await Promise.all(counts)).reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}
