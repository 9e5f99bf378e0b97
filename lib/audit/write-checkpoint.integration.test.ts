import { afterEach, beforeEach, expect, it } from "vitest";
import { isSignedBy } from "@/lib/crypto/checkpoint-signature";
import { clock } from "@/lib/platform/clock";
import { checkpointState } from "./checkpoint-state";
import { checkpointHash, parseChains, parseCheckpoint } from "./checkpoint-text";
import { Checkpointer } from "./checkpointer";
import { auditRecord } from "./record";
import { openTestLog, type TestLog } from "./test-log";
import { verifyLog } from "./verify-log";

let log: TestLog;

beforeEach(async () => {
  log = await openTestLog();
});
afterEach(() => log.close());

interface Row {
  number: string;
  text: string;
  signature: Buffer;
  chains: string;
}

async function stored() {
  const rows = await log.query<Row>("SELECT number, text, signature, chains FROM audit_checkpoint ORDER BY number");
  return rows.map(({ text, signature, chains }) => {
    const [facts, part] = [parseCheckpoint(text), parseChains(chains)];
    if (facts === null || part === null) throw new Error("a checkpoint cannot be read");
    return { facts, part, text, signature, chains };
  });
}

it("each checkpoint is signed, names the one before and covers what was committed since", async () => {
  await log.commit("o-a", "o-b", "o-a");
  await log.checkpoint();
  await log.commit("o-a");
  await log.checkpoint();
  const [first, second] = await stored();
  if (first === undefined || second === undefined) throw new Error("two checkpoints expected");
  const { publicKey, fingerprint } = await log.keys.first();
  expect(first.facts.events).toEqual([{ kind: "key", publicKey }]);
  for (const { facts, text, signature, chains } of [first, second]) {
    expect(facts.key).toBe(fingerprint);
    expect(isSignedBy(publicKey, text, signature)).toBe(true);
    expect(facts.chains).toBe(checkpointHash(chains));
  }
  expect(second.facts).toMatchObject({
    number: 2,
    previous: checkpointHash(first.text),
    database: first.facts.database,
  });
  expect(second.facts.organisations).not.toBe(first.facts.organisations);
  const leaves = await log.query(
    "SELECT organisation_id, checkpoint::int, record_count::int FROM audit_leaf ORDER BY 1, 2",
  );
  expect(leaves).toEqual([
    { organisation_id: "o-a", checkpoint: 1, record_count: 2 },
    { organisation_id: "o-a", checkpoint: 2, record_count: 3 },
    { organisation_id: "o-b", checkpoint: 1, record_count: 1 },
  ]);
});

it("without news there is no checkpoint until one is due", async () => {
  await log.commit("o-a");
  // A chain that is opened later than its neighbour would be news.
  await expect.poll(() => log.query("SELECT id FROM audit_writer")).toHaveLength(2);
  expect(await log.checkpoint({ when: "due" })).not.toBeNull();
  expect(await log.checkpoint({ when: "due" })).toBeNull();
  expect(await log.checkpoint({ when: "news" })).toBeNull();
  await log.commit("o-a");
  expect(await log.checkpoint({ when: "due" })).not.toBeNull();
});

it("a chain is closed once its writer's session has ended, however it ended, and not before", async () => {
  await log.commit("o-a");
  await log.checkpoint();
  expect((await stored())[0]?.part.closed).toEqual([]);
  await log.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pelagos writer' AND datname = current_database()",
  );
  await expect
    .poll(
      () =>
        log.commit("o-a").then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true);
  await log.checkpoint();
  const [first, second] = await stored();
  const before = first?.part.opened.map(({ writer }) => writer).sort() ?? [];
  expect(before.length).toBeGreaterThan(0);
  const closed = second?.part.closed.map(({ writer, reason }) => ({ writer, reason }));
  // A session that was opened anew and lost again meanwhile is closed as well.
  expect(closed).toEqual(expect.arrayContaining(before.map((writer) => ({ writer, reason: "gone" }))));
  const successors = second?.part.opened.filter(({ predecessor }) => predecessor !== null) ?? [];
  const gone = closed?.map(({ writer }) => writer) ?? [];
  for (const { predecessor } of successors) expect(gone).toContain(predecessor);
});

it("a group changed before it is covered is not signed: its chain is closed there, and its writer opens another", async () => {
  await log.commit("o-a");
  await log.checkpoint();
  await log.commit("o-a");
  await log.query("UPDATE audit_group SET manifest = replace(manifest, 'o-a', 'o-b') WHERE number = 1 OR number = 2");
  await log.checkpoint();
  const closed = (await stored())[1]?.part.closed ?? [];
  expect(closed.map(({ reason }) => reason)).toEqual(["broken"]);
  await expect
    .poll(
      async () => (await log.query("SELECT 1 FROM audit_writer WHERE predecessor = $1", [closed[0]?.writer])).length,
      {
        timeout: 10_000,
      },
    )
    .toBe(1);
});

it("a successor of the signing key is named by a checkpoint that its predecessor signed", async () => {
  await log.commit("o-a");
  await log.checkpoint();
  await log.checkpoint({ rotateKey: true });
  await log.checkpoint();
  const [first, second, third] = await stored();
  expect(second?.facts.key).toBe(first?.facts.key);
  const named = second?.facts.events.find((event) => event.kind === "key");
  expect(third?.facts.key).not.toBe(first?.facts.key);
  expect(isSignedBy(named?.publicKey ?? "", third?.text ?? "", third?.signature ?? Buffer.alloc(0))).toBe(true);
});

it("many processes write one sequence: no number twice, none left out", async () => {
  const others = Array.from({ length: 4 }, () => new Checkpointer(log.database, log.keys));
  const rounds = Array.from({ length: 5 }, () => others);
  for (const round of rounds) {
    await log.commit("o-a", "o-b");
    await Promise.all(round.map((each) => each.writeNow({ when: "always" })));
  }
  const all = await stored();
  expect(all.map(({ facts }) => facts.number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  for (const [index, { facts }] of all.entries()) {
    if (index > 0) expect(facts.previous).toBe(checkpointHash(all[index - 1]?.text ?? ""));
  }
});

it("one process has the turn; when it ends another takes over, and the last to stop closes every chain", async () => {
  const [one, other] = [new Checkpointer(log.database, log.keys), new Checkpointer(log.database, log.keys)];
  one.start();
  await log.commit("o-a");
  await expect.poll(async () => (await checkpointState(log.database)).number, { timeout: 10_000 }).toBe(1);
  other.start();
  await one.stop();
  await log.commit("o-a");
  await expect.poll(async () => (await stored()).length, { timeout: 10_000 }).toBeGreaterThan(1);
  await log.writer.close();
  await other.stop();
  const all = await stored();
  const opened = all.flatMap(({ part }) => part.opened.map(({ writer }) => writer)).sort();
  expect(all.flatMap(({ part }) => part.closed.map(({ writer }) => writer)).sort()).toEqual(opened);
  expect(await checkpointState(log.database)).toMatchObject({ number: all.length, isOverdue: false });
});

it("what one checkpoint cannot cover is left to the next, and no chain is closed before all of it is covered", async () => {
  await log.query("INSERT INTO audit_writer (id, node) VALUES ('aw-many', 'elsewhere:1')");
  await log.query(MANY_GROUPS, [2_500]);
  expect(await log.checkpoint()).toMatchObject({ isPartial: true });
  expect(await log.checkpoint()).toMatchObject({ isPartial: false });
  const [first, second] = await stored();
  expect(first?.part.heads).toMatchObject([{ writer: "aw-many", number: 2_000 }]);
  expect(first?.part.closed).toEqual([]);
  expect(second?.part.closed).toMatchObject([{ writer: "aw-many", number: 2_500, reason: "gone" }]);
});

const MANY_GROUPS = `
WITH RECURSIVE chain AS (
  SELECT 0 AS number, ''::text AS previous, '' AS manifest,
    encode(sha256(convert_to(E'pelagos/1/writer\\naw-many', 'UTF8')), 'hex') AS head
  UNION ALL
  SELECT number + 1, head, '1 o-a ' || repeat('ab', 32),
    encode(sha256(convert_to(
      E'pelagos/1/group\\naw-many\\n' || number + 1 || E'\\n' || head || E'\\n1 o-a ' || repeat('ab', 32), 'UTF8')), 'hex')
  FROM chain WHERE number < $1
)
INSERT INTO audit_group (writer, number, previous_head, manifest, head, record_count)
SELECT 'aw-many', number, decode(previous, 'hex'), manifest, decode(head, 'hex'), 1 FROM chain WHERE number > 0`;

it("a writer that died while its commit was under way is closed only after that commit, which the proof covers", async () => {
  await log.query("INSERT INTO access_epoch (organisation_id, epoch) VALUES ('o-a', 1)");
  const blocker = await log.database.pool.connect();
  await blocker.query("BEGIN; SELECT 1 FROM access_epoch FOR UPDATE");
  const condition = { key: null, epoch: { organisationId: "o-a", epoch: 1n } };
  const doubtful = auditRecord({ ...log.record().facts }, condition);
  await expect(log.writer.commit(doubtful, clock.monotonicMs() + 1_000)).rejects.toMatchObject({ code: "unavailable" });
  await expect
    .poll(() => log.query("SELECT 1 FROM audit_writer WHERE predecessor IS NOT NULL"), { timeout: 10_000 })
    .toHaveLength(1);
  await log.checkpoint();
  expect((await stored())[0]?.part.closed).toEqual([]);
  await blocker.query("COMMIT");
  blocker.release();
  await expect.poll(() => log.query("SELECT 1 FROM audit_group"), { timeout: 10_000 }).toHaveLength(1);
  const closedByNext = async () => {
    await log.checkpoint();
    return (await stored()).flatMap(({ part }) => part.closed);
  };
  await expect.poll(closedByNext, { timeout: 10_000 }).toMatchObject([{ number: 1, reason: "gone" }]);
  expect(await verifyLog(log.database)).toMatchObject({ isIntact: true, records: 1 });
});

it("a checkpointer killed in the middle of a checkpoint leaves a sequence that the next one continues", async () => {
  await log.commit("o-a", "o-b");
  await log.checkpoint();
  await log.commit("o-a");
  const blocker = await log.database.pool.connect();
  await blocker.query("BEGIN; LOCK TABLE audit_leaf IN EXCLUSIVE MODE");
  const killed = new Checkpointer(log.database, log.keys).writeNow({ when: "always" });
  const outcome = killed.then(
    () => "written",
    () => "killed",
  );
  const waiting = `SELECT pid FROM pg_locks WHERE relation = 'audit_leaf'::regclass AND NOT granted`;
  await expect.poll(() => log.query(waiting), { timeout: 10_000 }).toHaveLength(1);
  await log.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS waiting`);
  expect(await outcome).toBe("killed");
  await blocker.query("ROLLBACK");
  blocker.release();
  expect((await stored()).length).toBe(1);
  await log.checkpoint();
  expect(await verifyLog(log.database)).toMatchObject({ isIntact: true, checkpoints: 2, records: 3 });
});
