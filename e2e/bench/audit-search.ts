import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countRecords, ONE_BAR_MS } from "@/lib/audit/count-records";
import { indexNewRecords } from "@/lib/audit/index-records";
import { everyRecordOf, type RecordFilter, withinTimeOfIds } from "@/lib/audit/record-filter";
import { wantedWords } from "@/lib/audit/record-words";
import { searchRecords } from "@/lib/audit/search-records";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { closeDatabases, type Database, databaseAt } from "@/lib/platform/db";
import { startEmbeddedPostgres } from "@/lib/platform/embedded-postgres";
import { migrateDatabase } from "@/lib/platform/migrate";

/**
 * How long searches of the audit log take: `audit-search [records] [data directory]`. Fills an embedded PostgreSQL of its own with records in the
 * real format over 30 days, of which 90 in 100 belong to the organisation searched in, indexes them as a server does, and prints a table.
 */
const recordsMax = Math.min(20_000_000, Number(process.argv[2] ?? 1_000_000));
const kept = process.argv[3];
const directory = kept ?? mkdtempSync(join(tmpdir(), "pelagos-audit-bench-"));
const print = (line = "") => process.stdout.write(`${line}\n`);

const BATCH = 50_000;
const GROUP = 50;
const DAYS = 30;
const ROUNDS = 5;
const ORGANISATION = "o-00000000000000000001";

/** One batch: uses of 400 keys by 40 actors, one in 50 refused, one in 20,000 something rare, in groups as writers make them. */
const FILL = `
WITH n AS (
  SELECT i, (i - $1::bigint)::integer AS at, random() AS r, floor(random() * 400)::integer AS k, floor(random() * 40)::integer AS a,
    date_trunc('milliseconds', $4::timestamptz + make_interval(secs => i * $5::float8)) AS t FROM generate_series($1::bigint, $2::bigint - 1) AS i
), facts AS (
  SELECT n.*, CASE WHEN i % 10 = 5 THEN 'o-0000000000000000000' || (2 + i % 3) ELSE '${ORGANISATION}' END AS o,
    'evt-' || substr(md5(i::text), 1, 20) AS evt, 'req-' || CASE WHEN i % 1000 = 0 THEN (SELECT string_agg(substr('0123456789abcdefghijklmnopqrstuv', ((floor(extract(epoch FROM t))::bigint * 8) >> (5 * (6 - j)) & 31)::integer + 1, 1), '' ORDER BY j) FROM generate_series(0, 6) AS j) ELSE '0000000' END || substr(md5('r' || i), 1, 13) AS req,
    CASE WHEN i % 20000 = 7 THEN 'kms.key.disable' WHEN r < 0.6 THEN 'kms.encrypt' WHEN r < 0.9 THEN 'kms.decrypt' ELSE 'kms.sign' END AS event,
    CASE WHEN i % 50 = 3 THEN 'refused' WHEN i % 100000 = 9 THEN 'failed' ELSE 'allowed' END AS outcome,
    CASE WHEN i % 50 = 3 THEN 404 WHEN i % 100000 = 9 THEN 500 ELSE 200 END AS status,
    'kms-' || substr(md5('k' || k), 1, 20) AS key, 'team-' || k || '-payments' AS slug,
    CASE WHEN a < 30 THEN 'sa-' ELSE 'u-' END || substr(md5('a' || a), 1, 20) AS actor,
    CASE WHEN i % 50000 = 11 THEN '198.51.100.77' ELSE '10.0.' || a || '.' || k % 250 END AS address FROM n
), bodies AS (
  SELECT *, format('{"v":1,"eventId":"%s","createdAt":"%s","organisationId":"%s","projectId":"","region":"nl-01","actorId":"%s","credentialId":"cred-%s","credentialKind":"service_token","action":"%s","event":"%s","resourceType":"kms_key","resourceId":"%s","resourceSlug":"%s","keyType":"aes256-gcm96","keyVersion":3,"revision":"17.4f0c2a1be0d93a55","payloadBytes":128,"outcome":"%s","reason":"%s","status":%s,"requestId":"%s","edge":"api","method":"POST","path":"/v1/kms/nl-01/keys/%s/encrypt","clientAddress":"%s","userAgent":"%s","durationInMicroseconds":%s}',
    evt, to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), o, actor, substr(md5('c' || a), 1, 20), event, event, key, slug, outcome,
    CASE status WHEN 404 THEN 'key_not_found' WHEN 500 THEN 'internal' ELSE '' END, status, req, slug, address,
    CASE WHEN i % 70000 = 13 THEN 'Terraform/1.9.5 (+https://www.terraform.io)' ELSE 'thalassa-cloud-client-go/0.29' END, 500 + k) AS body FROM facts
), records AS (
  INSERT INTO audit_record (event_id, created_at, retention_class, body, salt, writer, group_number, position, organisation_id, project_id, region,
    actor_id, credential_id, action, event, resource_type, resource_id, key_version, outcome, status, request_id)
  SELECT evt, t, 'standard', body, decode(md5(evt), 'hex'), $3, i / ${GROUP} + 1, at % ${GROUP} + 1, o, '', 'nl-01', actor, 'cred-' || substr(md5('c' || a), 1, 20),
    event, event, 'kms_key', key, 3, outcome, status, req FROM bodies ORDER BY i RETURNING 1
)
INSERT INTO audit_group (writer, number, previous_head, manifest, head, record_count, created_at)
SELECT $3, i / ${GROUP} + 1, decode(md5('h' || min(i)), 'hex'),
  string_agg(at % ${GROUP} + 1 || ' ' || o || ' ' || encode(sha256(body::bytea), 'hex'), E'\\n' ORDER BY i),
  sha256(decode(md5('h' || max(i)), 'hex')), count(*), max(t) FROM bodies GROUP BY i / ${GROUP}`;

async function fill(database: Database): Promise<void> {
  const { rows } = await database.pool.query<{ records: string }>(
    "SELECT coalesce(max(number), 0) * $1 AS records FROM audit_group WHERE writer = 'aw-bench'",
    [GROUP],
  );
  const present = Number(rows[0]?.records ?? 0);
  if (present >= recordsMax) {
    print(`${present} records are there already`);
    return;
  }
  const start = new Date(Date.now() - DAYS * 86_400_000);
  const stepSeconds = (DAYS * 86_400) / recordsMax;
  const months = [start, new Date()];
  for (const month of months) await database.pool.query("SELECT audit_ensure_partitions($1)", [month]);
  await database.pool.query("INSERT INTO audit_writer (id, node) VALUES ('aw-bench', 'bench') ON CONFLICT DO NOTHING");
  const began = performance.now();
  for (let first = present; first < recordsMax; first += BATCH) {
    const values = [first, Math.min(recordsMax, first + BATCH), "aw-bench", start, stepSeconds];
    const batch = { text: FILL, values, query_timeout: 120_000 };
    await database.pool.query(batch);
  }
  const settle = { text: "VACUUM ANALYZE audit_record", query_timeout: 900_000 };
  await database.pool.query(settle);
  print(`wrote ${recordsMax - present} records in ${seconds(began)} s`);
}

async function index(database: Database): Promise<void> {
  const began = performance.now();
  let records = 0;
  for (let run = await indexNewRecords(database); run?.isBehind; run = await indexNewRecords(database))
    records += run.records;
  const analyze = { text: "ANALYZE audit_segment, audit_facet_count, audit_facet", query_timeout: 300_000 };
  await database.pool.query(analyze);
  print(`indexed ${records} records in ${seconds(began)} s`);
}

const seconds = (since: number) => ((performance.now() - since) / 1_000).toFixed(1);

const NO_FILTER = everyRecordOf(ORGANISATION);

async function filters(database: Database): Promise<Record<string, Partial<RecordFilter>>> {
  const one = {
    text: `SELECT resource_id AS key, 'sa-' || substr(md5('a3'), 1, 20) AS service, 'u-' || substr(md5('a33'), 1, 20) AS person, request_id AS request
     FROM audit_record WHERE organisation_id = $1 AND request_id NOT LIKE 'req-0000000%' ORDER BY created_at DESC LIMIT 1 OFFSET 500`,
    values: [ORGANISATION],
    query_timeout: 120_000,
  };
  const { rows } = await database.pool.query<Record<"key" | "service" | "person" | "request", string>>(one);
  const { key = "", service = "", person = "", request = "" } = rows[0] ?? {};
  const week = new Date(Date.now() - 7 * 86_400_000);
  return {
    "no filter": {},
    "event, frequent": { events: ["kms.decrypt"] },
    "event, 1 in 20,000": { events: ["kms.key.disable"] },
    "event, none": { events: ["kms.export"] },
    "outcome refused": { outcomes: ["refused"] },
    "outcome failed, 1 in 100,000": { outcomes: ["failed"] },
    "status 4xx": { statuses: [4] },
    "service account": { actors: [[service]] },
    "person and event, never together": { actors: [[person]], events: ["kms.rotate"] },
    "one of 400 keys": { resourceIds: [key] },
    "no such key": { resourceIds: ["kms-nobody00000000000000"] },
    "region and time": { regions: ["nl-01"], from: new Date(week), to: new Date(week.getTime() + 3_600_000) },
    "request id, whole": { requestIds: [request] },
    "text, a slug": { words: wantedWords("team-77-pay") },
    "text, address 1 in 50,000": { words: wantedWords("198.51.100.77") },
    "text, agent 1 in 70,000": { words: wantedWords("terraform") },
    "text, frequent": { words: wantedWords("thalassa payments") },
    "text, none": { words: wantedWords("zebra") },
    "text and outcome": { words: wantedWords("terraform"), outcomes: ["refused"] },
  };
}

async function median(work: () => Promise<string>): Promise<{ ms: string; said: string }> {
  const times: number[] = [];
  let said = "";
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    said = await work();
    times.push(performance.now() - began);
  }
  const [middle = 0] = times.sort((one, other) => one - other).slice(Math.floor(ROUNDS / 2));
  return { ms: middle.toFixed(0), said };
}

/** As pages and histograms have them. */
const [COUNT_MS, SEARCH_MS] = [150, 1_500];

async function measure(database: Database): Promise<void> {
  print("| filter | page of 50, ms | found | count, ms | counted | histogram, ms |");
  print("|---|---:|---:|---:|---:|---:|");
  for (const [name, given] of Object.entries(await filters(database))) {
    const filter = withinTimeOfIds({ ...NO_FILTER, ...given });
    const page = await median(async () => {
      const found = await searchRecords(database, {
        filter,
        after: null,
        limit: 51,
        deadlineMs: performance.now() + SEARCH_MS,
      });
      return `${found.records.length}${found.searchedBackToMs === null ? "" : " so far"}`;
    });
    const counts = async (bucketMs: number, of: RecordFilter, ms: number) => {
      const { counted, countedBackToMs } = await countRecords(database, {
        filter: of,
        bucketMs,
        byActor: false,
        deadlineMs: performance.now() + ms,
      });
      return `${counted.reduce((sum, { records }) => sum + records, 0)}${countedBackToMs === null ? "" : " so far"}`;
    };
    const count = await median(() => counts(ONE_BAR_MS, filter, COUNT_MS));
    const histogram = await median(() => counts(43_200_000, filter, SEARCH_MS));
    print(`| ${name} | ${page.ms} | ${page.said} | ${count.ms} | ${count.said} | ${histogram.ms} |`);
  }
}

async function sizes(database: Database): Promise<void> {
  const { rows } = await database.pool.query<{ name: string; bytes: string }>(
    `SELECT name, sum(bytes) AS bytes FROM (
       SELECT CASE WHEN relname LIKE 'audit_record%' THEN 'audit_record' ELSE relname END AS name, pg_total_relation_size(oid) AS bytes
       FROM pg_class WHERE relkind = 'r' AND relname LIKE 'audit%'
     ) tables GROUP BY 1 ORDER BY 2 DESC`,
  );
  for (const { name, bytes } of rows) print(`${name}: ${(Number(bytes) / recordsMax).toFixed(1)} bytes per record`);
}

setConfig(loadConfig({ PELAGOS_DATA_DIR: directory }));
const server = await startEmbeddedPostgres({ dataDirectory: directory, log: () => undefined });
try {
  setConfig({ ...loadConfig({ PELAGOS_DATA_DIR: directory }), databaseUrl: server.url });
  await migrateDatabase(server.url);
  const database = databaseAt(server.url);
  await fill(database);
  await index(database);
  await sizes(database);
  await measure(database);
} finally {
  await closeDatabases();
  await server.stop();
  if (kept === undefined) rmSync(directory, { recursive: true, force: true });
}
