import { createHmac } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deliverRecords, type Sink } from "@/lib/audit/deliver-records";
import { testFacts, writeTestRecords } from "@/lib/audit/test-records";
import { isKmsError } from "@/lib/contract/kms-error";
import { findAuditSink } from "@/lib/iam/audit-sink-store";
import { callAs, codeOf, openTestKms, type TestKms } from "@/lib/kms/test-calls";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { createAuditSink, deleteAuditSink, getAuditSink, sinkOf, testAuditSink, updateAuditSink } from "./audit-sinks";

let kms: TestKms;
let server: Server;
let url: string;
let received: { headers: IncomingMessage["headers"]; body: string }[] = [];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  kms = await openTestKms();
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/records`;
  setConfig({ ...config(), outboundAllow: ["127.0.0.1"] });
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await kms.close();
});

beforeEach(() => {
  received = [];
  answer = (response) => response.end("ok");
});

const asked = (body: unknown) => callAs(kms.ada, body);

/** A sink that gets everything from the first record on. */
async function newSink(
  request: Record<string, unknown> = {},
): Promise<{ sink: Sink; secret: string; identity: string }> {
  const { secret, identity } = await createAuditSink(asked({ name: "SIEM", url, ...request }));
  const row = await findAuditSink(kms.ada.organisationId, identity);
  if (row === null) throw new Error("no sink");
  return { sink: { ...sinkOf(row), since: new Date(0) }, secret, identity };
}

/** A checkpoint over what was written, as the checkpointer makes it: its number, and the groups of each organisation. */
async function cover(): Promise<void> {
  const { pool } = homeDatabase();
  const { rows } = await pool.query("SELECT coalesce(max(number), 0)::int + 1 AS number FROM audit_checkpoint");
  const { number } = rows[0];
  await pool.query(
    `INSERT INTO audit_checkpoint (number, hash, text, signature, chains, created_at, next_key)
     VALUES ($1, '\\x00', 'test', '\\x00', '', now(), '')`,
    [number],
  );
  await pool.query(
    `WITH held AS (
       SELECT organisation_id, writer, min(group_number) AS first, max(group_number) AS last, count(*) AS records FROM audit_record r
       WHERE writer NOT IN (SELECT split_part(line, ' ', 1) FROM audit_leaf, string_to_table(groups, E'\\n') AS line)
         AND writer IN (SELECT id FROM audit_writer WHERE node = 'test') GROUP BY 1, 2
     )
     INSERT INTO audit_leaf (organisation_id, checkpoint, record_count, running, groups)
     SELECT organisation_id, $1, sum(records) + coalesce((SELECT max(record_count) FROM audit_leaf l WHERE l.organisation_id = held.organisation_id), 0),
       '\\x00', string_agg(writer || ' ' || first || ' ' || last, E'\\n' ORDER BY writer) FROM held GROUP BY organisation_id`,
    [number],
  );
  await pool.query(
    `INSERT INTO audit_organisation (organisation_id, leaf, record_count, running)
     SELECT organisation_id, row_number() OVER (ORDER BY organisation_id), max(record_count), '\\x00' FROM audit_leaf GROUP BY 1
     ON CONFLICT (organisation_id) DO UPDATE SET record_count = EXCLUDED.record_count`,
  );
}

async function record(count: number, organisationId = kms.ada.organisationId): Promise<string[]> {
  const records = Array.from({ length: count }, () => ({ at: new Date(), facts: testFacts({ organisationId }) }));
  const ids = await writeTestRecords(homeDatabase(), records);
  await homeDatabase().pool.query(
    "UPDATE audit_writer SET node = 'test' WHERE id = (SELECT writer FROM audit_record WHERE event_id = $1)",
    [ids[0]],
  );
  return ids;
}

const deliveredIds = () =>
  received.flatMap(({ body }) => body.trim().split("\n")).map((line) => JSON.parse(line).eventId as string);
const deliver = (sink: Sink) => deliverRecords(homeDatabase(), sink);
const due = (identity: string) =>
  homeDatabase().pool.query("UPDATE audit_sink_cursor SET next_attempt_at = '-infinity' WHERE sink_id = $1", [
    identity,
  ]);

test("records are delivered in order, signed, exactly as stored, and none of another organisation", async () => {
  const { sink, secret, identity } = await newSink();
  const first = await record(700);
  await record(50, kms.eve.organisationId);
  await cover();
  const second = await record(30);
  await cover();
  expect(await deliver(sink)).toBe(730);
  expect(deliveredIds()).toEqual([...first, ...second]);
  for (const { headers, body } of received) {
    const [, seconds = "", mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["pelagos-signature"])) ?? [];
    expect(mac).toBe(createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex"));
    expect(headers).toMatchObject({ "pelagos-sink": identity, "content-type": "application/x-ndjson" });
  }
  const { rows } = await homeDatabase().pool.query("SELECT body FROM audit_record WHERE event_id = $1", [first[0]]);
  expect(received[0]?.body.split("\n")[0]).toBe(rows[0]?.body);
  expect(await deliver(sink)).toBe(0);
  const { deliveries } = await getAuditSink(asked(undefined), identity);
  expect(deliveries).toMatchObject([{ lagInRecords: 0, lagInSeconds: 0, consecutiveFailures: 0, lastError: null }]);
});

test("a sink that fails loses nothing: the lag shows, and the same records come again, later each time", async () => {
  const { sink, identity } = await newSink();
  await deliver(sink);
  received = [];
  const ids = await record(20);
  await cover();
  answer = (response) => response.writeHead(500).end();
  expect(await deliver(sink)).toBe(0);
  expect(await deliver(sink)).toBe(0);
  expect(received).toHaveLength(1);
  const [state] = (await getAuditSink(asked(undefined), identity)).deliveries;
  expect(state).toMatchObject({ lagInRecords: 20, consecutiveFailures: 1, lastError: "The sink answered 500." });
  expect(state?.nextAttemptAt).not.toBeNull();
  received = [];
  answer = (response) => response.end();
  await due(identity);
  expect(await deliver(sink)).toBe(20);
  expect(deliveredIds()).toEqual(ids);
});

test("a redirect is not followed, whatever it leads to", async () => {
  const { sink, identity } = await newSink();
  await record(1);
  await cover();
  answer = (response) => response.writeHead(307, { location: "http://169.254.169.254/" }).end();
  await deliver(sink);
  const [state] = (await getAuditSink(asked(undefined), identity)).deliveries;
  expect(state?.lastError).toBe("The sink answered 307; redirects are not followed.");
});

test("two processes do not deliver at the same time", async () => {
  const { sink } = await newSink();
  await deliver(sink);
  received = [];
  await record(10);
  await cover();
  answer = (response) => setTimeout(() => response.end(), 300);
  const counts = await Promise.all([deliver(sink), deliver(sink), deliver(sink)]);
  expect(counts.sort()).toEqual([0, 0, 10]);
  expect(received).toHaveLength(1);
});

test("a test says how it went, also where the sink hangs or is private", async () => {
  const { identity } = await newSink({ format: "cef" });
  expect(await testAuditSink(asked({}), identity)).toEqual({
    ...{ delivered: true, status: 200, message: "The sink took the record." },
  });
  expect(received[0]?.body).toMatch(/^CEF:0\|Pelagos\|Pelagos\|1\|audit\.sink\.test\|/);
  answer = () => undefined;
  expect(await testAuditSink(asked({}), identity)).toMatchObject({ delivered: false, status: null });
  setConfig({ ...config(), outboundAllow: [] });
  const refused = await testAuditSink(asked({}), identity);
  setConfig({ ...config(), outboundAllow: ["127.0.0.1"] });
  expect(refused).toMatchObject({ delivered: false, message: expect.stringContaining("private network") });
});

test.each([
  ["http://example.org/", "must be called with https"],
  ["https://10.0.0.1/", "private network"],
  ["https://user:secret@example.org/", "must not carry a password"],
  ["ftp://example.org/", "url: "],
])("the address %s is refused", async (address, message) => {
  setConfig({ ...config(), outboundAllow: [] });
  const refusal = await createAuditSink(asked({ name: "SIEM", url: address })).catch((error: unknown) => error);
  setConfig({ ...config(), outboundAllow: ["127.0.0.1"] });
  expect(isKmsError(refusal) && refusal.code).toBe("invalid_request");
  expect(String(refusal)).toContain(message);
});

test("sinks of another organisation are absent, and the secret is told once and rests sealed", async () => {
  const { identity, secret } = await newSink();
  for (const verb of [getAuditSink, testAuditSink, updateAuditSink, deleteAuditSink]) {
    expect(await codeOf(verb(callAs(kms.eve, {}), identity))).toBe("object_not_found");
  }
  expect(JSON.stringify(await getAuditSink(asked(undefined), identity))).not.toContain(secret);
  const { rows } = await homeDatabase().pool.query(
    "SELECT encode(sealed, 'escape') AS sealed FROM audit_sink WHERE id = $1",
    [identity],
  );
  expect(rows[0]?.sealed).not.toContain(secret);
  await deleteAuditSink(asked({}), identity);
  expect(await codeOf(getAuditSink(asked(undefined), identity))).toBe("object_not_found");
});

test("the sink of the installation gets every organisation's records, into a file", async () => {
  const path = join(tmpdir(), `pelagos-${newId("snk")}.jsonl`);
  const sink: Sink = {
    ...{ sinkId: newId("snk"), organisationId: null, since: new Date(0), address: `file:${path}`, format: "jsonl" },
    secret: () => null,
  };
  const mine = await record(5);
  const others = await record(5, kms.eve.organisationId);
  await cover();
  await deliver(sink);
  const written = readFileSync(path, "utf8");
  rmSync(path);
  for (const id of [...mine, ...others]) expect(written).toContain(id);
});
