import cluster, { type Worker } from "node:cluster";
import { AggregatorRegistry } from "prom-client";
import { z } from "zod";
import { metricsRegistry } from "./metrics";
import { shared } from "./shared";

/** How long the slowest worker may take, in milliseconds; a scrape then shows the others. */
const SHARE_TIMEOUT_MS = 2_000;

/**
 * A worker `asks`, the primary has every worker `share` its series, each answers with its `series`, and the primary
 * returns the sum as `text`.
 */
const messageSchema = z.discriminatedUnion("pelagosMetrics", [
  z.object({ pelagosMetrics: z.literal("ask"), id: z.number() }),
  z.object({ pelagosMetrics: z.literal("share"), id: z.number() }),
  z.object({ pelagosMetrics: z.literal("series"), id: z.number(), series: z.array(z.looseObject({})) }),
  z.object({ pelagosMetrics: z.literal("text"), id: z.number(), text: z.string() }),
]);
type Message = z.infer<typeof messageSchema>;

/** Open questions of this process: question number → what to do with an answer. */
const waiting = () =>
  shared("metrics-waiting", () => ({ next: 1, answers: new Map<number, (message: Message) => void>() }));

function question(onAnswer: (message: Message) => void): { id: number; close(): void } {
  const open = waiting();
  const id = open.next;
  open.next += 1;
  open.answers.set(id, onAnswer);
  return { id, close: () => open.answers.delete(id) };
}

function receive(message: unknown): Message | null {
  const parsed = messageSchema.safeParse(message);
  if (!parsed.success) return null;
  waiting().answers.get(parsed.data.id)?.(parsed.data);
  return parsed.data;
}

async function sumOfWorkers(workers: readonly Worker[]): Promise<string> {
  const collected: object[] = [await metricsRegistry().getMetricsAsJSON()];
  await new Promise<void>((resolve) => {
    const { id, close } = question((message) => {
      if (message.pelagosMetrics === "series") collected.push(message.series);
      if (collected.length > workers.length) finish();
    });
    const finish = () => {
      clearTimeout(timer);
      close();
      resolve();
    };
    const timer = setTimeout(finish, SHARE_TIMEOUT_MS);
    for (const worker of workers) worker.send({ pelagosMetrics: "share", id });
  });
  return AggregatorRegistry.aggregate(collected).metrics();
}

const connectedWorkers = () =>
  Object.values(cluster.workers ?? {})
    .filter((worker) => worker?.isConnected())
    .filter((worker) => worker !== undefined);

/** Answers the workers' questions; the primary calls this once before it forks. */
export function answerMetricsOfWorkers(): void {
  cluster.on("message", async (worker, message: unknown) => {
    const received = receive(message);
    if (received?.pelagosMetrics !== "ask") return;
    const text = await sumOfWorkers(connectedWorkers());
    if (worker.isConnected()) worker.send({ pelagosMetrics: "text", id: received.id, text });
  });
}

/** Lets the primary read this worker's series; a worker calls this once at its start. */
export function shareMetricsWithPrimary(): void {
  process.on("message", async (message) => {
    const received = receive(message);
    if (received?.pelagosMetrics !== "share") return;
    const series = await metricsRegistry().getMetricsAsJSON();
    process.send?.({ pelagosMetrics: "series", id: received.id, series });
  });
}

/** The Prometheus text of all workers of this server, whichever of its processes is asked. */
export async function renderMetrics(): Promise<string> {
  if (cluster.isPrimary) {
    const workers = connectedWorkers();
    return workers.length > 0 ? sumOfWorkers(workers) : metricsRegistry().metrics();
  }
  return new Promise((resolve, reject) => {
    const { id, close } = question((message) => {
      if (message.pelagosMetrics === "text") settle(() => resolve(message.text));
    });
    const settle = (then: () => void) => {
      clearTimeout(timer);
      close();
      then();
    };
    const timer = setTimeout(
      () => settle(() => reject(new Error("the primary process did not answer with metrics"))),
      SHARE_TIMEOUT_MS * 2,
    );
    process.send?.({ pelagosMetrics: "ask", id });
  });
}
