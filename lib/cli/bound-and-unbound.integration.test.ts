import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { accessTokenHash } from "@/lib/iam/access-token";
import { newId } from "@/lib/platform/id";
import type { SpawnedServer } from "./spawn-server";
import { callServer, type TestInstallation, testInstallation } from "./test-installation";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let installation: TestInstallation;
let changing: SpawnedServer;
let used: SpawnedServer;
const userId = newId("u");
const token = `tc_pat_${randomBytes(24).toString("hex")}`;

beforeAll(async () => {
  installation = await testInstallation();
  changing = await installation.serve();
  used = await installation.serve();
  const home = new pg.Client({ connectionString: installation.database.url });
  await home.connect();
  await home.query(
    "INSERT INTO app_user (id, email, name, password_changed_at) VALUES ($1, 'bob@example.org', 'Bob', now())",
    [userId],
  );
  await home.query(
    "INSERT INTO membership (id, organisation_id, user_id, role) SELECT $1, id, $2, 'MEMBER' FROM organisation",
    [newId("mem"), userId],
  );
  await home.query(
    "INSERT INTO access_token (id, hash, user_id, name, created_at) VALUES ($1, $2, $3, 'test', now())",
    [newId("pat"), Buffer.from(accessTokenHash(token), "hex"), userId],
  );
  await home.query("UPDATE access_epoch SET epoch = epoch + 1");
  await home.end();
});
afterAll(() => installation.end());

async function administer(method: string, path: string, body?: unknown): Promise<{ identity: string }> {
  const answer = await fetch(`${changing.url}/v1/iam${path}`, {
    method,
    headers: { authorization: `Bearer ${installation.token}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  expect(answer.ok, await answer.clone().text()).toBe(true);
  return answer.json();
}

it("a binding made or removed on one server counts at the next call on another", async () => {
  const key = await installation.call(changing, "POST", "/nl-01/keys", { name: "bound" });
  const use = async () =>
    (await callServer(used, token, "POST", `/nl-01/keys/${key.body.slug}/encrypt`, { plaintext: "aGVsbG8=" })).status;
  for (let round = 0; round < 10; round += 1) {
    expect(await use()).toBe(404);
    const { identity } = await administer("POST", "/roles/kms:Encrypt/bindings", { userIdentity: userId });
    expect(await use()).toBe(200);
    await administer("DELETE", `/roles/kms%3AEncrypt/bindings/${identity}`);
  }
  expect(await use()).toBe(404);
});
