import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bindConfig, knotConfig, nsdConfig, type SecondaryFacts } from "@/lib/contract/secondary-config";

/** Name servers and validators by other people, each in a folder of its own. For integration tests. */

/** Whether a program is installed; those of servers may be outside the path. */
export const isInstalled = (program: string) =>
  spawnSync("sh", ["-c", `PATH=$PATH:/usr/sbin:/sbin command -v ${program}`]).status === 0;

/** A server that was started. */
export interface NameServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a server out of what it is told beside its own addresses and folders. */
export type StartSecondary = (folder: string, facts: SecondaryFacts) => Promise<NameServer>;

/** A port of the loopback address that nobody uses at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

async function run(port: number, program: string, args: readonly string[]): Promise<NameServer> {
  const environment = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const child: ChildProcess = spawn(program, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => (output += String(part)));
  const exited = once(child, "exit");
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${output}`);
    if (await isListening(port)) break;
    await sleep(100);
  }
  return {
    port,
    async stop() {
      child.kill("SIGTERM");
      const killing = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await exited;
      clearTimeout(killing);
    },
  };
}

function fileIn(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Knot DNS as a secondary, with the configuration that the console shows. */
export const startKnot: StartSecondary = async (folder, facts) => {
  const port = await freePort();
  const path = fileIn(
    folder,
    "knot.conf",
    `server:
    listen: 127.0.0.1@${port}
    rundir: "${folder}"
database:
    storage: "${folder}"
template:
  - id: default
    storage: "${folder}"
${knotConfig(facts)}`,
  );
  return run(port, "knotd", ["-c", path]);
};

/** NSD as a secondary, with the configuration that the console shows. */
export const startNsd: StartSecondary = async (folder, facts) =>
  startNsdConfigured(folder, nsdConfig(facts), await freePort());

/** NSD on a port, with a configuration of its zones. */
export function startNsdConfigured(folder: string, configuration: string, port: number): Promise<NameServer> {
  const path = fileIn(
    folder,
    "nsd.conf",
    `server:
    ip-address: 127.0.0.1@${port}
    username: ""
    zonesdir: "${folder}"
    database: ""
    pidfile: "${folder}/nsd.pid"
    xfrdfile: "${folder}/xfrd.state"
    xfrdir: "${folder}"
    zonelistfile: "${folder}/zone.list"
    cookie-secret-file: "${folder}/cookies"
remote-control:
    control-enable: no
${configuration}`,
  );
  return run(port, "nsd", ["-d", "-c", path]);
}

/** BIND as a secondary, with the configuration that the console shows. */
export const startBind: StartSecondary = async (folder, facts) => {
  const port = await freePort();
  const path = fileIn(
    folder,
    "named.conf",
    `options {
    directory "${folder}";
    listen-on port ${port} { 127.0.0.1; };
    listen-on-v6 { none; };
    pid-file "${folder}/named.pid";
    session-keyfile "${folder}/session.key";
    managed-keys-directory "${folder}";
    recursion no;
    dnssec-validation no;
};
controls { };
${bindConfig(facts)}`,
  );
  return run(port, "named", ["-g", "-c", path]);
};

/** NSD with a zone out of a file; on a port of its own where none is given. */
export async function startNsdWithFile(folder: string, zone: string, text: string, port?: number): Promise<NameServer> {
  fileIn(folder, "zone", text);
  const configuration = `zone:
    name: "${zone}"
    zonefile: "${folder}/zone"
`;
  return startNsdConfigured(folder, configuration, port ?? (await freePort()));
}

/** Unbound, validating what a name server says of a zone with DS records as trust anchors; at another time where one is given. */
export async function startUnbound(
  folder: string,
  zone: string,
  { serverPort, anchors, at }: { readonly serverPort: number; readonly anchors: readonly string[]; readonly at?: Date },
): Promise<NameServer> {
  const port = await freePort();
  const path = fileIn(
    folder,
    "unbound.conf",
    `server:
    interface: 127.0.0.1@${port}
    username: ""
    chroot: ""
    directory: "${folder}"
    pidfile: "${folder}/unbound.pid"
    use-syslog: no
    do-daemonize: no
    do-not-query-localhost: no
    module-config: "validator iterator"
    harden-algo-downgrade: yes
    val-clean-additional: yes
    ${at === undefined ? "" : `val-override-date: "${Math.floor(at.getTime() / 1_000)}"`}
${anchors.map((anchor) => `    trust-anchor: "${zone}. DS ${anchor}"`).join("\n")}
remote-control:
    control-enable: no
stub-zone:
    name: "${zone}"
    stub-addr: 127.0.0.1@${serverPort}
`,
  );
  return run(port, "unbound", ["-d", "-c", path]);
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  const found = await Promise.race([once(socket, "connect"), once(socket, "error")]).catch(() => [
    new Error("refused"),
  ]);
  socket.destroy();
  return !(found[0] instanceof Error);
}

/** What a program writes, whatever its exit code; this process goes on meanwhile. */
export async function outputOf(program: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (output += String(part)));
  await once(child, "close");
  return output;
}

/** What a server answers, as dig writes it. */
export function dig(port: number, name: string, type: string, ...options: readonly string[]): Promise<string> {
  return outputOf("dig", "@127.0.0.1", "-p", String(port), "+tries=1", name, type, ...options);
}

/** What delv says of an answer of a server, with DS records as the trust anchors of the zone. */
export function delv(
  folder: string,
  { port, zone, anchors }: { readonly port: number; readonly zone: string; readonly anchors: readonly string[] },
  name: string,
  type: string,
): Promise<string> {
  const told = anchors.map((anchor) => `"${zone}." static-ds ${quotedDigest(anchor)};`);
  const file = fileIn(folder, "anchors", `trust-anchors { ${told.join(" ")} };\n`);
  return outputOf("delv", "@127.0.0.1", "-p", String(port), "-a", file, `+root=${zone}`, name, type);
}

function quotedDigest(anchor: string): string {
  const [tag, algorithm, type, digest] = anchor.split(" ");
  return `${tag} ${algorithm} ${type} "${digest}"`;
}

/** The status of an answer, and whether the validator found it authentic. */
export function verdictOf(answer: string): string {
  const status = /status: (\w+)/.exec(answer)?.[1] ?? "none";
  return /flags:[^;]*\bad\b/.test(answer) ? `${status} authentic` : status;
}

/** Waits until something holds, at most 20 seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await holds()) return;
    await sleep(200);
  }
  throw new Error(`It did not come to pass in time that ${what}.`);
}
