import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { nameToWire } from "@/lib/dns/dnssec/wire-name";
import { type DnsListener, type ListenerLimits, listenForSecondaries } from "./listener";

const LIMITS: ListenerLimits = {
  connections: 4,
  connectionsPerAddress: 3,
  transfers: 1,
  datagrams: 10,
  queriesPerConnection: 5,
  queryBytes: 512,
  idleMs: 300,
  connectionMs: 2_000,
};

let listener: DnsListener | null = null;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await listener?.close();
  listener = null;
});

const listen = async (more: Partial<ListenerLimits> = {}) => {
  listener = await listenForSecondaries({ host: "127.0.0.1", port: 0 }, { ...LIMITS, ...more });
  return listener.port;
};

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => {});
  sockets.push(socket);
  await once(socket, "connect");
  return socket;
}

/** Everything the other side sends until it closes. */
async function untilClosed(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  socket.on("data", (part) => parts.push(part));
  if (!socket.destroyed) await Promise.race([once(socket, "close"), sleep(5_000)]);
  expect(socket.destroyed).toBe(true);
  return Buffer.concat(parts);
}

/** A question for the serial, which nobody without a key is told. */
const query = Buffer.concat([
  Buffer.from([0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
  nameToWire("harbour.example"),
  Buffer.of(0, 6, 0, 1),
]);
const framed = (message: Buffer) => Buffer.concat([Buffer.of(message.length >> 8, message.length & 0xff), message]);

test("questions of one connection are answered one after the other, also where they come in pieces, up to a number", async () => {
  const socket = await open(await listen());
  const closed = untilClosed(socket);
  for (const byte of framed(query)) socket.write(Buffer.of(byte));
  for (let more = 0; more < 9; more += 1) socket.write(framed(query));
  const answers = await closed;
  expect(answers.length).toBe(5 * framed(query).length);
  expect(answers.readUInt8(2 + 3) & 15).toBe(5);
});

test("who says nothing, or promises more than a question has, is let go", async () => {
  const port = await listen();
  const silent = await open(port);
  const greedy = await open(port);
  greedy.write(Buffer.of(0xff, 0xff, 1, 2, 3));
  expect(await untilClosed(silent)).toHaveLength(0);
  expect(await untilClosed(greedy)).toHaveLength(0);
});

test("one address has only so many connections, and gets others when it closes some", async () => {
  const port = await listen({ idleMs: 5_000, connectionMs: 5_000 });
  const held = [await open(port), await open(port), await open(port)];
  await sleep(50);
  expect(await untilClosed(await open(port))).toHaveLength(0);
  held[0]?.destroy();
  await sleep(50);
  const again = await open(port);
  again.write(framed(query));
  const [answer] = await once(again, "data");
  expect(answer.length).toBe(framed(query).length);
});

test("datagrams that are no questions bring no answer and no end", async () => {
  const port = await listen();
  const socket = createSocket("udp4");
  const answers: Buffer[] = [];
  socket.on("message", (message) => answers.push(message));
  socket.connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.send(Buffer.alloc(0));
  socket.send(Buffer.alloc(11, 1));
  socket.send(Buffer.alloc(600, 1));
  socket.send(query);
  for (let waits = 0; answers.length === 0 && waits < 50; waits += 1) await sleep(50);
  socket.close();
  expect(answers).toHaveLength(1);
  expect(answers[0]).toHaveLength(query.length);
});
