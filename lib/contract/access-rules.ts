import { z } from "zod";
import {
  CLOCK_TIME,
  IDENTITY_PATTERN,
  isTimeZone,
  NOTE_CHARACTERS_MAX,
  RULE_ENTRIES_MAX,
  RULE_LABELS_MAX,
} from "./access-limits";
import {
  EVERYTHING,
  PERMISSIONS,
  RESOURCE_TYPES,
  type ResourceType,
  RULE_IDENTITIES,
  verbsOf,
  WITHOUT_LABELS,
} from "./permissions";

/** An address or a CIDR range. */
export const ADDRESS_RANGE = z
  .union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], { error: "must be an IP address or a CIDR range" })
  .describe("IPv4 or IPv6 address, or CIDR range.");

/** A span of every day; one that ends before it begins wraps past midnight. */
export const dailyWindow = z.strictObject({
  from: z.string().regex(CLOCK_TIME, "must be a time of day, HH:MM"),
  to: z.string().regex(CLOCK_TIME, "must be a time of day, HH:MM"),
  timeZone: z.string().refine(isTimeZone, "must be a time zone such as Europe/Amsterdam"),
});

/** When a rule counts; all that are given must hold. */
export const ruleConditions = z.strictObject({
  labels: z
    .record(z.string(), z.string())
    .refine((labels) => Object.keys(labels).length <= RULE_LABELS_MAX, `must have at most ${RULE_LABELS_MAX} labels`)
    .optional()
    .describe("Labels the object must have. On create the labels asked for are checked."),
  sourceIps: z.array(ADDRESS_RANGE).min(1).max(RULE_ENTRIES_MAX).optional(),
  notBefore: z.iso.datetime({ offset: true }).optional(),
  notAfter: z.iso.datetime({ offset: true }).optional(),
  dailyWindow: dailyWindow.optional(),
});

/** When a rule counts. */
export type RuleConditions = z.output<typeof ruleConditions>;

/** A rule as a request gives it. Source: the reference's rule, with `effect` and `conditions` added by us. */
export const ruleRequest = z
  .strictObject({
    identity: z.string().max(64).nullish().describe("Ignored: the server makes one."),
    effect: z.enum(["allow", "deny"]).default("allow").describe("A denial wins over everything that allows."),
    resources: z
      .array(z.enum([...RESOURCE_TYPES, EVERYTHING]))
      .min(1)
      .max(RESOURCE_TYPES.length),
    resourceIdentities: z
      .array(z.string().regex(IDENTITY_PATTERN, "must be an identity, or the beginning of one followed by *"))
      .max(RULE_ENTRIES_MAX)
      .nullish()
      .transform((value) => value ?? [])
      .describe("Identities, exact or ending in *; empty = every object. Slugs never match."),
    permissions: z.array(z.string()).min(1).max(RULE_ENTRIES_MAX),
    note: z.string().max(NOTE_CHARACTERS_MAX).nullish(),
    conditions: ruleConditions.default({}),
  })
  // What can never hold is a mistake: who wrote it believes that it gives or denies something.
  .superRefine(({ resources, resourceIdentities, permissions, conditions }, context) => {
    const problem = (path: (string | number)[], input: unknown, message: string) =>
      context.issues.push({ code: "custom", input, path, message });
    resources.forEach((type, index) => {
      if (
        type === EVERYTHING ||
        permissions.some((verb) => verb === EVERYTHING || Object.hasOwn(PERMISSIONS[type], verb))
      )
        return;
      problem(
        ["resources", index],
        type,
        `has none of the permissions; leave it out, or add one of ${verbsOf(type).join(", ")}`,
      );
    });
    resourceIdentities.forEach((identity, index) => {
      const prefixes = typesOf(resources).map((type) => RULE_IDENTITIES[type]);
      if (identity === EVERYTHING || prefixes.some((known) => known === null || known.some(fits(identity)))) return;
      const wanted = [...new Set(prefixes.flatMap((known) => known ?? []))];
      const message =
        wanted.length === 0 ? "must be left out: these have no identities" : `must begin with ${wanted.join(" or ")}`;
      problem(["resourceIdentities", index], identity, message);
    });
    const { labels, notBefore, notAfter } = conditions;
    if (Object.keys(labels ?? {}).length > 0 && typesOf(resources).every((type) => WITHOUT_LABELS.includes(type))) {
      problem(["conditions", "labels"], labels, "must be left out: these have no labels");
    }
    if (notBefore !== undefined && notAfter !== undefined && Date.parse(notAfter) <= Date.parse(notBefore)) {
      problem(["conditions", "notAfter"], notAfter, "must be later than notBefore");
    }
  })
  .superRefine(({ resources, permissions }, context) => {
    permissions.forEach((verb, index) => {
      if (verb === EVERYTHING || typesOf(resources).some((type) => Object.hasOwn(PERMISSIONS[type], verb))) return;
      const known = [...new Set(typesOf(resources).flatMap(verbsOf))].join(", ");
      context.issues.push({
        code: "custom",
        input: verb,
        path: ["permissions", index],
        message: `must be * or one of ${known}`,
      });
    });
  });

/** A rule as a request gives it. */
export type RuleRequest = z.output<typeof ruleRequest>;

/** Whether an identity, or the beginning of one, can be one with a prefix. */
const fits = (identity: string) => (prefix: string) => {
  if (!identity.endsWith("*")) return identity.startsWith(prefix);
  const beginning = identity.slice(0, -1);
  return beginning.startsWith(prefix) || prefix.startsWith(beginning);
};

function typesOf(resources: readonly (ResourceType | typeof EVERYTHING)[]): readonly ResourceType[] {
  return resources.includes(EVERYTHING) ? RESOURCE_TYPES : (resources as ResourceType[]);
}
