import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PERMISSIONS, type Permission } from "@/lib/contract/permissions";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { readActor } from "./actor-store";
import { evaluate } from "./authorise";
import type { CallOrigin } from "./caller";
import { callerAs } from "./explain";
import { principalOfAccessToken } from "./principal";
import { callerInScope } from "./scope";
import { createTestPerson, forgetEverything, openTestHome, type TestHome } from "./test-home";

/**
 * Random organisations in the real tables, and a second evaluator that reads what was put there, not what the product reads:
 * both say the same for every person and service account, in every project, with every permission of two kinds.
 */

let home: TestHome;
beforeAll(async () => {
  home = await openTestHome();
});
afterAll(() => home.close());

const PEOPLE = ["ada", "bob", "cleo"] as const;
const TEAMS = ["red", "blue"] as const;
const ACCOUNTS = ["ci"] as const;
/** Each project and the one above it. */
const TREE = { top: null, middle: "top", leaf: "middle", other: null } as const;
const PLACES = ["", "top", "middle", "leaf", "other"] as const;
const OBJECTS = ["kms-a", "kms-ab", "kms-b", "kms_a"];
type Project = keyof typeof TREE;

const NOW = new Date();
const MADE = { createdAt: NOW, updatedAt: NOW } as const;
const PAST = new Date(Date.now() - 3_600_000);
const FUTURE = new Date(Date.now() + 3_600_000);

const anyRule = fc.record({
  effect: fc.constantFrom<("allow" | "deny")[]>("allow", "allow", "allow", "deny"),
  resources: fc.constantFrom<string[][]>(["kms_key"], ["iam_role"], ["*"], ["secret", "kms_key"]),
  resourceIdentities: fc.constantFrom<string[][]>([], [], ["kms-a"], ["kms-a*"], ["*"], ["kms_*"], ["%"]),
  permissions: fc.constantFrom<string[][]>(
    ["*"],
    ["read"],
    ["update"],
    ["encrypt"],
    ["delete"],
    ["sign", "create"],
    ["bind"],
  ),
  condition: fc.constantFrom<string[]>(
    "none",
    "none",
    "none",
    "address",
    "otherAddress",
    "label",
    "over",
    "ahead",
    "allDay",
  ),
});
const anyPolicy = fc.record({
  place: fc.constantFrom(...PLACES),
  replicateToChildren: fc.boolean(),
  rules: fc.array(anyRule, { maxLength: 3 }),
});
const anyBinding = fc.record({
  policy: fc.nat(),
  builtIn: fc.constantFrom(null, null, null, "auditor", "kms:Encrypt", "kms:FullAccess"),
  place: fc.constantFrom(...PLACES),
  to: fc.constantFrom(...PEOPLE, ...TEAMS, ...ACCOUNTS),
  replicateToChildren: fc.boolean(),
  scopes: fc.constantFrom<string[][]>([], [], ["api:read"], ["api:write"], ["kubernetes"]),
  expiresAt: fc.constantFrom(null, null, PAST, FUTURE),
});
const anyWorld = fc.record({
  owner: fc.constantFrom(null, null, ...PEOPLE),
  policies: fc.array(anyPolicy, { minLength: 1, maxLength: 5 }),
  bindings: fc.array(anyBinding, { maxLength: 8 }),
  inTeam: fc.array(fc.tuple(fc.constantFrom(...PEOPLE), fc.constantFrom(...TEAMS)), { maxLength: 4 }),
});
type World = typeof anyWorld extends fc.Arbitrary<infer W> ? W : never;
type GivenRule = World["policies"][number]["rules"][number];

const CONDITIONS: Readonly<Record<string, object>> = {
  none: {},
  address: { sourceIps: ["192.0.2.0/24", "2001:db8::/32"] },
  otherAddress: { sourceIps: ["198.51.100.7"] },
  label: { labels: { stage: "test" } },
  over: { notAfter: PAST.toISOString() },
  ahead: { notBefore: FUTURE.toISOString() },
  allDay: { dailyWindow: { from: "00:00", to: "00:00", timeZone: "Europe/Amsterdam" } },
};

/** What a call looks like, beside who makes it. */
interface Question {
  readonly who: string;
  readonly place: (typeof PLACES)[number];
  readonly permission: Permission;
  readonly id: string;
  readonly stage: string;
  readonly origin: CallOrigin;
}

/** Whether a built-in policy gives a verb on a key, written down once more. */
const BUILT_IN: Readonly<Record<string, (type: string, verb: string) => boolean>> = {
  auditor: (_, verb) => ["read", "list"].includes(verb),
  "kms:Encrypt": (type, verb) => type === "kms_key" && ["encrypt", "data_key"].includes(verb),
  "kms:FullAccess": (type) => type === "kms_key",
};

/** What each verb is contained in, beside itself, written down once more. */
function containersOf(type: string, verb: string): string[] {
  if (verb === "list") return ["read"];
  if (type === "iam_role") return ["bind", "unbind"].includes(verb) ? ["update"] : [];
  if (["enable", "disable", "cancel_deletion", "update_versions"].includes(verb)) return ["delete"];
  if (["import", "rotate_wrapping_key"].includes(verb)) return ["create"];
  if (["create", "read", "update", "delete"].includes(verb)) return [];
  if (verb === "data_key") return ["encrypt", "update"];
  if (verb === "jwt_sign") return ["sign", "update"];
  if (verb === "jwt_verify") return ["verify", "update"];
  if (verb === "verify_hmac") return ["hmac", "update"];
  return ["update"];
}

const above = (project: string): string[] => {
  const parent = TREE[project as Project] ?? null;
  return parent === null ? [] : [parent, ...above(parent)];
};

/** The second evaluator: over the rows as they were generated. */
function naive(world: World, { who, place, permission, id, stage, origin }: Question): boolean {
  const [type = "", verb = ""] = permission.split(":");
  const isOwner = world.owner === who;
  if (isOwner && type === "iam_role") return true;
  const teams = world.inTeam.filter(([person]) => person === who).map(([, team]) => team);
  let allowed = isOwner;
  for (const { binding, policy } of boundIn(world)) {
    if (binding.to !== who && !teams.some((team) => team === binding.to)) continue;
    if (binding.expiresAt === PAST) continue;
    if (binding.scopes[0] === "kubernetes" || (binding.scopes[0] === "api:read" && origin.method !== "GET")) continue;
    const where = binding.place;
    const below = binding.replicateToChildren || (policy?.replicateToChildren ?? false);
    if (where !== "" && where !== place && !(below && above(place).includes(where))) continue;
    if (policy === null) {
      if (BUILT_IN[binding.builtIn ?? ""]?.(type, verb)) allowed = true;
      continue;
    }
    for (const rule of policy.rules) {
      if (!speaksOf(rule, type, verb, id) || !holds(rule, stage, origin)) continue;
      if (rule.effect === "deny") return false;
      allowed = true;
    }
  }
  return allowed;
}

/** Bindings that can be stored: a built-in policy in its place, or a policy in the place it belongs to. */
function boundIn(world: World) {
  const bound = world.bindings.map((binding) => {
    if (binding.builtIn !== null) return { binding, policy: null };
    const policy = world.policies[binding.policy % world.policies.length] ?? null;
    return { binding: { ...binding, place: policy?.place ?? "" }, policy };
  });
  // Nobody has the same policy twice in one place.
  const given = ({ binding, policy }: (typeof bound)[number]) =>
    [policy === null ? binding.builtIn : world.policies.indexOf(policy), binding.place, binding.to].join(" ");
  return bound.filter((one, index) => bound.findIndex((other) => given(other) === given(one)) === index);
}

function speaksOf(rule: GivenRule, type: string, verb: string, id: string): boolean {
  const kinds = rule.resources.includes("*") || rule.resources.includes(type);
  const verbs = [verb, "*", ...containersOf(type, verb)];
  const named = rule.resourceIdentities.map((text) =>
    text.endsWith("*") ? id.slice(0, text.length - 1) === text.slice(0, -1) : id === text,
  );
  return kinds && rule.permissions.some((one) => verbs.includes(one)) && (named.length === 0 || named.includes(true));
}

function holds({ condition }: GivenRule, stage: string, origin: CallOrigin): boolean {
  if (condition === "address") return origin.clientAddress !== "203.0.113.9";
  if (condition === "label") return stage === "test";
  return condition === "none" || condition === "allDay";
}

interface Stored {
  readonly organisationId: string;
  /** Identities by name: people, teams, accounts, projects. */
  readonly ids: ReadonlyMap<string, string>;
  readonly tokens: ReadonlyMap<string, string>;
}

/** People and service accounts, made once; bindings and policies are replaced. */
async function settle(): Promise<Stored> {
  const { prisma } = homeDatabase();
  const first = await createTestPerson("ada");
  const { organisationId } = first;
  const others = [
    await createTestPerson("bob", { organisationId }),
    await createTestPerson("cleo", { organisationId }),
  ] as const;
  const people = [first, ...others];
  const ids = new Map(PEOPLE.map((name, index): [string, string] => [name, people[index]?.userId ?? ""]));
  for (const name of TEAMS) ids.set(name, newId("team"));
  for (const name of ACCOUNTS) ids.set(name, newId("sa"));
  const projects = Object.keys(TREE) as Project[];
  for (const name of projects) ids.set(name, newId("prj"));
  const idOf = (name: string) => ids.get(name) ?? "";
  for (const name of TEAMS)
    await prisma.team.create({ data: { id: idOf(name), organisationId, name, slug: name, ...MADE } });
  for (const name of ACCOUNTS)
    await prisma.serviceAccount.create({ data: { id: idOf(name), organisationId, name, slug: name, ...MADE } });
  for (const name of projects) {
    const parent = TREE[name];
    const parentId = parent === null ? null : idOf(parent);
    await prisma.project.create({ data: { id: idOf(name), organisationId, name, slug: name, parentId } });
  }
  const tokens = new Map(PEOPLE.map((name, index): [string, string] => [name, people[index]?.token ?? ""]));
  return { organisationId, ids, tokens };
}

async function store(world: World, { organisationId, ids }: Stored): Promise<void> {
  const { prisma } = homeDatabase();
  const idOf = (name: string) => ids.get(name) ?? "";
  await prisma.iamBinding.deleteMany({});
  await prisma.iamPolicy.deleteMany({});
  await prisma.teamMember.deleteMany({});
  await prisma.membership.updateMany({ data: { role: "MEMBER" } });
  if (world.owner !== null) {
    await prisma.membership.updateMany({ where: { userId: idOf(world.owner) }, data: { role: "OWNER" } });
  }
  await prisma.teamMember.createMany({
    data: world.inTeam.map(([person, team]) => ({ userId: idOf(person), teamId: idOf(team), createdAt: NOW })),
    skipDuplicates: true,
  });
  const policyIds = world.policies.map(() => newId("pol"));
  await prisma.iamPolicy.createMany({
    data: world.policies.map(({ place, replicateToChildren }, index) => {
      const id = policyIds[index] ?? "";
      return { id, organisationId, projectId: idOf(place), name: id, slug: id, replicateToChildren, ...MADE };
    }),
  });
  await prisma.iamRule.createMany({
    data: world.policies.flatMap(({ rules }, index) =>
      rules.map(({ condition, ...rule }) => ({
        ...rule,
        id: newId("rule"),
        policyId: policyIds[index] ?? "",
        conditions: CONDITIONS[condition] ?? {},
        createdAt: NOW,
      })),
    ),
  });
  await prisma.iamBinding.createMany({
    data: boundIn(world).map(({ binding, policy }) => ({
      id: newId("bind"),
      organisationId,
      projectId: idOf(binding.place),
      policyId: policy === null ? null : (policyIds[world.policies.indexOf(policy)] ?? null),
      builtIn: policy === null ? binding.builtIn : null,
      name: "x",
      subjectKind: kindOf(binding.to),
      subjectId: idOf(binding.to),
      replicateToChildren: binding.replicateToChildren,
      scopes: binding.scopes,
      expiresAt: binding.expiresAt,
      ...MADE,
    })),
  });
}

function kindOf(name: string): "user" | "team" | "service_account" {
  if (PEOPLE.some((one) => one === name)) return "user";
  return TEAMS.some((one) => one === name) ? "team" : "service_account";
}

const QUESTIONS_PER_WORLD = 150;
const anyQuestion: fc.Arbitrary<Question> = fc.record({
  who: fc.constantFrom(...PEOPLE, ...ACCOUNTS),
  place: fc.constantFrom(...PLACES),
  permission: fc.constantFrom(
    ...(["kms_key", "iam_role"] as const).flatMap((type) =>
      Object.keys(PERMISSIONS[type]).map((verb) => `${type}:${verb}` as Permission),
    ),
  ),
  id: fc.constantFrom(...OBJECTS),
  stage: fc.constantFrom("test", "live"),
  origin: fc.record({
    clientAddress: fc.constantFrom("192.0.2.7", "2001:db8::1", "203.0.113.9"),
    method: fc.constantFrom("GET", "POST"),
  }),
});

test("an evaluator written by itself agrees about random organisations, from the tables to the decision", async () => {
  const stored = await settle();
  const { organisationId, ids, tokens } = stored;
  const questions = fc.array(anyQuestion, { minLength: QUESTIONS_PER_WORLD, maxLength: QUESTIONS_PER_WORLD });
  const counts = { yes: 0, no: 0 };
  await fc.assert(
    fc.asyncProperty(anyWorld, questions, async (world, asked) => {
      await store(world, stored);
      forgetEverything();
      for (const question of asked) {
        const { who, place, permission, id, stage, origin } = question;
        const projectId = place === "" ? "" : (ids.get(place) ?? "");
        const bystander = await callerInScope(
          await principalOfAccessToken(tokens.get("ada") ?? ""),
          organisationId,
          projectId || null,
          origin,
        );
        const token = tokens.get(who);
        const caller =
          token === undefined
            ? callerAs(bystander, (await readActor(organisationId, ids.get(who) ?? "")) ?? missing(), origin)
            : await callerInScope(await principalOfAccessToken(token), organisationId, projectId || null, origin);
        const type = permission.startsWith("kms_key") ? "kms_key" : "iam_role";
        const resource = { type, id, organisationId, projectId, labels: { stage } } as const;
        const { allowed } = evaluate(caller, permission, resource, Date.now());
        expect(allowed, JSON.stringify(question)).toBe(naive(world, question));
        counts[allowed ? "yes" : "no"] += 1;
      }
    }),
    { numRuns: 25 },
  );
  expect(Math.min(counts.yes, counts.no)).toBeGreaterThan(300);
}, 90_000);

function missing(): never {
  throw new Error("a service account that was made is not there");
}
