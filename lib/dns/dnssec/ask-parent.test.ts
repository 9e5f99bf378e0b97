import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import packet from "dns-packet";
import { afterEach, expect, test } from "vitest";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { askParent } from "./ask-parent";
import { dsData } from "./dnskey";
import { setWire } from "./record-set";
import { signatureWire } from "./rrsig";
import { testKey, testSigner } from "./test-zone";

const ZONE = "harbour.example";
const KEY = testKey(13);
const DS = dsData(ZONE, KEY.dnskey, 2);

let server: Server | null = null;
const open = new Set<Socket>();
afterEach(() => {
  for (const socket of open) socket.destroy();
  server?.close();
  server = null;
});

/** A resolver that answers each question with what `answer` makes of it. */
async function resolver(answer: (query: Buffer) => Buffer | null): Promise<void> {
  const started = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.on("data", (part) => {
      const message = answer(part.subarray(2));
      if (message === null) socket.destroy();
      else socket.write(Buffer.concat([Buffer.of(message.length >> 8, message.length & 0xff), message]));
    });
  });
  server = started;
  started.listen(0, "127.0.0.1");
  await once(started, "listening");
  const address = started.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  setConfig({ ...loadConfig({}), dnsResolver: { host: "127.0.0.1", port } });
}

/** An answer with a code and records in wire form, of which there are some. */
function answerWith(query: Buffer, rcode: number, records: Buffer, count: number): Buffer {
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180 | rcode, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(count, 6);
  const end = query.indexOf(0, 12) + 5;
  return Buffer.concat([head, query.subarray(12, end), records]);
}

test("what the parent has comes with the time to live that it says itself, not the resolver's rest of it", async () => {
  const set = { owner: ZONE, type: 43, ttl: 7_200, data: [DS] };
  const times = { inception: new Date(), expiration: new Date(Date.now() + 86_400_000) };
  const signature = await signatureWire(set, testSigner("example", KEY), times);
  const rest = setWire({ ...set, ttl: 11 });
  let asked: packet.Packet | null = null;
  await resolver((query) => {
    asked = packet.decode(query);
    return answerWith(query, 0, Buffer.concat([rest, signature]), 2);
  });
  expect(await askParent(ZONE)).toEqual({ ds: [DS.toString("hex")], ttl: 7_200 });
  expect(asked).toMatchObject({
    questions: [{ name: ZONE, type: "DS" }],
    additionals: [{ type: "OPT", flag_do: true }],
  });
});

test("without a signature a day is assumed", async () => {
  const records = setWire({ owner: ZONE, type: 43, ttl: 11, data: [DS] });
  await resolver((query) => answerWith(query, 0, records, 1));
  expect(await askParent(ZONE)).toEqual({ ds: [DS.toString("hex")], ttl: 86_400 });
});

test("no records, and no such name, are both none", async () => {
  for (const rcode of [0, 3]) {
    await resolver((query) => answerWith(query, rcode, Buffer.alloc(0), 0));
    expect(await askParent(ZONE)).toMatchObject({ ds: [] });
  }
});

test("what is no answer to the question is an error, never none", async () => {
  const wrong: readonly ((query: Buffer) => Buffer | null)[] = [
    (query) => answerWith(query, 2, Buffer.alloc(0), 0),
    (query) => answerWith(query, 5, Buffer.alloc(0), 0),
    () => null,
    () => Buffer.alloc(3),
    (query) => {
      const answer = answerWith(query, 0, Buffer.alloc(0), 0);
      answer.writeUInt16BE((query.readUInt16BE(0) + 1) & 0xffff, 0);
      return answer;
    },
    (query) => {
      const answer = answerWith(query, 0, Buffer.alloc(0), 0);
      answer.write("kk", 13);
      return answer;
    },
  ];
  for (const [index, answer] of wrong.entries()) {
    await resolver(answer);
    expect({ index, ...(await askParent(ZONE)) }).toMatchObject({ index, error: expect.any(String) });
  }
});
