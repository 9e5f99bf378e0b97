import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabases, type Database, databaseAt } from "@/lib/platform/db";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { countRecords, ONE_BAR_MS } from "./count-records";
import { indexNewRecords } from "./index-records";
import type { AuditFacts } from "./record";
import { everyRecordOf, type RecordFilter } from "./record-filter";
import { fittingFacets, fittingSpans } from "./record-index";
import { textWords, wantedWords, wordedTexts } from "./record-words";
import { positionOf, type RecordPosition, searchRecords } from "./search-records";
import { testFacts, writeTestRecords } from "./test-records";

const ORGANISATION = "o-00000000000000000001";
const START_MS = Date.parse("2026-03-02T10:00:00.000Z");

interface Known {
  readonly id: string;
  readonly atMs: number;
  readonly facts: AuditFacts;
}

let made: TestDatabase;
let database: Database;
const known: Known[] = [];

/** Numbers that look random and are the same at every run. */
function* numbers(): Generator<number, never> {
  for (let state = 20_261_127; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}
const random = numbers();
const below = (bound: number) => Math.floor(random.next().value * bound);
const oneIn = (bound: number) => below(bound) === 0;

function randomFacts(): AuditFacts {
  const key = below(60);
  return testFacts({
    organisationId: oneIn(12) ? "o-00000000000000000002" : ORGANISATION,
    event: oneIn(400) ? "kms.key.disable" : oneIn(3) ? "kms.decrypt" : "kms.encrypt",
    ...(oneIn(40) ? { outcome: "refused", status: 404, reason: "key_not_found" } : {}),
    actorId: `u-0000000000000000000${below(6)}`,
    resourceId: `kms-000000000000000000${String(key).padStart(2, "0")}`,
    resourceSlug: `team-${key}`,
    path: `/v1/kms/nl-01/keys/team-${key}`,
    clientAddress: oneIn(700) ? "198.51.100.77" : `10.0.0.${below(250)}`,
    userAgent: oneIn(900) ? "Terraform/1.9.5" : "curl/8.5.0",
  });
}

/** Writes records made between two seconds, several in some milliseconds, and takes them into the index. */
async function write(count: number, fromSeconds: number, toSeconds: number): Promise<void> {
  const spanMs = (toSeconds - fromSeconds) * 1_000;
  const records = Array.from({ length: count }, () => ({
    at: new Date(START_MS + fromSeconds * 1_000 + below(spanMs)),
    facts: randomFacts(),
  })).sort((one, other) => one.at.getTime() - other.at.getTime());
  const ids = await writeTestRecords(database, records);
  for (const [index, { at, facts }] of records.entries())
    known.push({ id: ids[index] ?? "", atMs: at.getTime(), facts });
  while ((await indexNewRecords(database))?.records) {}
}

const NO_FILTER = everyRecordOf(ORGANISATION);

function randomFilter(): RecordFilter {
  const words = [
    "198.51.100.77",
    "terraform",
    "team-7",
    "team-41",
    "curl",
    "key_not_found",
    "zebra",
    "disable",
    "10.0.0.3",
  ];
  return {
    ...NO_FILTER,
    events: oneIn(2) ? [["kms.key.disable", "kms.decrypt", "kms.key.*"][below(3)] ?? ""] : null,
    outcomes: oneIn(3) ? ["refused"] : null,
    actors: oneIn(3) ? [[`u-0000000000000000000${below(6)}`]] : [],
    words: oneIn(2) ? wantedWords([words[below(9)], ...(oneIn(3) ? [words[below(9)]] : [])].join(" ")) : [],
    from: oneIn(4) ? new Date(START_MS + below(3_000) * 1_000) : null,
  };
}

/** What the filter says, without any index. */
function fits({ facts, atMs }: Known, filter: RecordFilter): boolean {
  const words = wordedTexts(facts).flatMap(textWords);
  const isEvent = (event: string) =>
    event.endsWith("*") ? facts.event.startsWith(event.slice(0, -1)) : facts.event === event;
  return (
    facts.organisationId === filter.organisationId &&
    (filter.events === null || filter.events.some(isEvent)) &&
    (filter.outcomes === null || filter.outcomes.includes(facts.outcome)) &&
    filter.actors.every((actors) => actors.includes(facts.actorId)) &&
    filter.words.every((wanted) => words.some((word) => word.startsWith(wanted))) &&
    (filter.from === null || atMs >= filter.from.getTime())
  );
}

async function allPages(filter: RecordFilter): Promise<string[]> {
  const found: string[] = [];
  for (let after: RecordPosition | null = null; ; ) {
    const page = await searchRecords(database, { filter, after, limit: 150, deadlineMs: Number.MAX_SAFE_INTEGER });
    found.push(...page.records.map(({ eventId }) => eventId));
    const last = page.records.at(-1);
    if (last === undefined || page.records.length < 150) return found;
    after = positionOf(last);
  }
}

beforeAll(async () => {
  made = await createTestDatabase();
  database = databaseAt(made.url);
  await write(3_300, 0, 3_000);
  // Late, from another clock: among what segments that are full have placed already.
  await write(150, 2_900, 2_960);
  await write(2_500, 2_990, 5_000);
  await write(60, 4_900, 5_000);
});
afterAll(async () => {
  await closeDatabases();
  await made.drop();
});

test("full segments know their places", async () => {
  const { rows } = await database.pool.query(
    "SELECT count(*)::integer AS all, count(times)::integer AS placed FROM audit_segment WHERE organisation_id = $1",
    [ORGANISATION],
  );
  expect(rows[0].placed).toBeGreaterThan(2);
  expect(rows[0].all - rows[0].placed).toBeLessThan(3);
});

test("a search finds what is there, each once and the newest first, whatever is rare or late", async () => {
  for (let round = 0; round < 40; round += 1) {
    const filter = randomFilter();
    const wanted = known.filter((record) => fits(record, filter));
    const expected = wanted
      .sort((one, other) => other.atMs - one.atMs || (one.id < other.id ? 1 : -1))
      .map(({ id }) => id);
    expect(await allPages(filter), JSON.stringify(filter)).toEqual(expected);
    const { counted } = await countRecords(database, {
      ...{ filter, bucketMs: ONE_BAR_MS, byActor: true, deadlineMs: Number.MAX_SAFE_INTEGER },
    });
    const sum = counted.reduce((total, { records }) => total + records, 0);
    expect(sum, JSON.stringify(filter)).toBe(expected.length);
  }
}, 60_000);

test("what comes late among records that are placed already is found", async () => {
  const organisationId = "o-00000000000000000003";
  const writeAt = async (count: number, fromMs: number, facts: Partial<AuditFacts> = {}) => {
    const records = Array.from({ length: count }, (_, index) => ({
      at: new Date(START_MS + fromMs + index * 100),
      facts: testFacts({ organisationId, ...facts }),
    }));
    const ids = await writeTestRecords(database, records);
    while ((await indexNewRecords(database))?.records) {}
    return ids;
  };
  const rare = { event: "kms.key.disable" };
  const first = await writeAt(1, 0, rare);
  await writeAt(999, 1_000);
  await writeAt(1_000, 200_000);
  const late = await writeAt(1, 50_050, rare);
  expect((await allPages({ ...NO_FILTER, organisationId, events: ["kms.key.disable"] })).sort()).toEqual(
    [...first, ...late].sort(),
  );
});

test("what is rare is read where it is, what is frequent with the whole segment", async () => {
  const spansOf = async (event: string) => {
    const filter = { ...NO_FILTER, events: [event] };
    const within = { fromMs: START_MS, toMs: START_MS + 5_000_000 };
    const facets = await fittingFacets(database.pool, filter);
    const { spans } = await fittingSpans(database.pool, { filter, facets, within, limit: 100, newest: null });
    return spans.map(({ fromMs, toMs }) => toMs - fromMs);
  };
  const rare = await spansOf("kms.key.disable");
  expect(rare.filter((lengthMs) => lengthMs === 1).length).toBeGreaterThan(3);
  // The newest segment still grows.
  expect(rare.filter((lengthMs) => lengthMs > 1).length).toBeLessThan(2);
  expect(Math.min(...(await spansOf("kms.decrypt")))).toBeGreaterThan(10_000);
});
