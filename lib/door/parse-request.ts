import { z } from "zod";
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
  // Once only: a list of half a million wrong entries has as many problems, and two sets of them do not fit into memory.
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, FIRST_ISSUES).map((issue) => sentence(issue, whole));
  throw new KmsError("invalid_request", { message: `${problems.join("; ")}.` });
}

function sentence(issue: z.core.$ZodIssue, whole: string): string {
  const field = issue.path.length === 0 ? whole : issue.path.map((part) => shown(String(part))).join(".");
  if (issue.code === "unrecognized_keys") {
    return `${field} has unknown fields: ${issue.keys.slice(0, NAMES_MAX).map(shown).join(", ")}`;
  }
  if (issue.code === "invalid_key") return nameProblem(issue, whole);
  return `${field}: ${issue.message}`;
}

/** Of a map's own names only what is wrong is said: the last part of the path is the name itself. */
function nameProblem({ path, issues }: z.core.$ZodIssueInvalidKey, whole: string): string {
  const field = path.slice(0, -1).map((part) => shown(String(part)));
  const problem = issues[0]?.message ?? "cannot be used";
  return `${field.length === 0 ? whole : field.join(".")}: ${problem.startsWith("must have keys") ? problem : `each name ${problem}`}`;
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
  if (issue.code === "too_small") return `must ${bound("at least", issue.origin, issue.minimum)}`;
  if (issue.code === "too_big") return `must ${bound("at most", issue.origin, issue.maximum)}`;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_format") return FORMATS[issue.format];
  if (issue.code === "invalid_union") return "is in none of the forms that are accepted here";
  return undefined;
}

// For all schemas, as handing it over makes every parse slower; where a schema has words of its own, those count.
z.config({ customError: problemOf });

const FORMATS: Readonly<Record<string, string>> = {
  datetime: "must be a time such as 2026-05-01T00:00:00Z",
  email: "must be an e-mail address",
  url: "must be an address that begins with https://",
};

const COUNTED: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
};

function bound(words: "at least" | "at most", origin: string, value: number | bigint): string {
  const counted = COUNTED[origin];
  if (counted === undefined) return `be ${words} ${value}`;
  return `have ${words} ${value} ${counted[Number(value) === 1 ? 0 : 1]}`;
}
