import { textMap } from "@/lib/access/described";
import type { UsagePage } from "@/lib/contract/console";
import type { Usage } from "@/lib/contract/usage";
import type { Call } from "@/lib/door/call";
import { evaluate } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { findProjects } from "@/lib/iam/project-store";
import { readUsage } from "@/lib/kms/usage";
import { costOf } from "@/lib/metering/prices";
import { clock } from "@/lib/platform/clock";

/** Most keys in an answer; the CSV has all. */
const KEYS_MAX = 500;

type Row = Usage["rows"][number];

/**
 * What the scope used, by month, by project and by key, from one read. `from` and `to` are months as the API takes them.
 * Errors: those of readUsage.
 */
export async function readUsagePage(call: Call, query: Readonly<Record<string, string>>): Promise<UsagePage> {
  const { from, to } = query;
  const { usage } = await readUsage(call, { from: from || undefined, to: to || undefined, by: "key" });
  const projects = await seenProjects(await call.authenticate({ fresh: false }));
  const keys = mostFirst(grouped(usage.rows, ({ key }) => key?.identity ?? ""));
  const { currency, callsCountedTo, unavailableRegions, total } = usage;
  return {
    ...{ from: usage.from, to: usage.to, currency, callsCountedTo, unavailableRegions, total },
    months: monthsBetween(usage.from, usage.to).map((month) => ({
      month,
      ...measuredOf(usage.rows.filter((row) => row.month === month)),
    })),
    projects: mostFirst(grouped(usage.rows, ({ projectId }) => projectId ?? "")).map(([first, use]) => {
      const project = projects.get(first.projectId ?? "");
      const { slug = null, name = null } = project ?? {};
      return { projectId: first.projectId ?? null, slug, name, ...use };
    }),
    keys: keys.slice(0, KEYS_MAX).flatMap(([{ key, region = "", projectId }, use]) => {
      if (key === undefined) return [];
      const { identity, name, slug, deletedAt = null } = key;
      const projectSlug = projects.get(projectId ?? "")?.slug ?? null;
      return [{ identity, name, slug, region, projectId: projectId ?? null, projectSlug, deletedAt, ...use }];
    }),
    keyCount: keys.length,
  };
}

/** The organisation's projects that the caller may see, by identity. */
async function seenProjects(caller: Caller): Promise<ReadonlyMap<string, { slug: string; name: string }>> {
  const { organisationId } = caller.scope;
  // A call in a project sees that one by its own rights there; the others it does not count.
  const outside = { ...caller, scope: { ...caller.scope, projectId: "" } };
  const rows = (await findProjects(organisationId)).filter(({ id, labels }) => {
    const resource = { type: "project", id, organisationId, projectId: "", labels: textMap(labels) } as const;
    return evaluate(outside, "project:list", resource, clock.nowMs()).allowed;
  });
  return new Map(rows.map(({ id, slug, name }) => [id, { slug, name }]));
}

type Measured = UsagePage["total"];

function grouped(rows: readonly Row[], nameOf: (row: Row) => string): [Row, Measured][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(nameOf(row));
    if (group === undefined) groups.set(nameOf(row), [row]);
    else group.push(row);
  }
  // The newest row has the newest facts, for example that the key is gone.
  return [...groups.values()].flatMap((group) => {
    const newest = group.at(-1);
    return newest === undefined ? [] : [[newest, measuredOf(group)] satisfies [Row, Measured]];
  });
}

function mostFirst(groups: [Row, Measured][]): [Row, Measured][] {
  return groups.toSorted(
    ([, one], [, other]) =>
      (other.cost ?? 0) - (one.cost ?? 0) || other.kmsApiCalls - one.kmsApiCalls || other.kmsKeys - one.kmsKeys,
  );
}

function measuredOf(rows: readonly Row[]): Measured {
  const kmsKeys = rows.reduce((sum, row) => sum + row.kmsKeys, 0);
  const kmsApiCalls = rows.reduce((sum, row) => sum + row.kmsApiCalls, 0);
  return { kmsKeys, kmsApiCalls, cost: costOf({ kmsKeys, kmsApiCalls }) };
}

/** Months from one to another, both named as "2026-05". */
function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (const at = new Date(`${from}-01T00:00:00Z`); ; at.setUTCMonth(at.getUTCMonth() + 1)) {
    const month = at.toISOString().slice(0, 7);
    if (month > to) return months;
    months.push(month);
  }
}
