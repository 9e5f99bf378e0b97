import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { shared } from "./shared";

const callSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const groupRecords = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];

/** Lookups in one cache since the process started. */
export interface CacheLookups {
  hits: number;
  misses: number;
}

/** What is counted of the calls of one event, outcome and region: an addition at each, read when the metrics are. */
interface CallSeries {
  readonly labels: CallLabels;
  readonly duration: Histogram.Internal<"event">;
  count: number;
}

type CallLabels = Readonly<Record<"event" | "outcome" | "region", string>>;

function createMetrics() {
  const callSeries = new Map<string, CallSeries>();
  const cacheLookups = new Map<string, CacheLookups>();
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    calls: new Counter({
      name: "pelagos_calls_total",
      help: "Calls answered, by audit event, outcome and region",
      labelNames: ["event", "outcome", "region"],
      registers,
      collect() {
        this.reset();
        for (const { labels, count } of callSeries.values()) this.inc(labels, count);
      },
    }),
    callDuration: new Histogram({
      name: "pelagos_call_duration_seconds",
      help: "Time from the parsed request to the answer, by audit event",
      labelNames: ["event"],
      buckets: callSeconds,
      registers,
    }),
    groupSize: new Histogram({
      name: "pelagos_audit_group_records",
      help: "Audit records committed together",
      buckets: groupRecords,
      registers,
    }),
    commitDuration: new Histogram({
      name: "pelagos_audit_commit_duration_seconds",
      help: "Time of one audit group commit, disk included",
      buckets: callSeconds,
      registers,
    }),
    sinkRecords: new Counter({
      name: "pelagos_audit_sink_total",
      help: "Audit records delivered to sinks, and deliveries that failed",
      labelNames: ["outcome"],
      registers,
    }),
    sinkLag: new Gauge({
      name: "pelagos_audit_sink_lag_seconds",
      help: "For how long audit records have waited for a sink that fails, by database",
      labelNames: ["database"],
      aggregator: "max",
      registers,
    }),
    freeDisk: new Gauge({
      name: "pelagos_disk_free_bytes",
      help: "Free bytes on the disk of the embedded database",
      aggregator: "min",
      registers,
    }),
    cacheLookups,
    cacheLookupsTotal: new Counter({
      name: "pelagos_cache_lookups_total",
      help: "Cache lookups, by cache and result",
      labelNames: ["cache", "result"],
      registers,
      collect() {
        this.reset();
        for (const [cache, { hits, misses }] of cacheLookups) {
          this.inc({ cache, result: "hit" }, hits);
          this.inc({ cache, result: "miss" }, misses);
        }
      },
    }),
    callSeries,
  };
}

const metrics = () => shared("metrics", createMetrics);

/** Looking a series up by its labels costs more than counting in it, so each is looked up once. */
function series<T>(held: Map<string, T>, key: string, create: () => T): T {
  let found = held.get(key);
  if (found === undefined) {
    found = create();
    held.set(key, found);
  }
  return found;
}

/**
 * Counts one answered call. `event` is the audit event name, `outcome` a closed word such as `success` or an error
 * code, `region` a slug of the registry: never a tenant's name, which would leak and grow without bound.
 */
export function observeCall({ event, outcome, region }: CallLabels, durationMs: number): void {
  const { callDuration, callSeries } = metrics();
  const found = series(callSeries, `${event} ${outcome} ${region}`, () => ({
    labels: { event, outcome, region },
    duration: callDuration.labels({ event }),
    count: 0,
  }));
  found.count += 1;
  found.duration.observe(durationMs / 1_000);
}

/** Notes one committed audit group: its number of records and the duration of its commit in milliseconds. */
export function observeGroup(records: number, durationMs: number): void {
  const { groupSize, commitDuration } = metrics();
  groupSize.observe(records);
  commitDuration.observe(durationMs / 1_000);
}

/** Notes the free bytes on the disk of the embedded database. */
export function observeFreeDisk(bytes: number): void {
  metrics().freeDisk.set(bytes);
}

/** Counts records delivered to audit sinks, or deliveries that failed. */
export function observeDelivery(outcome: "delivered" | "failed", count: number): void {
  metrics().sinkRecords.inc({ outcome }, count);
}

/** Notes for how many seconds records of a database have waited for a sink that fails. */
export function observeSinkLag(database: string, seconds: number): void {
  metrics().sinkLag.set({ database }, seconds);
}

/**
 * The counts of a named cache (`key`, `credential`), to be kept and counted in by its owner: a lookup happens several times
 * per call, and must cost no more than an addition. They are read when the metrics are.
 */
export function cacheLookups(cache: string): CacheLookups {
  return series(metrics().cacheLookups, cache, () => ({ hits: 0, misses: 0 }));
}

/** The registry of this process alone; `renderMetrics` covers all workers. */
export function metricsRegistry(): Registry {
  return metrics().registry;
}
