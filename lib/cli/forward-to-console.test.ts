import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, createServer, type RequestListener, request, type Server } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { endAfterDraining } from "@/lib/platform/body";
import { consoleForwarder } from "./forward-to-console";
import { listenForPages } from "./listen";

const folder = mkdtempSync(join(tmpdir(), "pelagos-"));
const consoleSocket = join(folder, "console");
const front = createServer(consoleForwarder(consoleSocket));
let pages: Server | null = null;
let origin = "";
let port = 0;

beforeAll(async () => {
  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  const address = front.address();
  port = address !== null && typeof address === "object" ? address.port : 0;
  origin = `http://127.0.0.1:${port}`;
});

async function closePages(): Promise<void> {
  pages?.closeAllConnections();
  await new Promise((resolve) => (pages === null ? resolve(null) : pages.close(resolve)));
  pages = null;
}

afterEach(closePages);

afterAll(() => {
  front.closeAllConnections();
  front.close();
  rmSync(folder, { recursive: true });
});

async function withPages(handler: RequestListener): Promise<void> {
  pages = await listenForPages(consoleSocket, handler);
}

const echo: RequestListener = async (request, response) => {
  const { method, url, headers } = request;
  const body = await text(request);
  response.setHeader("set-cookie", ["a=1", "b=2"]);
  response.end(JSON.stringify({ method, url, headers, body }));
};

test("a request and its answer pass whole: method, target, headers, body, cookies", async () => {
  await withPages(echo);
  const body = "x".repeat(300_000);
  const answer = await fetch(`${origin}/a/b?c=d%20e`, { method: "POST", body, headers: { "x-own": "1" } });
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(await answer.json()).toMatchObject({ method: "POST", url: "/a/b?c=d%20e", body, headers: { "x-own": "1" } });
});

test("an answer arrives as it is written, not at its end", async () => {
  await withPages(async (_, response) => {
    response.write("first");
    await sleep(300);
    response.end("last");
  });
  const answer = await fetch(`${origin}/`);
  const chunks: string[] = [];
  for await (const chunk of answer.body ?? []) chunks.push(Buffer.from(chunk).toString());
  expect(chunks).toEqual(["first", "last"]);
});

test("answers without a body keep their status", async () => {
  await withPages((request, response) => response.writeHead(request.method === "HEAD" ? 200 : 304).end());
  expect((await fetch(`${origin}/`, { method: "HEAD" })).status).toBe(200);
  expect((await fetch(`${origin}/`)).status).toBe(304);
});

test("the body of a GET reaches nobody as a request of its own", async () => {
  const seen: string[] = [];
  await withPages((request, response) => {
    seen.push(request.url ?? "");
    response.end("ok");
  });
  const hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  for (const framing of [`Content-Length: ${hidden.length}\r\n\r\n${hidden}`, chunked(hidden)]) {
    const socket = connect(port, "127.0.0.1");
    socket.write(`GET /seen HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${framing}`);
    expect(await text(socket)).toContain("200 OK");
  }
  expect((await fetch(`${origin}/after`)).status).toBe(200);
  expect(seen).toEqual(["/seen", "/seen", "/after"]);
});

const chunked = (body: string) =>
  `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

test("headers of the connection stay on it, those it names too", async () => {
  await withPages(echo);
  const socket = connect(port, "127.0.0.1");
  socket.write(
    "GET / HTTP/1.1\r\nHost: x\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nX-Stays: 1\r\nTE: trailers\r\n\r\n",
  );
  const answer = (await text(socket)).toLowerCase();
  expect(answer).toContain('"x-stays":"1"');
  expect(answer).not.toContain("x-hop");
  expect(answer).not.toContain("trailers");
});

test("a request waits for a console that starts", async () => {
  const asked = fetch(`${origin}/`).then((answer) => answer.status);
  await sleep(200);
  await withPages(echo);
  expect(await asked).toBe(200);
});

test("a console that goes away while it answers ends the answer with 503, or cuts it where it has begun", async () => {
  await withPages(echo);
  expect((await fetch(`${origin}/`)).status).toBe(200);
  await closePages();
  await withPages((request) => request.socket.destroy());
  const refused = await fetch(`${origin}/`);
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: "unavailable" });
  await closePages();
  await withPages((request, response) => {
    response.write("begun");
    setTimeout(() => request.socket.destroy(), 50);
  });
  const cut = await fetch(`${origin}/`);
  await expect(cut.text()).rejects.toThrow();
});

test("what an early answer leaves of a body does not hold up the next call of its connection", async () => {
  await withPages((request, response) => {
    if (request.method === "GET") return void response.end();
    if (request.method === "PUT") return void response.writeHead(405, { connection: "close" }).end();
    response.writeHead(413, { connection: "close", "content-length": 9 });
    endAfterDraining(response, "too large");
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const status = (method: string, body = "") =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = request(origin, { agent, method }, (answer) => {
        answer.resume().once("end", () => resolve(answer.statusCode));
      });
      sent.on("error", reject).end(body);
    });
  expect(await status("POST", "x".repeat(2_000_000))).toBe(413);
  expect(await status("GET")).toBe(200);
  expect(await status("PUT", "x".repeat(300_000))).toBe(405);
  expect(await status("GET")).toBe(200);
  agent.destroy();
});

test("a reader that goes away ends the work for it", async () => {
  let ended: (() => void) | null = null;
  const isEnded = new Promise<void>((resolve) => {
    ended = resolve;
  });
  await withPages((_, response) => {
    response.write("begun");
    response.once("close", () => ended?.());
  });
  const reader = new AbortController();
  await fetch(`${origin}/`, { signal: reader.signal });
  reader.abort();
  await isEnded;
});
