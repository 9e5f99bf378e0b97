import { isTimeZone } from "@/lib/contract/access-limits";
import { isStatementPrincipal, statementActionOf } from "@/lib/contract/secret-policy-words";
import type { AccessPolicy } from "@/lib/contract/secrets";
import { isAddressRange } from "../roles/rule-draft";

type Condition = NonNullable<AccessPolicy["conditions"]>[number];
type Statement = NonNullable<AccessPolicy["statements"]>[number];

interface DraftPart {
  /** Tells parts apart while they are edited. */
  readonly id: number;
  readonly isDenying: boolean;
}

export interface IpDraft extends DraftPart {
  readonly type: "ip";
  /** One per line. */
  readonly cidrs: string;
}

export interface TimeDraft extends DraftPart {
  readonly type: "time";
  readonly startHour: string;
  readonly endHour: string;
  readonly timezone: string;
}

export type ConditionDraft = IpDraft | TimeDraft;

export interface StatementDraft extends DraftPart {
  /** As stored, in their order; forms offer `POLICED_ACTIONS`. */
  readonly actions: readonly string[];
  /** One per line. */
  readonly principals: string;
}

/** An access policy in a form. */
export interface PolicyDraft {
  readonly conditions: readonly ConditionDraft[];
  readonly statements: readonly StatementDraft[];
}

/** What is wrong with one part of a policy, and the entry it is about where there is one. */
export interface PolicyProblem {
  readonly code: "cidrs" | "cidr" | "hour" | "zone" | "action" | "principals" | "principal";
  readonly entry: string;
}

const problem = (code: PolicyProblem["code"], entry = ""): PolicyProblem => ({ code, entry });

/** The lines of a text, without empty ones. */
export const linesOf = (text: string) =>
  text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean);

/** A policy as a form begins with it. */
export function draftOfPolicy(policy: AccessPolicy | undefined): PolicyDraft {
  return {
    conditions: (policy?.conditions ?? []).map(conditionDraft),
    statements: (policy?.statements ?? []).map(({ effect, actions, principals }, id) => ({
      id,
      isDenying: effect === "Deny",
      actions,
      principals: principals.join("\n"),
    })),
  };
}

function conditionDraft(condition: Condition, id: number): ConditionDraft {
  const part = { id, isDenying: condition.effect === "deny" };
  if (condition.type === "ip") return { ...part, type: "ip", cidrs: condition.cidrs.join("\n") };
  const { startHour, endHour, timezone } = condition;
  return { ...part, type: "time", startHour: String(startHour), endHour: String(endHour), timezone };
}

/** The policy a draft stands for; null where nothing is left of it. */
export function policyOf({ conditions, statements }: PolicyDraft): AccessPolicy | null {
  if (conditions.length + statements.length === 0) return null;
  return {
    ...(conditions.length > 0 ? { conditions: conditions.map(conditionOf) } : {}),
    ...(statements.length > 0 ? { statements: statements.map(statementOf) } : {}),
  };
}

function conditionOf(draft: ConditionDraft): Condition {
  const effect = draft.isDenying ? "deny" : "allow";
  if (draft.type === "ip") return { type: "ip", effect, cidrs: linesOf(draft.cidrs) };
  const { startHour, endHour, timezone } = draft;
  return { type: "time", effect, startHour: Number(startHour), endHour: Number(endHour), timezone: timezone.trim() };
}

function statementOf({ isDenying, actions, principals }: StatementDraft): Statement {
  return { effect: isDenying ? "Deny" : "Allow", actions: [...actions], principals: linesOf(principals) };
}

/** What is wrong with a condition; null where the server is to say. */
export function conditionProblem(draft: ConditionDraft): PolicyProblem | null {
  if (draft.type === "ip") {
    const lines = linesOf(draft.cidrs);
    const wrong = lines.find((line) => !isAddressRange(line));
    if (wrong !== undefined) return problem("cidr", wrong);
    return lines.length === 0 ? problem("cidrs") : null;
  }
  if (![draft.startHour, draft.endHour].every((hour) => /^(?:1?\d|2[0-4])$/.test(hour.trim()))) return problem("hour");
  return isTimeZone(draft.timezone.trim()) ? null : problem("zone");
}

/** What is wrong with a statement; null where the server is to say. */
export function statementProblem({ actions, principals }: StatementDraft): PolicyProblem | null {
  const action = actions.find((word) => statementActionOf(word) === null);
  if (action !== undefined) return problem("action", action);
  const named = linesOf(principals);
  if (named.length === 0) return problem("principals");
  const unknown = named.find((word) => !isStatementPrincipal(word));
  return unknown === undefined ? null : problem("principal", unknown);
}

/** An id that no part of a list has. */
export const nextId = (parts: readonly DraftPart[]) => Math.max(-1, ...parts.map(({ id }) => id)) + 1;
