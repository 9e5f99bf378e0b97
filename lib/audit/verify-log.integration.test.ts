import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkpointKeyOf } from "@/lib/crypto/checkpoint-signature";
import { useFakeClock } from "@/lib/platform/clock";
import { openTestLog, type TestLog } from "./test-log";
import { type VerificationReport, verifyLog } from "./verify-log";

let log: TestLog;

/** Three checkpoints over records of two organisations, on several chains. */
beforeEach(async () => {
  log = await openTestLog();
  for (let round = 0; round < 3; round += 1) {
    await Promise.all([log.commit("o-a", "o-b", "o-a"), log.commit("o-b")]);
    await log.commit("o-a");
    await log.checkpoint();
  }
});
afterEach(() => log.close());

async function verify(): Promise<VerificationReport> {
  const { fingerprint } = await log.keys.first();
  return verifyLog(log.database, { expectedFingerprint: fingerprint });
}

it("an untouched log verifies, and the tail since the last checkpoint is named as unprotected", async () => {
  expect(await verify()).toMatchObject({
    isIntact: true,
    findings: [],
    gaps: [],
    checkpoints: 3,
    records: 15,
    organisations: 2,
    isExpectedKey: true,
    unprotected: { groups: 0, records: 0 },
  });
  await log.commit("o-a", "o-b");
  const report = await verify();
  expect(report).toMatchObject({ isIntact: true, records: 15, unprotected: { records: 2 } });
  await log.writer.close();
  await log.checkpoint();
  expect(await verify()).toMatchObject({ isIntact: true, records: 17, unprotected: { records: 0 } });
});

it("a log of many checkpoints verifies: they are taken in the order of their numbers, page by page", async () => {
  for (let round = 0; round < 230; round += 1) await log.checkpoint();
  await log.commit("o-a");
  await log.checkpoint();
  expect(await verify()).toMatchObject({ isIntact: true, findings: [], checkpoints: 234, records: 16 });
});

it("a successor of the signing key is accepted, and the expected fingerprint is that of the first key", async () => {
  await log.checkpoint({ rotateKey: true });
  await log.checkpoint();
  const report = await verify();
  expect(report).toMatchObject({ isIntact: true, isExpectedKey: true });
  expect(report.fingerprints).toHaveLength(2);
  const other = await verifyLog(log.database, { expectedFingerprint: report.fingerprints[1] ?? "" });
  expect(other).toMatchObject({
    isIntact: false,
    isExpectedKey: false,
    findings: [{ kind: "fingerprint", checkpoint: 1 }],
  });
});

const ONE_RECORD =
  "(writer, group_number, position) = (SELECT writer, group_number, position FROM audit_record ORDER BY event_id LIMIT 1)";
const SECOND_CHECKPOINT = "number = 2";
/** The chain of the group writer that has at least two groups. */
const CHAIN = "(SELECT writer FROM audit_group GROUP BY writer HAVING count(*) > 1 ORDER BY writer LIMIT 1)";

/** What somebody with the rights of the database's owner could do, and how it is named. */
const ATTACKS: Readonly<Record<string, readonly [attack: string, finding: RegExp]>> = {
  "a record's body is edited": [
    `UPDATE audit_record SET body = replace(body, '"u-1"', '"u-2"'), actor_id = 'u-2' WHERE ${ONE_RECORD}`,
    /The record evt-\w+ was changed/,
  ],
  "a record's salt is edited": [
    `UPDATE audit_record SET salt = sha256(salt) WHERE ${ONE_RECORD}`,
    /The record evt-\w+ was changed/,
  ],
  "a column is edited, so that searches do not find the record": [
    `UPDATE audit_record SET resource_id = 'kms-2' WHERE ${ONE_RECORD}`,
    /The record evt-\w+ has another resource_id than its hashed body/,
  ],
  "a record is moved to another organisation": [
    `UPDATE audit_record SET organisation_id = 'o-c' WHERE ${ONE_RECORD}`,
    /has another organisation_id/,
  ],
  "a record is dated otherwise": [
    `UPDATE audit_record SET created_at = created_at - interval '1 day' WHERE ${ONE_RECORD}`,
    /has another created_at/,
  ],
  "a record is deleted": [`DELETE FROM audit_record WHERE ${ONE_RECORD}`, /The record \d+ of group \d+ .* is missing/],
  "every record is deleted": ["TRUNCATE audit_record", /is missing/],
  "a record is added to a group": [
    `INSERT INTO audit_record SELECT 'evt-x', created_at, retention_class, body, salt, writer, group_number, 99, organisation_id, project_id, region,
     actor_id, credential_id, action, event, resource_type, resource_id, key_version, outcome, status, request_id
     FROM audit_record WHERE ${ONE_RECORD}`,
    /was added: its group does not list it/,
  ],
  "a record is replayed": [
    `INSERT INTO audit_record SELECT * FROM audit_record WHERE ${ONE_RECORD}`,
    /was added: its place is taken/,
  ],
  "a record is added beside every group": [
    `INSERT INTO audit_record SELECT 'evt-x', created_at, retention_class, body, salt, 'aw-x', 1, 1, organisation_id, project_id, region,
     actor_id, credential_id, action, event, resource_type, resource_id, key_version, outcome, status, request_id
     FROM audit_record WHERE ${ONE_RECORD}`,
    /The record evt-x stands in no group/,
  ],
  "two records are swapped": [
    `WITH two AS (SELECT writer, group_number, min(position) AS one, max(position) AS other FROM audit_record
       GROUP BY writer, group_number HAVING count(*) > 1 LIMIT 1)
     UPDATE audit_record r SET position = CASE WHEN position = one THEN other ELSE one END FROM two
     WHERE r.writer = two.writer AND r.group_number = two.group_number AND position IN (one, other)`,
    /was changed/,
  ],
  "a group's manifest is edited with its record": [
    `UPDATE audit_group SET manifest = replace(manifest, 'o-a', 'o-c') WHERE writer = ${CHAIN} AND number = 1`,
    /In the chain aw-\w+ group 1 was changed/,
  ],
  "a group is edited and its head computed anew": [
    `UPDATE audit_group SET manifest = changed, head = sha256(convert_to(
       E'pelagos/1/group\\n' || writer || E'\\n' || number || E'\\n' || encode(previous_head, 'hex') || E'\\n' || changed, 'UTF8'))
     FROM (SELECT writer AS w, number AS n, replace(manifest, 'o-b', 'o-c') AS changed FROM audit_group WHERE writer = ${CHAIN} AND number = 1) AS edited
     WHERE writer = w AND number = n`,
    /stands under another organisation|does not follow from group 1/,
  ],
  "a group is deleted": [
    `DELETE FROM audit_group WHERE writer = ${CHAIN} AND number = 1`,
    /In the chain aw-\w+ group 1 is missing/,
  ],
  "the last group of a chain is deleted": [
    `DELETE FROM audit_group WHERE writer = ${CHAIN} AND number = (SELECT max(number) FROM audit_group WHERE writer = ${CHAIN})`,
    /group \d is missing/,
  ],
  "a group is dated otherwise": [
    `UPDATE audit_group SET created_at = created_at + interval '1 second' WHERE writer = ${CHAIN} AND number = 2`,
    /The time of a group that checkpoint \d covers was changed/,
  ],
  "a group's count is edited": [
    `UPDATE audit_group SET record_count = record_count + 1 WHERE writer = ${CHAIN} AND number = 1`,
    /the record count of group 1 was changed/,
  ],
  "a whole chain is removed": [
    `WITH chain AS (SELECT ${CHAIN} AS id), records AS (DELETE FROM audit_record WHERE writer = (SELECT id FROM chain)),
       groups AS (DELETE FROM audit_group WHERE writer = (SELECT id FROM chain))
     DELETE FROM audit_writer WHERE id = (SELECT id FROM chain)`,
    /The row of the chain aw-\w+ is missing/,
  ],
  "a chain is opened earlier": [
    "UPDATE audit_writer SET opened_at = opened_at - interval '1 day'",
    /The row of the chain aw-\w+ was changed/,
  ],
  "a chain that no checkpoint names is added": [
    `INSERT INTO audit_group (writer, number, previous_head, manifest, head, record_count) VALUES ('aw-x', 1, '', '1 o-a ab', '', 1)`,
    /The chain aw-x has groups, but nothing ever opened it/,
  ],
  "a checkpoint is deleted": [`DELETE FROM audit_checkpoint WHERE ${SECOND_CHECKPOINT}`, /Checkpoint 2 is missing/],
  "the first checkpoints are deleted": [
    "DELETE FROM audit_checkpoint WHERE number < 3",
    /Checkpoints 1 to 2 are missing/,
  ],
  "every checkpoint is deleted": ["TRUNCATE audit_checkpoint", /There is no checkpoint/],
  "a checkpoint is dated otherwise": [
    `UPDATE audit_checkpoint SET text = regexp_replace(text, 'time 2', 'time 3') WHERE ${SECOND_CHECKPOINT}`,
    /Checkpoint 2 is not signed/,
  ],
  "a checkpoint's row is dated otherwise": [
    `UPDATE audit_checkpoint SET created_at = created_at - interval '1 hour' WHERE ${SECOND_CHECKPOINT}`,
    /The row of checkpoint 2 says another hash or time/,
  ],
  "a checkpoint's part about chains is edited": [
    `UPDATE audit_checkpoint SET chains = replace(chains, 'head', 'head ') WHERE ${SECOND_CHECKPOINT}`,
    /The part of checkpoint 2 about chains was changed/,
  ],
  "two checkpoints are swapped": [
    `UPDATE audit_checkpoint c SET text = o.text, signature = o.signature, chains = o.chains, hash = o.hash, created_at = o.created_at
     FROM audit_checkpoint o WHERE c.number + o.number = 5 AND c.number IN (2, 3)`,
    /The text of checkpoint 2 was changed/,
  ],
  "a checkpoint is replayed under the next number": [
    "INSERT INTO audit_checkpoint SELECT 4, hash, text, signature, chains, created_at, next_key FROM audit_checkpoint WHERE number = 3",
    /The text of checkpoint 4 was changed/,
  ],
  "a second checkpoint gets a number that is taken": [
    `ALTER TABLE audit_checkpoint DROP CONSTRAINT audit_checkpoint_pkey;
     INSERT INTO audit_checkpoint SELECT * FROM audit_checkpoint WHERE ${SECOND_CHECKPOINT}`,
    /There are two checkpoints with the number 2/,
  ],
};

for (const [name, [attack, finding]] of Object.entries(ATTACKS)) {
  it(`it is found and named where ${name}`, async () => {
    await log.query(attack);
    const report = await verify();
    expect(report.isIntact).toBe(false);
    expect(report.findings[0]?.message).toMatch(finding);
  });
}

it("a checkpoint signed by another key is found, also where the attacker's key is put in place of ours", async () => {
  const forger = checkpointKeyOf(generateKeyPairSync("ed25519").privateKey);
  const { publicKey, fingerprint } = await log.keys.first();
  const rows = await log.query<{ number: string; text: string }>(
    "SELECT number, text FROM audit_checkpoint ORDER BY number",
  );
  for (const { number, text } of rows) {
    const forged = text.replaceAll(publicKey, forger.publicKey).replaceAll(fingerprint, forger.fingerprint);
    await log.query(
      "UPDATE audit_checkpoint SET text = $2, signature = $3, hash = sha256(convert_to($2, 'UTF8')) WHERE number = $1",
      [number, forged, forger.sign(forged)],
    );
  }
  expect((await verify()).findings[0]).toMatchObject({ kind: "fingerprint", checkpoint: 1 });
  await log.query("UPDATE audit_checkpoint SET text = $1, hash = sha256(convert_to($1, 'UTF8')) WHERE number = 1", [
    rows[0]?.text,
  ]);
  expect((await verify()).findings[0]).toMatchObject({ kind: "signature", checkpoint: 1 });
});

it("a sequence without a checkpoint for long is a gap, and one after every chain was closed is a stop", async () => {
  const fake = useFakeClock(new Date(Date.now() + 600_000));
  try {
    await log.checkpoint();
    await log.writer.close();
    await log.checkpoint();
    fake.advance(600_000);
    await log.checkpoint();
    const report = await verify();
    expect(report.gaps).toMatchObject([{ isStop: false }, { isStop: true }]);
    expect(report.findings).toEqual([]);
  } finally {
    fake.restore();
  }
});
