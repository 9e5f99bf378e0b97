import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SpawnedServer } from "./spawn-server";
import { type Answered, type TestInstallation, testInstallation, underLoad } from "./test-installation";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe("two servers on one database", () => {
  let installation: TestInstallation;
  let changing: SpawnedServer;
  let used: SpawnedServer;
  let home: pg.Client;

  beforeAll(async () => {
    installation = await testInstallation();
    changing = await installation.serve();
    used = await installation.serve();
    home = new pg.Client({ connectionString: installation.database.url });
    await home.connect();
  });
  afterAll(async () => {
    await home.end();
    await installation.end();
  });

  async function newKey(name: string): Promise<string> {
    const created = await installation.call(changing, "POST", "/nl-01/keys", { name });
    expect(created.status).toBe(201);
    return `/nl-01/keys/${created.body.slug}`;
  }

  const encrypting = (path: string) => () =>
    installation.call(used, "POST", `${path}/encrypt`, { plaintext: "aGVsbG8=" });

  async function recordsOf(answers: readonly Answered[]): Promise<number> {
    const { rows } = await home.query("SELECT count(*)::int AS count FROM audit_record WHERE request_id = ANY ($1)", [
      answers.map(({ requestId }) => requestId),
    ]);
    return rows[0].count;
  }

  it("once a rotation is answered by one, no call that starts later on the other uses the old version", async () => {
    const path = await newKey("rotated under load");
    const load = underLoad(24, encrypting(path));
    const rotations: Answered[] = [];
    for (let count = 0; count < 40; count += 1) {
      rotations.push(await installation.call(changing, "POST", `${path}/rotate`));
      await sleep(25);
    }
    const answers = await load.stop();

    expect(rotations.map(({ status }) => status)).toEqual(rotations.map(() => 200));
    expect(answers.length).toBeGreaterThan(100);
    const stale = answers.filter((answer) => {
      const answered = rotations.filter(({ endedAtMs }) => endedAtMs < answer.startedAtMs).at(-1);
      return answer.status !== 200 || (answer.body.keyVersion ?? 0) < (answered?.body.latestVersion ?? 1);
    });
    expect(stale).toEqual([]);
    expect(new Set(answers.map(({ body }) => body.keyVersion)).size).toBeGreaterThan(10);
    expect(await recordsOf(answers)).toBe(answers.length);
  });

  it("once disable or enable is answered by one, every call that starts later on the other sees it", async () => {
    const path = await newKey("switched under load");
    const load = underLoad(24, encrypting(path));
    const changes: (Answered & { usable: boolean })[] = [];
    for (let count = 0; count < 40; count += 1) {
      const usable = count % 2 === 1;
      const change = await installation.call(changing, "POST", `${path}/${usable ? "enable" : "disable"}`);
      expect(change.status).toBe(200);
      changes.push({ ...change, usable });
      await sleep(25);
    }
    const answers = await load.stop();

    const wrong = answers.filter((answer) => {
      const before = changes.filter(({ endedAtMs }) => endedAtMs < answer.startedAtMs).at(-1);
      const meanwhile = changes.some((c) => c.startedAtMs < answer.endedAtMs && c.endedAtMs > answer.startedAtMs);
      return !meanwhile && answer.status !== ((before?.usable ?? true) ? 200 : 400);
    });
    expect(wrong).toEqual([]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]));
    expect(await recordsOf(answers)).toBe(answers.length);
  });

  it("once a token is revoked in the home database, no call that starts later is answered", async () => {
    const path = await newKey("used by a revoked token");
    expect((await encrypting(path)()).status).toBe(200);
    await home.query("BEGIN");
    const { rows } = await home.query("UPDATE access_token SET revoked_at = now() RETURNING user_id");
    expect(rows).toHaveLength(1);
    await home.query("UPDATE access_epoch SET epoch = epoch + 1");
    await home.query("COMMIT");
    const refused = await encrypting(path)();
    await home.query("UPDATE access_token SET revoked_at = NULL");
    await home.query("UPDATE access_epoch SET epoch = epoch + 1");

    expect([refused.status, refused.body.code]).toEqual([401, "unauthenticated"]);
    expect(await recordsOf([refused])).toBe(0);
  });

  it("a record field with NUL or a lone surrogate harms neither its own call nor others of its group", async () => {
    const path = await newKey("beside bad names");
    const bad = ["%00", "%ED%A0%80", "a%09b", "a%0Ab", encodeURIComponent("🦀".repeat(200))];
    const calls = Array.from({ length: 60 }, (_, index) =>
      index % 2 === 0
        ? encrypting(path)()
        : installation.call(used, "POST", `/nl-01/keys/x${bad[(index >> 1) % bad.length]}/encrypt`, {
            plaintext: "YQ==",
          }),
    );
    const answers = await Promise.all(calls);
    expect(answers.map(({ status }) => status)).toEqual(answers.map((_, index) => (index % 2 === 0 ? 200 : 404)));
    expect(await recordsOf(answers)).toBe(answers.length);
  });

  it("each writer's groups form one unbroken chain over the hashes of their records", async () => {
    const { rows } = await home.query(`
      SELECT count(*)::int AS groups, count(*) FILTER (WHERE NOT linked)::int AS broken FROM (
        SELECT number = 1 OR previous_head = lag(head) OVER (PARTITION BY writer ORDER BY number) AS linked FROM audit_group
      ) AS chain`);
    expect(rows[0].groups).toBeGreaterThan(100);
    expect(rows[0].broken).toBe(0);
    const hashes = await home.query(`
      SELECT count(*)::int AS records, count(*) FILTER (WHERE NOT listed)::int AS unlisted FROM (
        SELECT position(encode(sha256(convert_to('pelagos/1/record' || E'\\n' || encode(r.salt, 'hex') || E'\\n' || r.body, 'UTF8')), 'hex') IN g.manifest) > 0
          AS listed FROM audit_record r JOIN audit_group g ON g.writer = r.writer AND g.number = r.group_number
      ) AS records`);
    expect(hashes.rows[0].records).toBeGreaterThan(1_000);
    expect(hashes.rows[0].unlisted).toBe(0);
  });
});
