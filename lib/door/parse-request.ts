import type { z } from "zod";
import { KmsError } from "@/lib/contract/kms-error";

const FIRST_ISSUES = 3;
const NAMES_MAX = 5;
const NAME_CHARACTERS_MAX = 64;

/**
 * Checks a parsed body against its schema. Error: invalid_request, naming each field and what it must be; values are never
 * repeated, as they may be secret. `whole` is what the message calls the input itself.
 */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  whole = "The request body",
): z.output<Schema> {
  const parsed = schema.safeParse(body, { error: problemOf });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, FIRST_ISSUES).map((issue) => sentence(issue, whole));
  throw new KmsError("invalid_request", { message: `${problems.join("; ")}.` });
}

function sentence(issue: z.core.$ZodIssue, whole: string): string {
  const field = issue.path.length === 0 ? whole : issue.path.map((part) => shown(String(part))).join(".");
  if (issue.code === "unrecognized_keys") {
    return `${field} has unknown fields: ${issue.keys.slice(0, NAMES_MAX).map(shown).join(", ")}`;
  }
  if (issue.code === "invalid_key")
    return `${whole}: ${issue.path[0]?.toString() ?? "a map"} ${issue.issues[0]?.message}`;
  return `${field}: ${issue.message}`;
}

/** A name the caller sent, short and without characters that could change how the message reads. */
const shown = (name: string) =>
  name
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, "\ufffd")
    .slice(0, NAME_CHARACTERS_MAX);

const EXPECTED: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a JSON object",
  record: "a JSON object",
  array: "a list",
};

/** What a field must be, where its schema does not say so itself. */
function problemOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "invalid_type") {
    const expected = EXPECTED[issue.expected] ?? `of type ${issue.expected}`;
    return issue.input === undefined ? `is required: ${expected}` : `must be ${expected}`;
  }
  if (issue.code === "too_small")
    return `must ${issue.origin === "string" ? "have at least" : "be at least"} ${bound(issue.origin, issue.minimum)}`;
  if (issue.code === "too_big")
    return `must ${issue.origin === "string" ? "have at most" : "be at most"} ${bound(issue.origin, issue.maximum)}`;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  return undefined;
}

function bound(origin: string, value: number | bigint): string {
  if (origin !== "string") return String(value);
  return `${value} ${Number(value) === 1 ? "character" : "characters"}`;
}
