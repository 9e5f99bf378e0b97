import type { RuleConditions, RuleRequest } from "@/lib/contract/access-rules";
import { homeDatabase } from "@/lib/platform/db";
import { looksLikeId } from "@/lib/platform/id";
import { BUILT_IN_POLICIES, type BuiltInPolicy, builtInPolicy } from "./built-in-policies";
import type { Rule } from "./grants";
import type { IamTransaction } from "./store";

type Texts = Readonly<Record<string, string>>;

/** Where policies live: an organisation, or with a project that project. */
export interface PolicyPlace {
  readonly organisationId: string;
  /** Empty for roles of the organisation. */
  readonly projectId: string;
}

/** A rule as stored. */
export interface StoredRule extends Rule {
  readonly note: string | null;
}

/** A role or policy, built-in ones included. */
export interface StoredPolicy {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly replicateToChildren: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly objectVersion: number;
  readonly rules: readonly StoredRule[];
  /** Built in: read-only, in every organisation. */
  readonly system: boolean;
}

/** Whom a binding names. */
export interface Subject {
  readonly kind: "user" | "team" | "service_account";
  readonly id: string;
}

/** Somebody or something that a binding names, as an answer shows it. */
export interface NamedSubject extends Subject {
  readonly name: string;
  /** E-mail address of a person, slug of anything else. */
  readonly slug: string;
  readonly createdAt: Date;
}

/** A binding as stored, with what it names. */
export interface StoredBinding {
  readonly id: string;
  readonly policyId: string;
  readonly policyName: string;
  readonly policySlug: string;
  readonly name: string;
  readonly description: string;
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly scopes: readonly string[];
  readonly replicateToChildren: boolean;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly objectVersion: number;
  /** Null where it is gone. */
  readonly subject: NamedSubject | null;
}

/** What people decide about a policy. */
export interface PolicyFields {
  readonly name: string;
  readonly description: string;
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly replicateToChildren: boolean;
}

/** What people decide about a binding. */
export interface BindingFields extends PolicyFields {
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
}

const home = (): IamTransaction => homeDatabase().prisma;

/** Built-in policies have no history: they are as old as this product. */
const BUILT_IN_SINCE = new Date("2026-01-01T00:00:00Z");

const WITH_RULES = { rules: { orderBy: { id: "asc" } } } as const;
/** Longer than any identity or slug; anything else names nothing, and might not even be text to the database. */
const NAMED = /^[\x21-\x7e]{1,128}$/;

/** Every role or policy of a place: built-in ones first, then by slug. */
export async function listPolicies(place: PolicyPlace): Promise<StoredPolicy[]> {
  const { organisationId, projectId } = place;
  const rows = await home().iamPolicy.findMany({
    where: { organisationId, projectId },
    orderBy: { slug: "asc" },
    include: WITH_RULES,
  });
  const builtIn = BUILT_IN_POLICIES.filter((policy) => isIn(policy, place)).map(builtInRow);
  return [...builtIn, ...rows.map(policyOf)];
}

/** A role or policy of a place by identity or slug, built-in ones included; null where there is none. */
export async function findPolicy(place: PolicyPlace, text: string, client = home()): Promise<StoredPolicy | null> {
  if (!NAMED.test(text)) return null;
  const builtIn = builtInPolicy(text);
  if (builtIn !== undefined) return isIn(builtIn, place) ? builtInRow(builtIn) : null;
  const { organisationId, projectId } = place;
  const row = await client.iamPolicy.findFirst({
    where: { organisationId, projectId, ...(looksLikeId(text) ? { id: text } : { slug: text }) },
    include: WITH_RULES,
  });
  return row === null ? null : policyOf(row);
}

/** Adds a role or policy; false where the slug is taken, by a built-in one too. */
export async function insertPolicy(
  tx: IamTransaction,
  place: PolicyPlace,
  row: PolicyFields & { id: string; slug: string; at: Date },
): Promise<boolean> {
  if (builtInPolicy(row.slug) !== undefined) return false;
  const { at, ...fields } = row;
  const data = [{ ...fields, organisationId: place.organisationId, projectId: place.projectId, ...madeAt(at) }];
  return (await tx.iamPolicy.createMany({ data, skipDuplicates: true })).count === 1;
}

/** Changes what is given of a policy. */
export async function updatePolicyRow(
  tx: IamTransaction,
  id: string,
  change: Partial<PolicyFields>,
  at: Date,
): Promise<void> {
  await tx.iamPolicy.update({
    where: { id },
    data: { ...change, updatedAt: at, objectVersion: { increment: 1 } },
  });
}

/** Removes a policy with its rules and bindings. */
export async function deletePolicyRow(tx: IamTransaction, id: string): Promise<void> {
  await tx.iamPolicy.delete({ where: { id } });
}

/** Adds a rule to a policy. */
export async function insertRule(
  tx: IamTransaction,
  row: RuleRequest & { id: string; policyId: string; at: Date },
): Promise<void> {
  const { id, policyId, at } = row;
  await tx.iamRule.create({ data: { id, policyId, ...ruleColumns(row), createdAt: at } });
}

/** Puts what a request says in the place of a rule; its identity stays. */
export async function replaceRuleRow(tx: IamTransaction, id: string, rule: RuleRequest): Promise<void> {
  await tx.iamRule.update({ where: { id }, data: ruleColumns(rule) });
}

function ruleColumns({ effect, resources, resourceIdentities, permissions, note, conditions }: RuleRequest) {
  return { effect, resources, resourceIdentities, permissions, note: note || null, conditions };
}

/** Removes a rule. */
export async function deleteRuleRow(tx: IamTransaction, id: string): Promise<void> {
  await tx.iamRule.delete({ where: { id } });
}

/** Bindings of a place, oldest first: of one policy, or of all. */
export async function listBindings(
  { organisationId, projectId }: PolicyPlace,
  policy: StoredPolicy | null,
  client = home(),
): Promise<StoredBinding[]> {
  const of = policy === null ? {} : policy.system ? { builtIn: policy.name } : { policyId: policy.id };
  const rows = await client.iamBinding.findMany({
    where: { organisationId, projectId, ...of },
    orderBy: { id: "asc" },
    include: { policy: { select: { id: true, name: true, slug: true } } },
  });
  const subjects = await namedSubjects(
    client,
    organisationId,
    rows.map((row) => subjectOf(row)),
  );
  return rows.flatMap(({ policy: named, builtIn, ...row }) => {
    const bound = named ?? builtInReference(builtIn);
    if (bound === null) return [];
    return [
      {
        ...row,
        labels: texts(row.labels),
        annotations: texts(row.annotations),
        description: row.description ?? "",
        policyId: bound.id,
        policyName: bound.name,
        policySlug: bound.slug,
        subject: subjects.get(row.subjectId) ?? null,
      },
    ];
  });
}

/** How many bindings a policy has in a place. */
export function countBindings(tx: IamTransaction, place: PolicyPlace, policy: StoredPolicy): Promise<number> {
  const { organisationId, projectId } = place;
  const of = policy.system ? { builtIn: policy.name } : { policyId: policy.id };
  return tx.iamBinding.count({ where: { organisationId, projectId, ...of } });
}

/** Gives a policy to a subject; false where the subject has it there already. */
export async function insertBinding(
  tx: IamTransaction,
  { organisationId, projectId }: PolicyPlace,
  policy: StoredPolicy,
  row: BindingFields & { id: string; subject: Subject; at: Date },
): Promise<boolean> {
  const { subject, at, scopes, ...fields } = row;
  const data = {
    ...fields,
    organisationId,
    projectId,
    policyId: policy.system ? null : policy.id,
    builtIn: policy.system ? policy.name : null,
    scopes: [...scopes],
    subjectKind: subject.kind,
    subjectId: subject.id,
    ...madeAt(at),
  };
  return (await tx.iamBinding.createMany({ data: [data], skipDuplicates: true })).count === 1;
}

/** Changes what is given of a binding. */
export async function updateBindingRow(
  tx: IamTransaction,
  id: string,
  { scopes, ...change }: Partial<BindingFields>,
  at: Date,
): Promise<void> {
  await tx.iamBinding.update({
    where: { id },
    data: { ...change, scopes: scopes && [...scopes], updatedAt: at, objectVersion: { increment: 1 } },
  });
}

/** Takes a policy from a subject. */
export async function deleteBindingRow(tx: IamTransaction, id: string): Promise<void> {
  await tx.iamBinding.delete({ where: { id } });
}

/**
 * A person who is a member of the organisation, by identity, or a team or a service account of it, by identity or slug;
 * null where there is none.
 */
export async function findSubject(
  tx: IamTransaction,
  organisationId: string,
  kind: Subject["kind"],
  text: string,
): Promise<Subject | null> {
  if (!NAMED.test(text)) return null;
  const id = await subjectId(tx, organisationId, kind, text);
  return id === undefined ? null : { kind, id };
}

async function subjectId(tx: IamTransaction, organisationId: string, kind: Subject["kind"], text: string) {
  if (kind === "user") {
    return (await tx.membership.findFirst({ where: { organisationId, userId: text } }))?.userId;
  }
  const where = { organisationId, ...(looksLikeId(text) ? { id: text } : { slug: text }) };
  if (kind === "team") return (await tx.team.findFirst({ where }))?.id;
  return (await tx.serviceAccount.findFirst({ where: { ...where, deletedAt: null } }))?.id;
}

async function namedSubjects(
  client: IamTransaction,
  organisationId: string,
  subjects: readonly Subject[],
): Promise<ReadonlyMap<string, NamedSubject>> {
  const idsOf = (kind: Subject["kind"]) => ({
    id: { in: subjects.filter((subject) => subject.kind === kind).map(({ id }) => id) },
  });
  const people = await client.user.findMany({
    where: idsOf("user"),
    include: { memberships: { where: { organisationId, acceptedAt: null } } },
  });
  const teams = await client.team.findMany({ where: idsOf("team") });
  const accounts = await client.serviceAccount.findMany({ where: idsOf("service_account") });
  const named: NamedSubject[] = [
    // Who has not accepted yet is called what this organisation calls them.
    ...people.map(({ id, name, email, createdAt, memberships: [pending] }) => ({
      ...{ kind: "user" as const, id, slug: email },
      name: pending?.invitedName ?? name,
      createdAt: pending?.createdAt ?? createdAt,
    })),
    ...teams.map(({ id, name, slug, createdAt }) => ({ kind: "team" as const, id, name, slug, createdAt })),
    ...accounts.map(({ id, name, slug, createdAt }) => ({
      kind: "service_account" as const,
      id,
      name,
      slug,
      createdAt,
    })),
  ];
  return new Map(named.map((subject) => [subject.id, subject]));
}

const madeAt = (at: Date) => ({ createdAt: at, updatedAt: at });

const isIn = ({ inProjects }: BuiltInPolicy, { projectId }: PolicyPlace) => projectId === "" || inProjects;

function builtInReference(name: string | null) {
  const found = name === null ? undefined : builtInPolicy(name);
  return found === undefined ? null : { id: found.identity, name: found.name, slug: found.name };
}

function builtInRow({ identity, name, description, rules }: BuiltInPolicy): StoredPolicy {
  return {
    id: identity,
    name,
    slug: name,
    description,
    labels: {},
    annotations: {},
    replicateToChildren: false,
    createdAt: BUILT_IN_SINCE,
    updatedAt: BUILT_IN_SINCE,
    objectVersion: 1,
    rules: rules.map((rule) => ({ ...rule, note: null })),
    system: true,
  };
}

/** A policy as the database gives it; the verbs that write it check what the columns of JSON and closed lists hold. */
interface PolicyRow extends Omit<StoredPolicy, "description" | "labels" | "annotations" | "rules" | "system"> {
  readonly description: string | null;
  readonly labels: unknown;
  readonly annotations: unknown;
  readonly rules: readonly (Omit<StoredRule, "effect" | "conditions"> & { effect: string; conditions: unknown })[];
}

function policyOf(row: PolicyRow): StoredPolicy {
  const { id, name, slug, replicateToChildren, createdAt, updatedAt, objectVersion } = row;
  return {
    id,
    name,
    slug,
    replicateToChildren,
    createdAt,
    updatedAt,
    objectVersion,
    description: row.description ?? "",
    labels: texts(row.labels),
    annotations: texts(row.annotations),
    rules: row.rules.map(({ effect, conditions, ...rule }) => ({
      ...rule,
      effect: effect === "deny" ? "deny" : "allow",
      conditions: conditions as RuleConditions,
    })),
    system: false,
  };
}

const texts = (json: unknown) => json as Texts;

function subjectOf({ subjectKind, subjectId: id }: { subjectKind: string; subjectId: string }): Subject {
  return { kind: subjectKind as Subject["kind"], id };
}
