import { z } from "zod";
import { reviewAccessAsCsv } from "@/lib/access/access-review";
import { createBinding, deleteBinding, listAllBindings, listBindingsOf, updateBinding } from "@/lib/access/bindings";
import { listProjectMembers, readKeyAccess, simulateAccess } from "@/lib/access/explain-access";
import {
  createPolicy,
  createRule,
  deletePolicy,
  deleteRule,
  getPolicy,
  listPoliciesOf,
  listResourceTypes,
  replaceRule,
  updatePolicy,
} from "@/lib/access/policies";
import { type PolicyKind, PROJECT_POLICIES, ROLES } from "@/lib/access/policy-kind";
import {
  binding,
  createBindingRequest,
  createPolicyRequest,
  deleted,
  policy,
  rule,
  updateBindingRequest,
  updatePolicyRequest,
} from "@/lib/contract/access";
import {
  accessReviewQuery,
  keyAccess,
  projectMember,
  simulateRequest,
  simulation,
} from "@/lib/contract/access-answers";
import { ruleRequest } from "@/lib/contract/access-rules";
import {
  ACCESS_CHANGE_ERRORS,
  ACCESS_ERRORS,
  BODY_ERRORS,
  body,
  KEY_ERRORS,
  keyOf,
  type Route,
  type RouteInput,
} from "./route";

/** One spelling of the same endpoints. */
interface Spelling {
  readonly kind: PolicyKind;
  readonly path: string;
  /** For names of operations. */
  readonly one: "Role" | "Policy";
  readonly many: "Roles" | "Policies";
  /** For texts. */
  readonly where: string;
}

const OF_ORGANISATION: Spelling = {
  kind: ROLES,
  path: "/v1/iam/roles",
  one: "Role",
  many: "Roles",
  where: "the organisation",
};
const OF_PROJECT: Spelling = {
  kind: PROJECT_POLICIES,
  path: "/v1/projects/iam/policies",
  one: "Policy",
  many: "Policies",
  where: "the project that X-Project-Identity names",
};

const RULE = { resources: ["kms_key"], permissions: ["encrypt"] };
const GIVES = "Nobody can give what they do not hold themselves, without conditions.";

function policyRoutes({ kind, path, one, many, where }: Spelling): Route[] {
  const { noun } = kind;
  const named = `${path}/:${noun}`;
  const nameOf = ({ parameters }: RouteInput) => parameters[noun] ?? "";
  const bindingOf = (input: RouteInput) => ({ policy: nameOf(input), binding: input.parameters.binding ?? "" });
  const ruleOf = (input: RouteInput) => ({ policy: nameOf(input), rule: input.parameters.rule ?? "" });
  const common = { tag: "Access", status: 200 } as const;
  return [
    {
      ...common,
      method: "GET",
      path,
      operationId: `list${many}`,
      summary: `List ${many.toLowerCase()}`,
      description: `The ${many.toLowerCase()} of ${where} with rules and bindings; the built-in ones first.`,
      response: z.array(policy),
      errors: ["permission_denied"],
      run: (call) => body(listPoliciesOf(kind, call)),
    },
    {
      ...common,
      method: "POST",
      path,
      operationId: `create${one}`,
      status: 201,
      summary: `Create a ${noun}`,
      description: `A ${noun} of ${where}. It gives nothing until it is bound. ${GIVES}`,
      request: createPolicyRequest,
      example: { name: "Encrypting", rules: [RULE] },
      response: policy,
      errors: ["permission_denied", ...BODY_ERRORS, "slug_taken"],
      run: (call) => body(createPolicy(kind, call)),
    },
    {
      ...common,
      method: "GET",
      path: named,
      operationId: `get${one}`,
      summary: `Read a ${noun}`,
      description: `The ${noun} with its rules and bindings.`,
      response: policy,
      errors: ACCESS_ERRORS,
      run: (call, input) => body(getPolicy(kind, call, nameOf(input))),
    },
    {
      ...common,
      method: "PUT",
      path: named,
      operationId: `update${one}`,
      summary: `Change a ${noun}`,
      description: "Changes what is given; the slug stays. Built-in ones cannot be changed.",
      request: updatePolicyRequest,
      example: { description: "For the billing service." },
      response: policy,
      errors: ACCESS_CHANGE_ERRORS,
      run: (call, input) => body(updatePolicy(kind, call, nameOf(input))),
    },
    {
      ...common,
      method: "DELETE",
      path: named,
      operationId: `delete${one}`,
      summary: `Delete a ${noun}`,
      description: `Deletes the ${noun} with its rules and bindings; what they gave is gone at once.`,
      response: deleted,
      errors: ACCESS_CHANGE_ERRORS,
      run: (call, input) => body(deletePolicy(kind, call, nameOf(input))),
    },
    {
      ...common,
      method: "POST",
      path: `${named}/rules`,
      operationId: `create${one}Rule`,
      status: 201,
      summary: `Add a rule to a ${noun}`,
      description: `Everybody who has the ${noun} has the rule at once. A rule that denies wins over all that allow. ${GIVES}`,
      request: ruleRequest,
      example: RULE,
      response: rule,
      errors: ACCESS_CHANGE_ERRORS,
      run: (call, input) => body(createRule(kind, call, nameOf(input))),
    },
    {
      ...common,
      method: "PUT",
      path: `${named}/rules/:rule`,
      operationId: `replace${one}Rule`,
      summary: `Replace a rule of a ${noun}`,
      description: `Puts another rule in its place at once, under the same identity. ${GIVES}`,
      request: ruleRequest,
      example: RULE,
      response: rule,
      errors: ACCESS_CHANGE_ERRORS,
      run: (call, input) => body(replaceRule(kind, call, ruleOf(input))),
    },
    {
      ...common,
      method: "DELETE",
      path: `${named}/rules/:rule`,
      operationId: `delete${one}Rule`,
      summary: `Remove a rule from a ${noun}`,
      description: "A denial can be removed by owners, and by those who hold what it denies.",
      response: deleted,
      errors: ACCESS_CHANGE_ERRORS,
      run: (call, input) => body(deleteRule(kind, call, ruleOf(input))),
    },
    {
      ...common,
      method: "GET",
      path: `${named}/bindings`,
      operationId: `list${one}Bindings`,
      summary: `List who has a ${noun}`,
      description: `The bindings of the ${noun}, oldest first.`,
      response: z.array(binding),
      errors: ACCESS_ERRORS,
      run: (call, input) => body(listBindingsOf(kind, call, nameOf(input))),
    },
    {
      ...common,
      method: "POST",
      path: `${named}/bindings`,
      operationId: `create${one}Binding`,
      status: 201,
      summary: `Give a ${noun}`,
      description: `Gives the ${noun} to one member, team or service account, at once. ${GIVES}`,
      request: createBindingRequest,
      example: { serviceAccountIdentity: "sa-…" },
      response: binding,
      errors: ACCESS_CHANGE_ERRORS,
      run: (call, input) => body(createBinding(kind, call, nameOf(input))),
    },
    {
      ...common,
      method: "PUT",
      path: `${named}/bindings/:binding`,
      operationId: `update${one}Binding`,
      summary: `Change how a ${noun} is given`,
      description: "Changes what is given; what it gives and to whom stays.",
      request: updateBindingRequest,
      example: { expiresAt: "2030-01-01T00:00:00Z" },
      response: binding,
      errors: ACCESS_CHANGE_ERRORS,
      run: (call, input) => body(updateBinding(kind, call, bindingOf(input))),
    },
    {
      ...common,
      method: "DELETE",
      path: `${named}/bindings/:binding`,
      operationId: `delete${one}Binding`,
      summary: `Take a ${noun} back`,
      description: "What it gave is gone at once, on every node.",
      response: deleted,
      errors: ACCESS_CHANGE_ERRORS,
      run: (call, input) => body(deleteBinding(kind, call, bindingOf(input))),
    },
  ];
}

/** Roles, policies, who has them, and what follows from it. */
export const POLICY_ROUTES: readonly Route[] = [
  ...policyRoutes(OF_ORGANISATION),
  // Before the policies, whose parameter would take these words.
  {
    method: "GET",
    path: "/v1/projects/iam/policies/resources",
    operationId: "listResourceTypes",
    tag: "Access",
    status: 200,
    summary: "List resource types",
    description: "Names of what rules can be about.",
    response: z.array(z.string()),
    errors: ["permission_denied"],
    run: (call) => body(listResourceTypes(PROJECT_POLICIES, call)),
  },
  {
    method: "GET",
    path: "/v1/projects/iam/policies/members",
    operationId: "listProjectMembers",
    tag: "Access",
    status: 200,
    summary: "List the project's members",
    description: "People who have a policy or role that reaches the project, and through which bindings.",
    response: z.array(projectMember),
    errors: ["permission_denied"],
    run: (call) => body(listProjectMembers(call)),
  },
  {
    method: "GET",
    path: "/v1/projects/iam/access-bindings",
    operationId: "listAccessBindings",
    tag: "Access",
    status: 200,
    summary: "List the project's bindings",
    description: "All bindings of the project, oldest first.",
    response: z.array(binding),
    errors: ["permission_denied"],
    run: (call) => body(listAllBindings(PROJECT_POLICIES, call)),
  },
  ...policyRoutes(OF_PROJECT),
  {
    method: "GET",
    path: "/v1/kms/:region/keys/:key/access",
    operationId: "getKeyAccess",
    tag: "Access",
    status: 200,
    summary: "Who can do what with a key",
    description:
      "Members and service accounts that may do anything with the key, what, and through which rule. Needs the permission iam_role:read, and the key must be visible.",
    response: keyAccess,
    errors: [...KEY_ERRORS, "permission_denied"],
    run: (call, input) => body(readKeyAccess(call, keyOf(input))),
  },
  {
    method: "POST",
    path: "/v1/iam/simulate",
    operationId: "simulateAccess",
    tag: "Access",
    status: 200,
    summary: "Simulate a call",
    description:
      "Whether a member or service account could do something, and why, in the scope of this call. Needs the permission iam_role:read.",
    request: simulateRequest,
    example: { subjectIdentity: "sa-…", permission: "kms_key:encrypt", region: "nl-01", key: "first-key" },
    response: simulation,
    errors: [...KEY_ERRORS, ...BODY_ERRORS, ...ACCESS_ERRORS],
    run: (call) => body(simulateAccess(call)),
  },
  {
    method: "GET",
    path: "/v1/iam/access-review",
    operationId: "reviewAccess",
    tag: "Access",
    status: 200,
    summary: "Review access",
    description:
      "Every right in the organisation as of now, or as of a moment in the past, as CSV: who, what, on what, through what, conditions and expiry. Needs the permission iam_role:read.",
    query: accessReviewQuery,
    response: z.string(),
    mediaType: "text/csv",
    errors: ["invalid_request", "permission_denied"],
    run: async (call, { query }) => ({
      ...(await body(reviewAccessAsCsv(call, Object.fromEntries(query)))),
      headers: CSV,
    }),
  },
];

const CSV = {
  "content-type": "text/csv; charset=utf-8",
  "content-disposition": 'attachment; filename="access-review.csv"',
};
