import type { z } from "zod";
import { ERRORS, type ErrorCode } from "@/lib/contract/errors";
import { KmsError } from "@/lib/contract/kms-error";

const FIRST_ISSUES = 3;

/**
 * Checks a parsed body against its schema. Error: invalid_request, naming each field and what it must be; values are never
 * repeated, as they may be secret.
 */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, FIRST_ISSUES).map(describe);
  throw new KmsError(codeOf(parsed.error.issues), { message: `${problems.join("; ")}.` });
}

function codeOf(issues: readonly { code: string; params?: unknown }[]): ErrorCode {
  const [first] = issues;
  const named: unknown = first?.code === "custom" ? Reflect.get(Object(first.params), "code") : undefined;
  return typeof named === "string" && named in ERRORS ? (named as ErrorCode) : "invalid_request";
}

function describe(issue: z.core.$ZodIssue): string {
  const field = issue.path.length === 0 ? "The request body" : issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") return `${field} has unknown fields: ${issue.keys.slice(0, 5).join(", ")}`;
  return `${field}: ${issue.message}`;
}
