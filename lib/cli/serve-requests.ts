import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answerIfInstanceCall } from "@/lib/alibaba/listener";
import { apiListener } from "@/lib/api/listener";
import { admitRequest } from "@/lib/console/admit-request";
import { markClientAddress } from "@/lib/console/client-origin";
import { type DnsListener, listenForSecondaries } from "@/lib/dns/serving/listener";
import { startJobs, stopJobs } from "@/lib/jobs/harness";
import { startRepeating, stopRepeating } from "@/lib/jobs/repeated";
import { everywhereTasks, jobSchedule, jobTasks, repeatedTasks } from "@/lib/jobs/tasks";
import { closeRuntime, openRuntime } from "@/lib/kms/runtime";
import type { Config } from "@/lib/platform/config";
import { openDatabases } from "@/lib/platform/db";
import { installationRoot } from "@/lib/platform/installation-root";
import { log } from "@/lib/platform/log";
import { doesBackgroundWork, processGroup, processRole, yieldToCalls } from "@/lib/platform/process-role";
import { writeAccesses } from "@/lib/secrets/last-access";
import { isApiTarget } from "./api-target";
import { consoleForwarder } from "./forward-to-console";
import { closeServers, listen, listenForPages, listenRefusal } from "./listen";

/** Longest wait for calls in flight when the server stops, in milliseconds. */
const DRAIN_MS = 10_000;

/** Longest wait for each other part, in milliseconds. */
const PART_MS = 8_000;

/**
 * The path and query of any request target of RFC 9112, section 3.2, as they are written; what names no path becomes one
 * nobody serves.
 */
export function originForm(target: string): string {
  if (target.startsWith("/")) return target.startsWith("//") ? `/v1${target}` : target;
  const [, written] = /^https?:\/\/[^/?#\\]+([^#]*)/i.exec(target) ?? [];
  if (written === undefined || !URL.canParse(target)) return "/v1/";
  return originForm(written.startsWith("/") ? written : `/${written}`);
}

interface Console {
  readonly handle: RequestListener;
  readonly upgrade: Upgrade | null;
  close(): Promise<void>;
}
type Upgrade = (request: IncomingMessage, socket: import("node:stream").Duplex, head: Buffer) => void;

/** The console in this process, ready to answer; its own listener is ours. */
async function openConsole(settings: Config): Promise<Console> {
  const dev = settings.nodeEnvironment === "development";
  // Never listens: Next takes upgrades from one server only, so ours hand theirs to this one.
  const upgrades = createServer();
  // Only here: a process without pages has no use for what it brings along.
  const { default: next } = await import("next");
  const app = next({
    dev,
    dir: installationRoot(),
    customServer: true,
    hostname: "localhost",
    port: settings.port,
    httpServer: upgrades,
  });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    handle: (request, response) => admitRequest(request, response, handle),
    upgrade: dev ? (...event) => void (upgrades.emit("upgrade", ...event) || event[1].destroy()) : null,
    close: () => app.close(),
  };
}

/** Who answers what is not for the API: the console here or in a process of its own; null where there is none. */
function pagesListener(settings: Config, console: Console | null): RequestListener | null {
  const group = processRole() === "api" && settings.console ? processGroup() : null;
  const handle = group === null ? console?.handle : consoleForwarder(group.consoleSocket);
  if (handle === undefined) return null;
  return (request, response) => {
    markClientAddress(request, settings.trustedProxies);
    handle(request, response);
  };
}

function answerWith(api: RequestListener, pages: RequestListener | null, isStopping: () => boolean): RequestListener {
  return (request: IncomingMessage, response: ServerResponse & { req: IncomingMessage }) => {
    // A client that keeps its connection would otherwise send its next call to a server that is gone.
    if (isStopping()) response.setHeader("connection", "close");
    request.url = originForm(request.url ?? "/");
    if (answerIfInstanceCall(request, response)) return;
    const handler = pages === null || isApiTarget(request.url) ? api : pages;
    handler(request, response);
  };
}

/** One process's share of the server: API, console and jobs, or what its role says. */
export interface RequestServer {
  /** Finishes calls in flight, writes what is queued, lets everything go. Safe to call twice. */
  stop(): Promise<void>;
}

/** Waits for one part to stop, but no longer than its limit: a part that hangs must not keep the others from stopping. */
async function within(name: string, limitMs: number, work: Promise<unknown> | undefined): Promise<void> {
  const late = Symbol(name);
  const timer = new AbortController();
  const result = await Promise.race([
    Promise.resolve(work).catch((error: unknown) => error),
    sleep(limitMs, late, { signal: timer.signal }).catch(() => undefined),
  ]);
  timer.abort();
  if (result === late) log.error({ part: name, limitMs }, "a part of the server did not stop in time");
  else if (result instanceof Error)
    log.error({ part: name, error: result.message }, "a part of the server failed to stop");
}

async function stopParts(servers: readonly Server[], console: Console | null, dns: DnsListener | null): Promise<void> {
  await within("DNS listener", PART_MS, dns?.close());
  await within("calls in flight", DRAIN_MS + 1_000, closeServers(servers, DRAIN_MS));
  await within("jobs", PART_MS, Promise.all([stopJobs(), stopRepeating()]));
  await within("times of reading secrets", PART_MS, writeAccesses());
  await within("audit writers and databases", PART_MS, closeRuntime());
  await within("console", PART_MS, console?.close());
}

/** Transfers of large zones take their time: they are background work. */
async function openDns({ dnsListen }: Config): Promise<DnsListener | null> {
  if (dnsListen === undefined) return null;
  try {
    return await listenForSecondaries(dnsListen);
  } catch (error) {
    const { host, port } = dnsListen;
    throw listenRefusal(error, host, port, (free) => `DNS_LISTEN=${host}:${free}`);
  }
}

async function openListeners(settings: Config, console: Console | null, isStopping: () => boolean) {
  const role = processRole();
  const group = processGroup();
  if (role === "background") return [];
  if (role === "console" && group !== null && console !== null) {
    return [await listenForPages(group.consoleSocket, console.handle)];
  }
  const servers = await listen(settings, answerWith(apiListener(), pagesListener(settings, console), isStopping));
  const upgrade = console?.upgrade;
  if (upgrade) for (const server of servers) server.on("upgrade", upgrade);
  return servers;
}

async function startBackgroundWork(settings: Config): Promise<void> {
  const databases = openDatabases().map(({ name, url }) => ({ name, url }));
  const urls = databases.map(({ url }) => url);
  startRepeating(urls, everywhereTasks);
  if (!settings.jobs || !doesBackgroundWork()) return;
  await startJobs(databases, jobTasks, jobSchedule);
  startRepeating(urls, repeatedTasks);
}

/** Starts this process's part of the server: all of it, or what its role says. The databases are migrated. Throws StartError. */
export async function serveRequests(settings: Config): Promise<RequestServer> {
  let stopping: Promise<void> | null = null;
  yieldToCalls();
  await openRuntime();
  const role = processRole();
  const console = settings.console && (role === "all" || role === "console") ? await openConsole(settings) : null;
  const servers = await openListeners(settings, console, () => stopping !== null);
  const dns = doesBackgroundWork() ? await openDns(settings) : null;
  await startBackgroundWork(settings);
  return {
    stop() {
      stopping ??= stopParts(servers, console, dns);
      return stopping;
    },
  };
}
