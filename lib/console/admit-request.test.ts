import { createServer, request, type Server } from "node:http";
import { connect } from "node:net";
import { text as readAll } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { admitRequest } from "./admit-request";

const origin = "http://localhost:3000";
const action = { "next-action": "4".repeat(42), "content-type": "text/plain;charset=UTF-8", origin };
let server: Server;
let handed = 0;

beforeAll(async () => {
  setConfig(loadConfig({}));
  server = createServer((received, response) =>
    admitRequest(received, response, async (admitted) => {
      handed += 1;
      const chunks: Buffer[] = [];
      for await (const chunk of admitted) chunks.push(chunk);
      response.end(JSON.stringify([admitted.method, admitted.url, Buffer.concat(chunks).toString()]));
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => server.close());

interface Answer {
  status: number;
  body: string;
  allow: string | undefined;
}

function portOf(listener: Server): number {
  const listening = listener.address();
  if (listening === null || typeof listening === "string") throw new Error("the server does not listen on a port");
  return listening.port;
}

function send(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  const port = portOf(server);
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, async (response) => {
      let text = "";
      for await (const chunk of response.setEncoding("utf8")) text += chunk;
      resolve({ status: response.statusCode ?? 0, body: text, allow: response.headers.allow });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function expectRefused(status: number, sent: Promise<Answer>): Promise<void> {
  const before = handed;
  const answer = await sent;
  expect(answer.status, answer.body).toBe(status);
  expect(JSON.parse(answer.body)).toMatchObject({ message: expect.any(String), requestId: expect.any(String) });
  expect(handed, "nothing is handed on").toBe(before);
}

test("an action of the console's own pages is handed on with its whole body", async () => {
  const body = JSON.stringify([{ organisation: "a", project: "$undefined" }, { plaintext: "x".repeat(200_000) }]);
  const answer = await send("POST", "/a/keys?tab=b", action, body);
  expect(JSON.parse(answer.body)).toEqual(["POST", "/a/keys?tab=b", body]);
});

test("a form that is posted before the page's script was there is handed on", async () => {
  const headers = { origin, "content-type": "application/x-www-form-urlencoded" };
  expect(JSON.parse((await send("POST", "/sign-in", headers, "email=a")).body)).toEqual([
    "POST",
    "/sign-in",
    "email=a",
  ]);
});

test.each([
  { origin: "http://localhost:3001", "sec-fetch-site": "same-site" },
  { origin: "null", "sec-fetch-site": "same-origin" },
  { origin, "sec-fetch-site": "cross-site" },
])("an action from elsewhere is refused with 403: %j", (from) =>
  expectRefused(403, send("POST", "/a", { ...action, ...from }, "[]")),
);

test("an action that says nothing about where it comes from is refused with 403", () => {
  const { origin: _, ...headers } = action;
  return expectRefused(403, send("POST", "/a", headers, "[]"));
});

test.each(["", "{", "{}", '"a"', "null", '["$F1"]', '[{"a":["$1"]}]'])(
  "an action whose body is %j is refused with 400",
  (body) => expectRefused(400, send("POST", "/a", action, body)),
);

test.each(["x", "4".repeat(39), `${"4".repeat(42)}%00`])("the action %j is refused with 400", (id) =>
  expectRefused(400, send("POST", "/a", { ...action, "next-action": id }, "[]")),
);

const part = (name: string, text: string) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
const form = { ...action, "content-type": "multipart/form-data; boundary=b" };

test("an action with a form is handed on where the form has every part that the arguments name", async () => {
  const body = `${part("1_email", "a")}${part("0", '["$K1"]')}--b--\r\n`;
  expect(JSON.parse((await send("POST", "/a", form, body)).body)).toEqual(["POST", "/a", body]);
});

test.each([
  ["is cut short", part("0", "[]")],
  ["has no arguments", `${part("1", "[]")}--b--\r\n`],
  ["has arguments that are not JSON", `${part("0", "x")}--b--\r\n`],
  ["lacks a part", `${part("0", '["$1"]')}--b--\r\n`],
])("a form that %s is refused with 400", (_, body) => expectRefused(400, send("POST", "/a", form, body)));

test("a body above the bound is refused with 413, whether its length is declared or not", async () => {
  const body = JSON.stringify(["x".repeat(1_048_576)]);
  await expectRefused(413, send("POST", "/a", { ...action, "content-length": String(body.length) }, body));
  await expectRefused(413, send("POST", "/a", { ...action, "transfer-encoding": "chunked" }, body));
});

test("who reads the answer only when the whole body is sent gets it all the same", async () => {
  const size = 2_000_000;
  const socket = connect(portOf(server), "127.0.0.1");
  socket.write(`POST /a HTTP/1.1\r\nHost: x\r\nOrigin: ${origin}\r\nNext-Action: ${"4".repeat(42)}\r\n`);
  socket.write(`Content-Length: ${size}\r\n\r\n`);
  for (let sent = 0; sent < size; sent += size / 4) {
    await sleep(50);
    await new Promise<void>((resolve, reject) => {
      socket.write("x".repeat(size / 4), (error) => (error ? reject(error) : resolve()));
    });
  }
  expect(await readAll(socket)).toContain("413 Payload Too Large");
});

test.each(["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE"])("%s is refused with 405", async (method) => {
  await expectRefused(405, send(method, "/a", { origin }));
  expect((await send(method, "/a", { origin })).allow).toBe("GET, HEAD, POST");
});
