import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { type SpawnedServer, spawnServer, TEST_SERVER } from "./spawn-server";
import { type Answered, callApi, queryEmbedded, underLoad } from "./test-installation";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const dataDirectory = mkdtempSync(join(tmpdir(), "pelagos-secrets-crash-"));
let server: SpawnedServer | null = null;

afterEach(async () => {
  await server?.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
});

const start = () => spawnServer({ program: TEST_SERVER, dataDirectory, environment: { CONSOLE: "off", WORKERS: "2" } });

const SECRETS = 4;
/** How many of the newest versions are read again: those are in danger. */
const CHECKED = 80;
const base64 = (text: string) => Buffer.from(text).toString("base64");

it("kill -9 under writes of values loses no acknowledged secret, version or record, and leaves no half of one", async () => {
  server = await start();
  const { token } = server.bootstrap();
  const call = (method: string, path: string, body?: unknown) => {
    if (server === null) throw new Error("no server");
    return callApi(server, token, method, path, body);
  };
  const { body: key } = await call("POST", "/kms/nl-01/keys", { name: "vault" });
  const create = (path: string, text: string) =>
    call("POST", "/secrets/nl-01/secrets", { path, kmsKeyIdentity: key.slug, secretString: base64(text) });
  for (let index = 0; index < SECRETS; index += 1) {
    expect(await create(`/app/${index}`, "first")).toMatchObject({ status: 201 });
  }

  const written = new Map<string, string>();
  let number = 0;
  const write = async (): Promise<Answered> => {
    number += 1;
    const text = `value ${number}`;
    if (number % 8 === 0) {
      const made = await create(`/made/${number}`, text);
      if (made.status === 201) written.set(`${made.body.path} 1`, text);
      return made;
    }
    const path = `/app/${number % SECRETS}`;
    const put = await call("POST", `/secrets/nl-01/secret${path}/versions`, { path, secretString: base64(text) });
    if (put.status === 200) written.set(`${path} ${put.body.version}`, text);
    return put;
  };
  const load = underLoad(8, write);
  await vi.waitUntil(() => load.answers.filter(({ status }) => status < 300).length > 60, { timeout: 60_000 });
  await server.kill();
  const answers = (await load.stop()).filter(({ status }) => status < 300);
  server = await start();

  for (const [name, text] of [...written].slice(-CHECKED)) {
    const [path, version] = name.split(" ");
    const { body } = await call("POST", `/secrets/nl-01/secret${path}/value`, { path, version: Number(version) });
    expect(body.secretString, name).toBe(base64(text));
  }
  // Of what was written without an answer there is a whole version or none.
  for (let index = 0; index < SECRETS; index += 1) {
    const { body } = await call("GET", `/secrets/nl-01/secret/app/${index}`);
    const newest = body.currentVersion ?? 0;
    for (let version = Math.max(1, newest - CHECKED / SECRETS); version <= newest; version += 1) {
      const read = await call("POST", `/secrets/nl-01/secret/app/${index}/value`, { version });
      expect(read.status).toBe(200);
    }
  }
  await expectRecorded(answers);
});

/** Each write has its own record and that of the encryption under the secret's key. */
async function expectRecorded(answers: readonly Answered[]): Promise<void> {
  const recorded = await queryEmbedded<{ request_id: string; event: string }>(
    dataDirectory,
    "SELECT request_id, event FROM audit_record WHERE outcome = 'allowed'",
  );
  const present = new Set(recorded.map(({ request_id, event }) => `${request_id} ${event.split(".")[0]}`));
  const missing = (kind: string) => answers.filter(({ requestId }) => !present.has(`${requestId} ${kind}`));
  expect(missing("secret")).toEqual([]);
  expect(missing("kms")).toEqual([]);
}
