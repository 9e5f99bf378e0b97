import { reviewAccess, reviewAccessAsCsv } from "@/lib/access/access-review";
import { readKeyAccess } from "@/lib/access/explain-access";
import { getPolicy, listPoliciesOf } from "@/lib/access/policies";
import { PROJECT_POLICIES, ROLES } from "@/lib/access/policy-kind";
import type { ConsoleRead } from "./console-read";
import { readGrantees } from "./grantees";
import { csvFile } from "./saved-file";

/** What the pages of roles, policies and who may do what read. */
export const POLICY_READS: readonly ConsoleRead[] = [
  { path: "roles", run: (call) => listPoliciesOf(ROLES, call) },
  { path: "roles/*", run: (call, { segments: [role = ""] }) => getPolicy(ROLES, call, role) },
  { path: "policies", run: (call) => listPoliciesOf(PROJECT_POLICIES, call) },
  { path: "policies/*", run: (call, { segments: [policy = ""] }) => getPolicy(PROJECT_POLICIES, call, policy) },
  { path: "grantees", run: (call) => readGrantees(call) },
  {
    path: "keys/*/*/access",
    run: (call, { segments: [region = "", key = ""] }) => readKeyAccess(call, { region, key }),
  },
  { path: "access-review", run: (call, { query }) => reviewAccess(call, query) },
  {
    path: "access-review.csv",
    run: async (call, { query }) => csvFile(await reviewAccessAsCsv(call, query), "access-review"),
  },
];
