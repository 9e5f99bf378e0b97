import { appendFile } from "node:fs/promises";
import { config } from "@/lib/platform/config";
import type { Database } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { postOutbound } from "@/lib/platform/outbound";
import { shared } from "@/lib/platform/shared";
import type { WrittenCheckpoint } from "./write-checkpoint";

/** A checkpoint as it is kept outside the database. */
interface PublishedCheckpoint {
  /** Name of the database, as in logs and metrics. */
  readonly database: string;
  readonly checkpoint: number;
  readonly text: string;
  /** Base64. */
  readonly signature: string;
}

/** Checkpoints that wait for an outlet; of more the oldest are given up there. They stay in the log of the process. */
const WAITING_MAX = 1_000;
const PAUSE_AFTER_FAILURE_MS = 5_000;

interface Outlet {
  readonly waiting: PublishedCheckpoint[];
  isBusy: boolean;
}

const outlets = () =>
  shared("checkpoint-outlets", () => ({ file: newOutlet(), address: newOutlet() }) satisfies Record<string, Outlet>);
const newOutlet = (): Outlet => ({ waiting: [], isBusy: false });

/**
 * Gives a checkpoint to what is outside the database: the process log, and the file and address of the configuration. Whoever
 * keeps these can tell a log that was rolled back, checkpoints and all. An outlet that fails holds up nothing.
 */
export function publishCheckpoint(database: Database, { number, text, signature }: WrittenCheckpoint): void {
  const published = {
    database: database.name,
    checkpoint: number,
    text,
    signature: signature.toString("base64"),
  };
  log.info(published, "audit checkpoint");
  const { auditCheckpointFile: file, auditCheckpointUrl: address } = config();
  if (file !== undefined) offer(outlets().file, published, (waiting) => appendLines(file, waiting));
  if (address !== undefined) offer(outlets().address, published, (waiting) => post(address, waiting));
}

type Send = (waiting: readonly PublishedCheckpoint[]) => Promise<void>;

function offer(outlet: Outlet, published: PublishedCheckpoint, send: Send): void {
  outlet.waiting.push(published);
  const surplus = outlet.waiting.length - WAITING_MAX;
  if (surplus > 0) outlet.waiting.splice(0, surplus);
  if (!outlet.isBusy) void empty(outlet, send);
}

async function empty(outlet: Outlet, send: Send): Promise<void> {
  outlet.isBusy = true;
  while (outlet.waiting.length > 0) {
    const sent = [...outlet.waiting];
    const isSent = new Set(sent);
    try {
      await send(sent);
      while (outlet.waiting[0] !== undefined && isSent.has(outlet.waiting[0])) outlet.waiting.shift();
    } catch (error) {
      log.warn({ error: String(error), waiting: outlet.waiting.length }, "audit checkpoint not passed on");
      await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAILURE_MS).unref());
    }
  }
  outlet.isBusy = false;
}

const appendLines = (file: string, waiting: readonly PublishedCheckpoint[]) =>
  appendFile(file, waiting.map((each) => `${JSON.stringify(each)}\n`).join(""), { mode: 0o640, flush: true });

async function post(address: string, waiting: readonly PublishedCheckpoint[]): Promise<void> {
  const { status } = await postOutbound(address, JSON.stringify(waiting));
  if (status < 200 || status > 299) throw new Error(`${new URL(address).host} answered ${status}`);
}

/** Whether everything was passed on; for the end of a process, which must not wait long. */
export async function publishingSettled(withinMs: number): Promise<void> {
  const held = Object.values(outlets());
  for (let waitedMs = 0; waitedMs < withinMs && held.some(({ isBusy }) => isBusy); waitedMs += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
