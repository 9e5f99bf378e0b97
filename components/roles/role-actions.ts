import type { BindingMessage, PolicyMessage, RuleMessage } from "@/lib/contract/access";
import type { RulePreviewMessage, SimulationMessage } from "@/lib/contract/access-answers";
import type { ActionResult } from "@/lib/contract/console";
import type { Grantee } from "@/lib/contract/grantee";
import type { Scope } from "../layout/scope";
import type { NewRule } from "./rule-draft";

/** Where a role or policy is; without a project it is a role. */
export interface RolePlace extends Scope {
  /** Identity of the role or policy. */
  policy: string;
}

/** What people decide about a role or policy. */
export interface RoleRequest {
  name: string;
  description: string;
  replicateToChildren?: boolean;
}

/** To whom and how a role or policy is given. */
export interface NewBinding {
  userIdentity?: string;
  teamIdentity?: string;
  serviceAccountIdentity?: string;
  name?: string;
  scopes?: string[];
  replicateToChildren: boolean;
  expiresAt: string | null;
}

/** Server actions about roles and policies; given to the pages' components by the page. */
export interface RoleActions {
  createPolicy(place: Scope, request: RoleRequest): Promise<ActionResult<PolicyMessage>>;
  updatePolicy(place: RolePlace, request: RoleRequest): Promise<ActionResult<PolicyMessage>>;
  deletePolicy(place: RolePlace): Promise<ActionResult<unknown>>;
  createRule(place: RolePlace, rule: NewRule): Promise<ActionResult<RuleMessage>>;
  replaceRule(place: RolePlace & { rule: string }, rule: NewRule): Promise<ActionResult<RuleMessage>>;
  deleteRule(place: RolePlace & { rule: string }): Promise<ActionResult<unknown>>;
  previewRule(place: RolePlace, rule: NewRule): Promise<ActionResult<RulePreviewMessage>>;
  createBinding(place: RolePlace, binding: NewBinding): Promise<ActionResult<BindingMessage>>;
  deleteBinding(place: RolePlace & { binding: string }): Promise<ActionResult<unknown>>;
}

/** A call to simulate, as the API takes it. */
export interface SimulateRequest {
  subjectIdentity: string;
  permission: string;
  region?: string;
  key?: string;
  sourceIp?: string;
  at?: string;
}

export type Simulate = (place: Scope, request: SimulateRequest) => Promise<ActionResult<SimulationMessage>>;

/** The field of a request that names a grantee of a kind. */
export function subjectField({ kind, identity }: Pick<Grantee, "kind" | "identity">) {
  if (kind === "user") return { userIdentity: identity };
  return kind === "team" ? { teamIdentity: identity } : { serviceAccountIdentity: identity };
}
