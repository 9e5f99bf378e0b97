import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, isIPv6, type Server, type Socket } from "node:net";
import { withServedZone } from "@/lib/dns/dnssec/served-zone";
import { clock } from "@/lib/platform/clock";
import type { SocketAddress } from "@/lib/platform/config";
import { log } from "@/lib/platform/log";
import { answerQuery, type Serving } from "./answer-query";
import { keyNamed, zoneNamed } from "./secondary-keys";
import { noteTransfer } from "./secondary-store";

/** Bounds of the listener, per process. Who is let in at all proves itself with a key; these hold for everybody else. */
export interface ListenerLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly transfers: number;
  /** UDP questions in hand at a time; more are dropped. */
  readonly datagrams: number;
  /** Questions of one connection. */
  readonly queriesPerConnection: number;
  /** Longest question in bytes. */
  readonly queryBytes: number;
  /** Silence after which a connection is closed, in milliseconds. */
  readonly idleMs: number;
  /** Longest life of a connection, in milliseconds. */
  readonly connectionMs: number;
}

const LIMITS: ListenerLimits = {
  connections: 200,
  connectionsPerAddress: 20,
  transfers: 4,
  datagrams: 500,
  queriesPerConnection: 100,
  queryBytes: 2_048,
  idleMs: 10_000,
  connectionMs: 300_000,
};

/** A listener that answers. */
export interface DnsListener {
  readonly port: number;
  /** Ends at once; transfers under way are cut off, which secondaries repeat. */
  close(): Promise<void>;
}

/**
 * Answers secondaries at an address, over UDP and TCP. Throws what `node:net` and `node:dgram` throw where the address
 * cannot be taken. Port 0 takes any. Source: RFC 7766; RFC 5936.
 */
export async function listenForSecondaries(
  { host, port }: SocketAddress,
  limits: ListenerLimits = LIMITS,
): Promise<DnsListener> {
  const tcp = tcpServer(limits);
  tcp.listen(port, host);
  await once(tcp, "listening");
  const address = tcp.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const udp = udpSocket(host, limits);
  try {
    udp.bind(bound, host);
    await once(udp, "listening");
  } catch (error) {
    tcp.close();
    throw error;
  }
  udp.on("error", (error) => log.warn({ error: error.message }, "DNS listener: UDP error"));
  return {
    port: bound,
    async close() {
      const closed = once(tcp, "close");
      tcp.close();
      for (const socket of connectionsOf(tcp)) socket.destroy();
      udp.close();
      await closed;
    },
  };
}

const connections = new WeakMap<Server, Set<Socket>>();
const connectionsOf = (server: Server) => connections.get(server) ?? new Set<Socket>();

function serving(): Serving {
  return {
    nowMs: clock.nowMs(),
    keyNamed,
    zoneNamed,
    withZone: withServedZone,
    transferred(key, zoneId) {
      log.info({ secondary: key.secondaryId, zone: zoneId }, "zone transferred");
      noteTransfer(key.secondaryId, clock.now()).catch((error: unknown) =>
        log.warn({ error: String(error) }, "transfer not noted"),
      );
    },
  };
}

function udpSocket(host: string, { datagrams, queryBytes }: ListenerLimits): UdpSocket {
  const socket = createSocket({ type: isIPv6(host) ? "udp6" : "udp4" });
  let inHand = 0;
  socket.on("message", (message, { address, port }) => {
    // Port 0 cannot be answered; the rest is more than anybody asks at a time.
    if (port === 0 || message.length > queryBytes || inHand >= datagrams) return;
    inHand += 1;
    const send = (answer: Buffer) =>
      new Promise<void>((resolve) => {
        socket.send(answer, port, address, () => resolve());
      });
    answerQuery(message, "udp", serving(), send)
      .catch((error: unknown) => log.warn({ error: String(error) }, "DNS listener: question not answered"))
      .finally(() => {
        inHand -= 1;
      });
  });
  return socket;
}

function tcpServer(limits: ListenerLimits): Server {
  const open = new Set<Socket>();
  const transfers = { count: 0 };
  const server = createServer({ noDelay: true }, (socket) => {
    const others = [...open].filter(({ remoteAddress }) => remoteAddress === socket.remoteAddress).length;
    if (open.size >= limits.connections || others >= limits.connectionsPerAddress) return void socket.destroy();
    open.add(socket);
    const life = setTimeout(() => socket.destroy(), limits.connectionMs);
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(life);
      open.delete(socket);
    });
    socket.setTimeout(limits.idleMs, () => socket.destroy());
    serve(socket, limits, transfers).catch((error: unknown) => {
      if (!socket.destroyed) log.warn({ error: String(error) }, "DNS listener: question not answered");
      socket.destroy();
    });
  });
  connections.set(server, open);
  return server;
}

/** Answers the questions of a connection one after the other. */
async function serve(socket: Socket, limits: ListenerLimits, transfers: { count: number }): Promise<void> {
  let held: Buffer = Buffer.alloc(0);
  let queries = 0;
  for await (const part of socket) {
    held = Buffer.concat([held, part as Buffer]);
    for (;;) {
      if (held.length < 2) break;
      const length = held.readUInt16BE(0);
      if (length > limits.queryBytes || queries >= limits.queriesPerConnection) return void socket.destroy();
      if (held.length < 2 + length) break;
      const query = held.subarray(2, 2 + length);
      held = held.subarray(2 + length);
      queries += 1;
      await answerOne(socket, query, limits, transfers);
    }
  }
}

async function answerOne(
  socket: Socket,
  query: Buffer,
  limits: ListenerLimits,
  transfers: { count: number },
): Promise<void> {
  const waiting = serving();
  let isTransfer = false;
  const limited: Serving = {
    ...waiting,
    async withZone(zoneId, read) {
      // Each holds a transaction and a connection to the database while it lasts.
      if (transfers.count >= limits.transfers) return null;
      transfers.count += 1;
      isTransfer = true;
      return waiting.withZone(zoneId, read);
    },
  };
  try {
    await answerQuery(query, "tcp", limited, (message) => write(socket, message));
  } finally {
    if (isTransfer) transfers.count -= 1;
  }
}

/** Writes a message behind its length, and waits until the other side takes more. */
async function write(socket: Socket, message: Buffer): Promise<void> {
  if (socket.destroyed) throw new Error("the secondary closed the connection");
  const length = Buffer.of(message.length >> 8, message.length & 0xff);
  if (socket.write(Buffer.concat([length, message]))) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error) => {
      socket.off("drain", onDrain);
      socket.off("close", onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onDrain = () => settle();
    const onClose = () => settle(new Error("the secondary closed the connection"));
    socket.on("drain", onDrain);
    socket.on("close", onClose);
  });
}
