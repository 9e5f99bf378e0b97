import { generateKeyPairSync } from "node:crypto";
import type pg from "pg";
import { type CheckpointKey, type CheckpointKeys, checkpointKeyOf } from "@/lib/crypto/checkpoint-signature";
import { clock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { closeDatabases, type Database, homeDatabase, ownConnection } from "@/lib/platform/db";
import { createTestDatabase } from "@/lib/platform/test-database";
import { GroupWriter } from "./group-writer";
import { type AuditFacts, type AuditRecord, auditRecord } from "./record";
import { type CheckpointRequest, CheckpointWriter, type WrittenCheckpoint } from "./write-checkpoint";

/** One allowed encryption, as the facts of a record. */
export const TEST_FACTS: AuditFacts = {
  organisationId: "o-a",
  projectId: "",
  region: "nl-01",
  actorId: "u-1",
  credentialId: "pat-1",
  credentialKind: "access_token",
  action: "kms.encrypt",
  event: "kms.encrypt",
  resourceType: "kms_key",
  resourceId: "kms-1",
  resourceSlug: "one",
  keyType: "aes256-gcm96",
  keyVersion: 1,
  revision: "",
  payloadBytes: 1,
  outcome: "allowed",
  reason: "",
  status: 200,
  requestId: "req-1",
  edge: "api",
  method: "POST",
  path: "/",
  clientAddress: "",
  userAgent: "",
  durationInMicroseconds: 1,
};

/** Keys in memory, for tests of what is signed with them. */
export function memoryKeys(): CheckpointKeys {
  const keys: CheckpointKey[] = [];
  const make = async () => {
    const key = checkpointKeyOf(generateKeyPairSync("ed25519").privateKey);
    keys.push(key);
    return key;
  };
  return {
    make,
    first: async () => keys[0] ?? make(),
    async named(fingerprint) {
      const key = keys.find((each) => each.fingerprint === fingerprint);
      if (key === undefined) throw new Error("no such key");
      return key;
    },
  };
}

/** An audit log of a test's own, on a real database. */
export interface TestLog {
  readonly database: Database;
  readonly keys: CheckpointKeys;
  readonly writer: GroupWriter;
  record(facts?: Partial<AuditFacts>): AuditRecord;
  /** Commits records of these organisations together. */
  commit(...organisations: string[]): Promise<void>;
  /** Writes a checkpoint over a connection of its own. */
  checkpoint(request?: Partial<CheckpointRequest>): Promise<WrittenCheckpoint | null>;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openTestLog(): Promise<TestLog> {
  const made = await createTestDatabase();
  setConfig({ ...loadConfig({}), databaseUrl: made.url });
  const database = homeDatabase();
  const keys = memoryKeys();
  const writer = new GroupWriter(database);
  const record = (facts: Partial<AuditFacts> = {}) =>
    auditRecord({ ...TEST_FACTS, ...facts }, { key: null, epoch: null });
  const client = ownConnection(made.url, "pelagos checkpoints");
  client.on("error", () => undefined);
  await client.connect();
  const checkpoints = new CheckpointWriter(client, keys);
  return {
    database,
    keys,
    writer,
    record,
    async commit(...organisations) {
      const deadlineMs = clock.monotonicMs() + 10_000;
      await Promise.all(organisations.map((organisationId) => writer.commit(record({ organisationId }), deadlineMs)));
    },
    checkpoint: (request = {}) => checkpoints.write({ when: "always", ...request }),
    query: async (text, values = []) => (await database.pool.query(text, values)).rows,
    async close() {
      await writer.close();
      await client.end();
      await closeDatabases();
      await made.drop();
    },
  };
}
