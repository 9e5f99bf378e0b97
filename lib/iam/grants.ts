import type { RuleConditions } from "@/lib/contract/access-rules";

/** What a rule of a policy says. */
export interface Rule {
  /** `rule-…`; empty in built-in policies. */
  readonly id: string;
  readonly effect: "allow" | "deny";
  /** Resource types, or `*`. */
  readonly resources: readonly string[];
  /** Identities, exact or ending in `*`; none = every object of the types. */
  readonly resourceIdentities: readonly string[];
  /** Verbs, or `*`. */
  readonly permissions: readonly string[];
  readonly conditions: RuleConditions;
}

/** A binding as it reaches one principal: which rules, where, and through what. */
export interface Grant {
  /** `bind-…` */
  readonly bindingId: string;
  /** `role-…`, `pol-…`, or the identity of a built-in policy. */
  readonly policyId: string;
  readonly policyName: string;
  /** Name of the team through which it comes; null where it names the principal. */
  readonly team: string | null;
  /** Empty where it holds in the whole organisation. */
  readonly projectId: string;
  /** Whether it also holds in the projects below. */
  readonly replicateToChildren: boolean;
  /** API scopes of the calls it counts for; none = all. */
  readonly scopes: readonly string[];
  /** Milliseconds of the wall clock from which it counts no more; null = never. */
  readonly expiresAtMs: number | null;
  readonly rules: readonly Rule[];
}
