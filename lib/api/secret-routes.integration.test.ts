import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerInNext } from "./next-mount";
import { openTestServer, type Sent, type TestServer } from "./test-server";

const PLACE = "/v1/secrets/nl-01";
let server: TestServer;

beforeAll(async () => {
  server = await openTestServer();
  await send("POST", "/v1/kms/nl-01/keys", { body: { name: "first" } });
  for (const path of ["/a+b", "/app/prod/db", "/app/prod/env"]) {
    const body = { path, kmsKeyIdentity: "first", secretString: "YQ==" };
    await send("POST", `${PLACE}/secrets`, { body });
  }
});
afterAll(() => server.close());

const send = (method: string, path: string, sent: Sent = {}) =>
  server.send(method, path, { token: server.kms.ada.token, ...sent });

/** Sends a target as it is written, which fetch does not. */
function statusOf(target: string): Promise<{ status: number; message: string }> {
  const { hostname, port } = new URL(server.url);
  const headers = { authorization: `Bearer ${server.kms.ada.token}` };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: target, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      const { message = "" } = JSON.parse(Buffer.concat(chunks).toString());
      resolve({ status: answer.statusCode ?? 0, message });
    });
    sent.on("error", reject).end();
  });
}

const DOTTED = ["app/prod/../../a+b", "app/prod/%2e%2e/%2E./a+b", "./a+b"];

test.each(DOTTED)("%s addresses no secret, on the server's own listener", async (path) => {
  const refused = { status: 400, message: expect.stringContaining("must not hold . or ..") };
  expect(await statusOf(`${PLACE}/secret/${path}`)).toEqual(refused);
  expect(await statusOf(`${PLACE}/secret/a+b`)).toEqual({ status: 200, message: "" });
  expect(await statusOf(`/v1/kms/x/../nl-01/keys/first`)).toEqual(refused);
});

test("dot segments between escaped slashes address no secret, mounted in Next", async () => {
  const answer = await answerInNext(new Request(`http://localhost${PLACE}/secret/app%2Fprod%2F..%2Fa+b`));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: "invalid_request", requestId: answer.headers.get("x-request-id") });
});

test("two paths in one request are refused, the same one twice is not", async () => {
  const value = (query: string) => send("POST", `${PLACE}/secret/app/prod/db/value?path=${query}`);
  expect(await value("/app/prod/env")).toMatchObject({
    status: 400,
    body: { message: "path: must be the path in the address, or left out." },
  });
  expect(await value("/app/prod/db")).toMatchObject({ status: 200, body: { path: "/app/prod/db" } });
});

test.each([
  ["app/prod/db", "path: must begin with a slash."],
  ["", "path: must begin with a slash."],
  ["/a+b", "path: must be made of letters, digits and / _ - . +; in a query + stands for a space, so write %2B."],
  ["/app/../a", "path: must not hold . or .. between slashes."],
])("a query that spells the path %s says what is wrong with it", async (path, message) => {
  expect(await send("GET", `${PLACE}/secret?path=${path}`)).toMatchObject({ status: 400, body: { message } });
});

test("a version that is no number is refused with a sentence", async () => {
  for (const version of ["x", "0", "-1"]) {
    expect(await send("DELETE", `${PLACE}/secret/app/prod/db/versions?version=${version}`)).toMatchObject({
      status: 400,
      body: { message: "version: must be a whole number from 1." },
    });
  }
});

test("a secret is tagged with what If-Match takes", async () => {
  const read = await send("GET", `${PLACE}/secret/app/prod/env`);
  const tag = String(read.headers.get("etag"));
  expect(tag).toBe('"1"');
  const change = () =>
    send("PATCH", `${PLACE}/secret/app/prod/env`, {
      body: { rotationReminderInDays: 90 },
      headers: { "if-match": tag },
    });
  const changed = await change();
  expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
  expect((await change()).status).toBe(412);
});
