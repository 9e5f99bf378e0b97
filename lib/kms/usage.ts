import { KmsError } from "@/lib/contract/kms-error";
import { USAGE_MONTHS_MAX, type Usage, usage as usageMessage, usageQuery } from "@/lib/contract/usage";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { csvOf } from "@/lib/format/csv";
import { requirePermission } from "@/lib/iam/authorise";
import { costOf, prices } from "@/lib/metering/prices";
import { callsCountedTo } from "@/lib/metering/roll-up";
import { type KeyMonth, keyMonths } from "@/lib/metering/usage-rows";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { allRegions } from "@/lib/regions/registry";

type By = "month" | "project" | "key";

/** Usage, and the form in which it was asked for. */
export interface AskedUsage {
  readonly usage: Usage;
  readonly format: "json" | "csv";
}

/**
 * What an organisation used, or with a project what that used: hours of key versions and calls, by month and project or key.
 * Keys that are gone stay counted. Errors, beside those of the door: permission_denied (usage:read), invalid_request.
 */
export function readUsage(call: Call, query: unknown): Promise<AskedUsage> {
  const act = { action: call.method, event: "usage.read", region: null, asked: "" };
  return throughDoor(call, act, async ({ attempt, caller }) => {
    attempt.resource = { type: "usage", id: "" };
    const { organisationId, projectId } = caller.scope;
    requirePermission(caller, "usage:read", { type: "usage", id: "", organisationId, projectId });
    const { from, to, by, format } = parseRequest(usageQuery, query, "The query");
    const now = clock.now();
    const span = spanOf(from, to, now);
    const parts = await Promise.all(
      databases().map((database) => partOf(database, { organisationId, projectId: projectId || null }, span, now)),
    );
    const found = parts.flatMap((part) => part.months);
    const rows = rowsOf(found, by);
    const countedTo = Math.min(...parts.map((part) => part.countedTo.getTime()));
    const usage = usageMessage.parse({
      from: monthOf(span.from),
      to: monthOf(span.to),
      currency: prices()?.currency,
      callsCountedTo: new Date(countedTo).toISOString(),
      unavailableRegions: parts.flatMap((part) => part.unavailableRegions),
      total: measured(rows),
      rows,
    });
    return { usage, format };
  });
}

const monthOf = (time: Date) => time.toISOString().slice(0, 7);
const databases = () => [...new Set(allRegions().map(({ database }) => database))];

function spanOf(from: string | undefined, to: string | undefined, now: Date): { from: Date; to: Date } {
  const last = to ?? monthOf(now);
  const start = new Date(`${from ?? last}-01T00:00:00Z`);
  const end = new Date(`${last}-01T00:00:00Z`);
  const months = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth() + 1;
  if (months >= 1 && months <= USAGE_MONTHS_MAX) return { from: start, to: end };
  throw new KmsError("invalid_request", {
    message: `from: must be the month of to or one of the ${USAGE_MONTHS_MAX - 1} before.`,
  });
}

interface Part {
  readonly months: readonly KeyMonth[];
  readonly countedTo: Date;
  readonly unavailableRegions: readonly string[];
}

/** A database that does not answer is named: its figures are missing, not zero. */
async function partOf(
  database: Database,
  scope: { organisationId: string; projectId: string | null },
  span: { from: Date; to: Date },
  now: Date,
): Promise<Part> {
  const asked = [callsCountedTo(database), keyMonths(database, scope, span, now)] as const;
  return Promise.all(asked).then(
    ([countedTo, months]) => ({ months, countedTo, unavailableRegions: [] }),
    (error: unknown) => {
      log.warn({ database: database.name, error: String(error) }, "usage cannot be read");
      const regions = allRegions().filter((region) => region.database === database);
      return { months: [], countedTo: now, unavailableRegions: regions.map(({ slug }) => slug) };
    },
  );
}

function rowsOf(months: readonly KeyMonth[], by: By) {
  const groups = new Map<string, KeyMonth[]>();
  for (const row of months) {
    const name = [monthOf(row.month), by === "month" ? "" : row.projectId, by === "key" ? row.keyId : ""].join(" ");
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...nameOf(first, by), ...measured(group) }];
  });
}

function nameOf(row: KeyMonth, by: By) {
  const month = monthOf(row.month);
  if (by === "month") return { month };
  const projectId = row.projectId || undefined;
  if (by === "project") return { month, projectId };
  const deletedAt = row.purgedAt?.toISOString();
  return {
    month,
    projectId,
    region: row.region,
    key: { identity: row.keyId, name: row.name, slug: row.slug, deletedAt },
  };
}

function measured(rows: readonly { readonly kmsKeys: number; readonly kmsApiCalls: number }[]) {
  const kmsKeys = rows.reduce((sum, row) => sum + row.kmsKeys, 0);
  const kmsApiCalls = rows.reduce((sum, row) => sum + row.kmsApiCalls, 0);
  return { kmsKeys, kmsApiCalls, cost: costOf({ kmsKeys, kmsApiCalls }) };
}

const COLUMNS = [
  "month",
  "project",
  "region",
  "key",
  "name",
  "slug",
  "deleted",
  "kms-keys",
  "kms-api-calls",
  "cost",
  "currency",
];

/** Usage as CSV, one line for each row. */
export function usageAsCsv({ rows, currency }: Usage): string {
  return csvOf([
    COLUMNS,
    ...rows.map((row) => [
      ...[row.month, row.projectId ?? "", row.region ?? "", row.key?.identity ?? "", row.key?.name ?? ""],
      ...[row.key?.slug ?? "", row.key?.deletedAt ?? "", String(row.kmsKeys), String(row.kmsApiCalls)],
      ...[row.cost === undefined ? "" : String(row.cost), currency ?? ""],
    ]),
  ]);
}
