import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { callSamples, curlSample, type SampleCall } from "./call-samples";

interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const received: Received[] = [];
let server: Server;
let folder: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = "", url = "", headers } = request;
    received.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    response.setHeader("content-type", "application/json").end(`{"ciphertext":"thalassa:v1:AA=="}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  folder = await mkdtemp(join(tmpdir(), "pelagos-samples-"));
  await writeFile(join(folder, "payload.bin"), Buffer.from([0, 255, 10, 39]));
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

function sample(more: Partial<SampleCall> = {}): SampleCall {
  const { port } = server.address() as AddressInfo;
  return {
    method: "POST",
    url: `http://127.0.0.1:${port}/v1/kms/nl-01/keys/orders-db/encrypt`,
    organisation: "acme",
    project: null,
    body: { plaintext: "aGVsbG8=", exportAllowed: false, labels: { owner: `it's "$HOME" \`x\`` } },
    ...more,
  };
}

const execute = promisify(execFile);

/** What a program prints; throws with its error output where it fails. */
async function run(command: string, args: string[]): Promise<string> {
  const env = { ...process.env, TOKEN: "tc_pat_test" };
  return (await execute(command, args, { cwd: folder, env })).stdout;
}

function last(): Received {
  const call = received.at(-1);
  if (call === undefined) throw new Error("the server received nothing");
  return call;
}

it("the Node sample sends exactly the call it describes", async () => {
  const code = callSamples(sample({ project: "prj-1" })).find(({ id }) => id === "node")?.code ?? "";
  expect(await run(process.execPath, ["--input-type=module", "-e", code])).toContain("thalassa:v1:AA==");
  expect(JSON.parse(last().body)).toEqual(sample().body);
  expect(last().headers).toMatchObject({
    authorization: "Bearer tc_pat_test",
    "x-organisation-identity": "acme",
    "x-project-identity": "prj-1",
    "content-type": "application/json",
  });
});

it("the Node sample reads what is too long to show from a file", async () => {
  const fromFile = { field: "plaintext", file: "payload.bin", as: "base64" } as const;
  const code = callSamples(sample({ body: { keyVersion: 2 }, fromFile })).find(({ id }) => id === "node")?.code ?? "";
  await run(process.execPath, ["--input-type=module", "-e", code]);
  expect(JSON.parse(last().body)).toEqual({ keyVersion: 2, plaintext: "AP8KJw==" });
});

it("the curl sample is one shell command whatever stands in the body", async () => {
  const stub = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n`;
  const words = (await run("/bin/sh", ["-c", stub + curlSample(sample())])).split("\0");
  expect(words.slice(0, 4)).toEqual(["-sS", "-X", "POST", sample().url]);
  expect(words).toContain("Authorization: Bearer tc_pat_test");
  expect(JSON.parse(words[words.indexOf("-d") + 1] ?? "")).toEqual(sample().body);
});

it("the curl sample reads what is too long to show from a file", async () => {
  const fromFile = { field: "plaintext", file: "payload.bin", as: "base64" } as const;
  const stub = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n`;
  const code = curlSample(sample({ body: { keyVersion: 2 }, fromFile }));
  const words = (await run("/bin/sh", ["-c", stub + code])).split("\0");
  expect(JSON.parse(words[words.indexOf("-d") + 1] ?? "")).toEqual({ keyVersion: 2, plaintext: "AP8KJw==" });
});

it("no sample holds a token", () => {
  for (const { code } of callSamples(sample())) expect(code).not.toMatch(/tc_pat_/);
});
