import { sinkOf } from "@/lib/access/audit-sinks";
import { deliverRecords, type Sink } from "@/lib/audit/deliver-records";
import { longestWait } from "@/lib/audit/sink-cursor";
import { SecretBytes } from "@/lib/crypto/secret-bytes";
import { findEnabledSinks } from "@/lib/iam/audit-sink-store";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { observeSinkLag } from "@/lib/platform/metrics";
import { shared } from "@/lib/platform/shared";
import type { RepeatedTask } from "./repeated";

const INTERVAL_MS = 1_000;
/** How long sinks are remembered before they are read again, in milliseconds. */
const SINKS_KEPT_MS = 5_000;
/** How often the lag of a database is measured, in milliseconds. */
const LAG_NOTED_MS = 15_000;
/** Deliveries of this process at the same time. */
const AT_WORK_MAX = 16;

interface Deliveries {
  /** Sink and database of each delivery under way. */
  readonly atWork: Set<string>;
  readonly lagNotedAtMs: Map<Database, number>;
  sinks: { readonly all: readonly Sink[]; readonly readAtMs: number } | null;
}

const deliveries = () =>
  shared<Deliveries>("audit-deliveries", () => ({ atWork: new Set(), lagNotedAtMs: new Map(), sinks: null }));

/** Sends audit records to the sinks they are due to. One that is slow or fails holds up no other: each is on its own. */
export const deliverAudit: RepeatedTask = {
  name: "deliver_audit",
  async run(database) {
    for (const sink of await sinksInUse()) start(database, sink);
    await noteLag(database);
    return INTERVAL_MS;
  },
};

async function noteLag(database: Database): Promise<void> {
  const { lagNotedAtMs } = deliveries();
  const nowMs = clock.monotonicMs();
  if (nowMs - (lagNotedAtMs.get(database) ?? Number.NEGATIVE_INFINITY) < LAG_NOTED_MS) return;
  lagNotedAtMs.set(database, nowMs);
  observeSinkLag(database.name, await longestWait(database));
}

async function sinksInUse(): Promise<readonly Sink[]> {
  const held = deliveries();
  const nowMs = clock.monotonicMs();
  if (held.sinks === null || nowMs - held.sinks.readAtMs > SINKS_KEPT_MS) {
    held.sinks = { all: [...installationSink(), ...(await findEnabledSinks()).map(sinkOf)], readAtMs: nowMs };
  }
  return held.sinks.all;
}

function start(database: Database, sink: Sink): void {
  const { atWork } = deliveries();
  const name = `${database.name} ${sink.sinkId}`;
  if (atWork.has(name) || atWork.size >= AT_WORK_MAX) return;
  atWork.add(name);
  deliverRecords(database, sink)
    .catch((error: unknown) => log.warn({ sink: sink.sinkId, error: String(error) }, "audit delivery interrupted"))
    .finally(() => atWork.delete(name));
}

/** The sink of the configuration, which gets the records of every organisation. */
export function installationSink(): Sink[] {
  const { auditSink, auditSinkFormat, auditSinkSecret } = config();
  if (auditSink === undefined) return [];
  return [
    {
      sinkId: "installation",
      organisationId: null,
      since: clock.now(),
      address: auditSink,
      format: auditSinkFormat,
      secret: () =>
        auditSinkSecret === undefined ? null : Promise.resolve(SecretBytes.take(Buffer.from(auditSinkSecret))),
    },
  ];
}
