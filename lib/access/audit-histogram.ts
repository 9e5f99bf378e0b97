import { type CountedRecords, countRecords, ONE_BAR_MS } from "@/lib/audit/count-records";
import { withinTimeOfIds } from "@/lib/audit/record-filter";
import {
  type AuditFacets,
  type AuditHistogram,
  auditFilterQuery,
  type HistogramQuery,
  histogramQuery,
} from "@/lib/contract/audit";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import { readKnownActors } from "@/lib/iam/known-actors";
import { clock } from "@/lib/platform/clock";
import { askDatabases } from "./audit-databases";
import { auditFilterOf } from "./audit-filter";
import { auditRead, requireStorable } from "./audit-verb";

const BUCKETS = 60;
const DAY_MS = 86_400_000;
const COUNTED_SINGLY_MS = 21_600_000;
/** Lengths of bars that people read at a glance, in seconds: one second to thirty days. */
const BUCKET_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000,
];
/** Values of a facet that are worth a suggestion. */
const FACET_VALUES_MAX = 50;

/**
 * Records per bar of time and outcome that fit a filter; the last day where no time is named. The ends of the range are moved out to whole bars.
 * Errors, beside those of the door: permission_denied (audit_log:list), invalid_request, organisation_not_found.
 */
export function readAuditHistogram(call: Call, query: Readonly<Record<string, string>>): Promise<AuditHistogram> {
  return auditRead(call, "", {
    event: "audit.histogram.read",
    permission: "audit_log:list",
    async run(caller) {
      requireStorable(query);
      const wanted = parseRequest(histogramQuery, query, "The query");
      const range = rangeOf(wanted);
      const filter = withinTimeOfIds({
        ...auditFilterOf(caller, wanted),
        from: new Date(range.fromMs),
        to: new Date(range.toMs),
      });
      const { parts, incompleteRegions } = await askDatabases((database, deadlineMs) =>
        countRecords(database, { filter, bucketMs: range.bucketMs, byActor: false, deadlineMs }),
      );
      const counted = parts.flatMap((part) => part.counted);
      return {
        from: new Date(range.fromMs).toISOString(),
        to: new Date(range.toMs).toISOString(),
        bucketInSeconds: range.bucketMs / 1_000,
        buckets: barsOf(range, counted),
        total: outcomesOf(counted),
        countedBackTo: latestOf(parts),
        incompleteRegions,
      };
    },
  });
}

/**
 * What occurs among the records that fit a filter, the most frequent first: at most 50 values of each kind. For suggestions.
 * Errors, beside those of the door: permission_denied (audit_log:list), invalid_request, organisation_not_found.
 */
export function readAuditFacets(call: Call, query: Readonly<Record<string, string>>): Promise<AuditFacets> {
  return auditRead(call, "", {
    event: "audit.facets.read",
    permission: "audit_log:list",
    async run(caller) {
      requireStorable(query);
      const filter = withinTimeOfIds(auditFilterOf(caller, parseRequest(auditFilterQuery, query, "The query")));
      const { parts, incompleteRegions } = await askDatabases((database, deadlineMs) =>
        countRecords(database, { filter, bucketMs: ONE_BAR_MS, byActor: true, deadlineMs }),
      );
      const counted = parts.flatMap((part) => part.counted);
      const facet = (name: "event" | "action" | "resourceType" | "region" | "status" | "outcome") =>
        frequent(counted, (record) => String(record[name]));
      return {
        events: facet("event"),
        actions: facet("action"),
        actors: await actorsOf(
          caller.scope.organisationId,
          frequent(counted, ({ actorId }) => actorId),
        ),
        resourceTypes: facet("resourceType"),
        regions: facet("region"),
        statuses: facet("status"),
        outcomes: facet("outcome"),
        countedBackTo: latestOf(parts),
        incompleteRegions,
      };
    },
  });
}

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
}

function rangeOf({ from, to, buckets = BUCKETS, ...wanted }: HistogramQuery): Range {
  const toMs = to === undefined ? clock.nowMs() : Date.parse(to);
  const fromMs = from === undefined ? toMs - DAY_MS : Date.parse(from);
  if (fromMs >= toMs) throw new KmsError("invalid_request", { message: "from: must be before to." });
  // Who acted is counted per hour; finer bars are for times short enough to be counted one by one.
  const isByActor = Boolean(wanted.userIdentity || wanted.serviceAccount || wanted.includeSystemServices === "false");
  const secondsMin = isByActor && toMs - fromMs > COUNTED_SINGLY_MS ? 3_600 : 1;
  const seconds = Math.max(secondsMin, (toMs - fromMs) / 1_000 / buckets);
  const bucketMs = 1_000 * (BUCKET_SECONDS.find((length) => length >= seconds) ?? Math.ceil(seconds / 86_400) * 86_400);
  return { fromMs: fromMs - (fromMs % bucketMs), toMs: Math.ceil(toMs / bucketMs) * bucketMs, bucketMs };
}

function barsOf({ fromMs, toMs, bucketMs }: Range, counted: readonly CountedRecords[]): AuditHistogram["buckets"] {
  const bars = Array.from({ length: (toMs - fromMs) / bucketMs }, (_, index) => ({
    at: new Date(fromMs + index * bucketMs).toISOString(),
    ...{ allowed: 0, refused: 0, failed: 0 },
  }));
  for (const { atMs, outcome, records } of counted) {
    const bar = bars[Math.floor((atMs - fromMs) / bucketMs)];
    if (bar !== undefined) bar[outcome] += records;
  }
  return bars;
}

function outcomesOf(counted: readonly CountedRecords[]): AuditHistogram["total"] {
  const total = { allowed: 0, refused: 0, failed: 0 };
  for (const { outcome, records } of counted) total[outcome] += records;
  return total;
}

function frequent(
  counted: readonly CountedRecords[],
  valueIn: (record: CountedRecords) => string,
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const record of counted) {
    const value = valueIn(record);
    counts.set(value, (counts.get(value) ?? 0) + record.records);
  }
  const values = [...counts].map(([value, count]) => ({ value, count }));
  return values
    .sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
    .slice(0, FACET_VALUES_MAX);
}

async function actorsOf(
  organisationId: string,
  actors: readonly { value: string; count: number }[],
): Promise<AuditFacets["actors"]> {
  const known = await readKnownActors(
    organisationId,
    actors.map(({ value }) => value),
  );
  return actors.map(({ value, count }) => ({
    identity: value,
    kind: kindOf(value),
    name: (known.people.get(value) ?? known.serviceAccounts.get(value) ?? known.clientKeys.get(value))?.name ?? null,
    count,
  }));
}

function kindOf(actorId: string): AuditFacets["actors"][number]["kind"] {
  if (actorId === "") return "system";
  if (actorId.startsWith("ck-")) return "client_key";
  return actorId.startsWith("sa-") ? "service_account" : "user";
}

function latestOf(parts: readonly { readonly countedBackToMs: number | null }[]): string | null {
  const bounds = parts.flatMap(({ countedBackToMs }) => countedBackToMs ?? []);
  return bounds.length === 0 ? null : new Date(Math.max(...bounds)).toISOString();
}
