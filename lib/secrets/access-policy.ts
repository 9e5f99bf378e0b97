import { KmsError } from "@/lib/contract/kms-error";
import { statementActionOf } from "@/lib/contract/secret-policy-words";
import type { AccessPolicy } from "@/lib/contract/secrets";
import { isAddressIn, isWithin } from "@/lib/iam/conditions";

/** What the policy of a secret can be about. */
export type PolicedAction = "getSecretValue" | "putSecretValue";

/** The facts of a call that a policy looks at. */
export interface PolicedCall {
  readonly action: PolicedAction;
  /** `u-…`, `sa-…` or `ck-…` */
  readonly actorId: string;
  readonly clientAddress: string;
  /** Milliseconds of the wall clock. */
  readonly atMs: number;
}

/** What a policy says of a call, and because of which part. */
export interface PolicyDecision {
  readonly allowed: boolean;
  readonly reason: string;
}

type Condition = NonNullable<AccessPolicy["conditions"]>[number];
type Statement = NonNullable<AccessPolicy["statements"]>[number];

/**
 * Decides what a secret's access policy says of a call. It only narrows what permissions give: anything that denies and
 * holds refuses the call; where conditions allow, one of them must hold; where statements allow the action, one must name
 * the caller. Pure. Source: the reference's conditions; statements are its clients' form of the same.
 */
export function policyDecision(policy: AccessPolicy | null, call: PolicedCall): PolicyDecision {
  const conditions = policy?.conditions ?? [];
  const statements = (policy?.statements ?? []).filter(({ actions }) => isAbout(actions, call.action));
  const denied = conditions.findIndex((condition) => condition.effect === "deny" && holds(condition, call));
  if (denied >= 0) return refused(`Condition ${denied + 1} denies it.`);
  if (statements.some((statement) => statement.effect === "Deny" && names(statement, call))) {
    return refused("A statement denies it to the caller.");
  }
  const allowing = conditions.filter(({ effect }) => effect === "allow");
  if (allowing.length > 0 && !allowing.some((condition) => holds(condition, call))) {
    return refused("None of the conditions that allow it holds.");
  }
  const allowed = statements.filter(({ effect }) => effect === "Allow");
  if (allowed.length > 0 && !allowed.some((statement) => names(statement, call))) {
    return refused("No statement allows it to the caller.");
  }
  return { allowed: true, reason: "Nothing in the access policy stands against it." };
}

/** Refuses a call that the policy does not let through. Error: access_policy_denied. */
export function requirePolicy(policy: AccessPolicy | null, call: PolicedCall): void {
  const { allowed, reason } = policyDecision(policy, call);
  if (!allowed) throw new KmsError("access_policy_denied", { detail: reason });
}

const refused = (reason: string): PolicyDecision => ({ allowed: false, reason });

function holds(condition: Condition, { clientAddress, atMs }: PolicedCall): boolean {
  if (condition.type === "ip") return isAddressIn(clientAddress, condition.cidrs);
  const { startHour, endHour, timezone } = condition;
  return isWithin(atMs, { from: fullHour(startHour), to: fullHour(endHour), timeZone: timezone });
}

/** Midnight at the end of a day is midnight at its beginning, unless the span is the whole day. */
const fullHour = (hour: number) => `${String(hour % 24).padStart(2, "0")}:00`;

function isAbout(actions: readonly string[], action: PolicedAction): boolean {
  return actions.map(statementActionOf).some((named) => named === "*" || named === action);
}

function names({ principals }: Statement, { actorId }: PolicedCall): boolean {
  return principals.includes("*") || principals.includes(actorId);
}
