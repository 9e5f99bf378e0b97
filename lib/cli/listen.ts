import { rmSync } from "node:fs";
import { createServer, type RequestListener, type Server, STATUS_CODES } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { errorStatus } from "@/lib/contract/errors";
import { KmsError } from "@/lib/contract/kms-error";
import type { Config } from "@/lib/platform/config";
import { newId } from "@/lib/platform/id";
import { StartError } from "@/lib/platform/start-error";
import { readTls } from "@/lib/platform/tls";

/** Header and body limits in milliseconds and bytes: a client that sends slowly holds its connection no longer. */
const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16_384,
  connectionsCheckingInterval: 5_000,
};

/** `localhost` means both families: browsers try ::1 first, many tools 127.0.0.1 only. */
export function addressesOf(host: string): readonly string[] {
  return host === "localhost" ? ["127.0.0.1", "::1"] : [host];
}

const errorCode = (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : "");
const isAbsentFamily = (error: unknown) => ["EADDRNOTAVAIL", "EAFNOSUPPORT"].includes(errorCode(error));

/** One sentence for an address on which the server cannot listen. */
export function listenRefusal(
  error: unknown,
  address: string,
  port: number,
  setting = (free: number) => `PORT=${free}`,
): StartError {
  const where = `port ${port} on ${address}`;
  switch (errorCode(error)) {
    case "EADDRINUSE":
      return new StartError(
        `Cannot listen on ${where}: another program uses it; stop that program or choose another port, for example ${setting(port + 1)}.`,
        { cause: error },
      );
    case "EACCES":
      return new StartError(
        `Cannot listen on ${where}: this user may not; choose a port above 1023, for example ${setting(port < 1_024 ? port + 3_000 : port)}.`,
        { cause: error },
      );
    default:
      return new StartError(`Cannot listen on ${where}: ${error instanceof Error ? error.message : error}.`, {
        cause: error,
      });
  }
}

const refusals: Readonly<Record<string, KmsError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new KmsError("request_timeout"),
  HPE_HEADER_OVERFLOW: new KmsError("headers_too_large"),
};
const notHttp = new KmsError("invalid_request", { message: "The request is not valid HTTP/1.1." });

/** Answers what is not HTTP, too slow or too long before any handler saw it. */
function refuseMalformed(error: Error, socket: Socket): void {
  if (errorCode(error) === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const { message, code } = refusals[errorCode(error)] ?? notHttp;
  const requestId = newId("req");
  const body = JSON.stringify({ message, code, requestId });
  const status = errorStatus(code);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/json",
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    `X-Request-Id: ${requestId}`,
    "Connection: close",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

function createListener(settings: Config, handler: RequestListener): Server {
  const tls = readTls(settings.tls);
  const server = tls ? createTlsServer({ ...serverOptions, ...tls }, handler) : createServer(serverOptions, handler);
  server.on("clientError", refuseMalformed);
  return server;
}

function open(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog: 1_024 }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/**
 * Listens on every address of the configured host. An address family that this machine lacks is left out as long as the
 * other one works. Throws StartError where the port cannot be had.
 */
export async function listen(settings: Config, handler: RequestListener): Promise<readonly Server[]> {
  const servers: Server[] = [];
  for (const address of addressesOf(settings.host)) {
    const server = createListener(settings, handler);
    try {
      await open(server, settings.port, address);
      servers.push(server);
    } catch (error) {
      if (isAbsentFamily(error) && settings.host === "localhost") continue;
      for (const opened of servers) opened.close();
      throw listenRefusal(error, address, settings.port);
    }
  }
  if (servers.length === 0)
    throw new StartError(`Cannot listen on ${settings.host}: this machine has no such address.`);
  return servers;
}

/** Listens where the processes of this server hand requests for pages to this one. What an earlier process left there is removed. */
export async function listenForPages(consoleSocket: string, handler: RequestListener): Promise<Server> {
  rmSync(consoleSocket, { force: true });
  const server = createServer({ ...serverOptions, requestTimeout: 0 }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // A cluster would share the socket between its processes.
    server.listen({ path: consoleSocket, exclusive: true }, resolve);
  });
  return server;
}

/** Makes sure that the port can be had before anything slow begins. Throws StartError. */
export async function requireFreePort(settings: Config): Promise<void> {
  const servers = await listen(settings, () => {});
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
}

/**
 * Stops accepting, lets calls in flight finish for at most `withinMs`, then cuts what is left. Connections that only
 * wait for a next request are closed at once.
 */
export async function closeServers(servers: readonly Server[], withinMs: number): Promise<void> {
  const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const idle = setInterval(() => {
    for (const server of servers) server.closeIdleConnections();
  }, 50);
  const impatience = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, withinMs);
  await closed;
  clearInterval(idle);
  clearTimeout(impatience);
}
