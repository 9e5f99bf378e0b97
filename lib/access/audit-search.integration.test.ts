import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { indexNewRecords } from "@/lib/audit/index-records";
import type { AuditFacts } from "@/lib/audit/record";
import { testFacts, writeTestRecords } from "@/lib/audit/test-records";
import { isKmsError } from "@/lib/contract/kms-error";
import { principalOfAccessToken } from "@/lib/iam/principal";
import { callerInScope, callerOfPrincipal } from "@/lib/iam/scope";
import { createTestPerson, forgetEverything, TEST_ORIGIN } from "@/lib/iam/test-home";
import { closeRuntime, openRuntime } from "@/lib/kms/runtime";
import { callAs, type TestCaller } from "@/lib/kms/test-calls";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { databaseAt, homeDatabase } from "@/lib/platform/db";
import { createTestDatabase, type TestDatabase } from "@/lib/platform/test-database";
import { readAuditFacets, readAuditHistogram } from "./audit-histogram";
import { explainAuditRecord } from "./explain-record";
import { readAuditRecord, searchAudit } from "./search-audit";

let home: TestDatabase;
let elsewhere: TestDatabase;
let folder: string;
let ada: TestCaller;
let eve: TestCaller;
let projectId: string;

const START_MS = Date.parse("2026-03-02T10:00:00.000Z");
const at = (seconds: number) => new Date(START_MS + seconds * 1_000);
/** The records of the test; searches themselves leave records, of today. */
const THEN = { from: at(-86_400).toISOString(), to: at(86_400).toISOString() };

beforeAll(async () => {
  [home, elsewhere] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  folder = mkdtempSync(join(tmpdir(), "pelagos-audit-"));
  const region = (slug: string, databaseUrl?: string) => ({
    ...{ slug, name: slug, location: "Delft", latitude: 52, longitude: 4.4, databaseUrl },
  });
  const regionsFile = join(folder, "regions.json");
  writeFileSync(regionsFile, JSON.stringify([region("nl-01"), region("de-01", elsewhere.url)]));
  setConfig({ ...loadConfig({}), databaseUrl: home.url, dataDirectory: folder, regionsFile });
  forgetEverything();
  await openRuntime();
  ada = await createTestPerson("ada");
  eve = await createTestPerson("eve");
  projectId = "prj-00000000000000000001";
  const { organisationId } = ada;
  await homeDatabase().prisma.project.create({ data: { id: projectId, organisationId, name: "Web", slug: "web" } });
  await writeTestRecords(homeDatabase(), homeRecords());
  await writeTestRecords(databaseAt(elsewhere.url), elsewhereRecords());
});

afterAll(async () => {
  await closeRuntime();
  await Promise.all([home.drop(), elsewhere.drop()]);
  rmSync(folder, { recursive: true, force: true });
});

const mine = (seconds: number, facts: Partial<AuditFacts> = {}) => ({
  at: at(seconds),
  facts: testFacts({ organisationId: ada.organisationId, ...facts }),
});

const ON_A_PAGE = { edge: "console", method: "GET" };

/** 120 encryptions a second apart, and one of each thing that filters look for. */
function homeRecords() {
  return [
    ...Array.from({ length: 120 }, (_, second) => mine(second)),
    mine(200, { event: "kms.key.disable", action: "POST", actorId: ada.userId, resourceSlug: "invoices" }),
    mine(201, {
      outcome: "refused",
      reason: "key_not_found",
      status: 404,
      clientAddress: "198.51.100.23",
      ...ON_A_PAGE,
    }),
    mine(202, { outcome: "failed", reason: "internal", status: 500, userAgent: "Terraform/1.9 (linux)" }),
    mine(203, { event: "kms.rotate.scheduled", action: "kms.rotate.scheduled", actorId: "", edge: "job" }),
    mine(204, { projectId, resourceId: "kms-00000000000000000007", resourceSlug: "web-cookies", ...ON_A_PAGE }),
    mine(205, { region: "", resourceType: "iam_role", event: "iam.role.create", action: "POST" }),
    mine(206, { actorId: "sa-00000000000000000002", credentialKind: "service_token", requestId: "req-fixed" }),
    { at: at(207), facts: testFacts({ organisationId: eve.organisationId, resourceSlug: "invoices" }) },
  ];
}

/** Between those of the home database, half a second off. */
function elsewhereRecords() {
  return Array.from({ length: 120 }, (_, second) =>
    mine(second + 0.5, { region: "de-01", event: "kms.sign", action: "kms.sign" }),
  );
}

const search = (query: Record<string, string> = {}, person = ada) => searchAudit(callAs(person), { ...THEN, ...query });
const slugsOf = (page: Awaited<ReturnType<typeof search>>) => page.items.map(({ context }) => context.resource_slug);

async function refusal(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
    return "answered";
  } catch (error) {
    if (isKmsError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

async function testOrder() {
  const byCursor: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof search>> = await search({
      limit: "33",
      ...(cursor === null ? {} : { cursor }),
    });
    byCursor.push(...page.items.map(({ createdAt, eventID }) => `${createdAt} ${eventID}`));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(byCursor).toHaveLength(247);
  expect(new Set(byCursor).size).toBe(247);
  expect([...byCursor].sort().reverse()).toEqual(byCursor);
  const byPage: string[] = [];
  for (let page = 1; page <= 3; page += 1) {
    const answer = await search({ limit: "100", page: String(page) });
    expect(answer).toMatchObject({ page, itemsPerPage: 100 });
    if (answer.totalIsExact) expect(answer).toMatchObject({ totalItems: 247, totalCount: 247, totalPages: 3 });
    byPage.push(...answer.items.map(({ createdAt, eventID }) => `${createdAt} ${eventID}`));
  }
  expect(byPage).toEqual(byCursor);
}

const FINDINGS: [Record<string, string>, number][] = [
  [{ event: "kms.key.disable" }, 1],
  [{ event: "kms.key.*" }, 1],
  [{ event: "kms.key.*,iam.*" }, 2],
  [{ action: "kms.sign" }, 120],
  [{ action: "kms.sign,kms.rotate.scheduled" }, 121],
  [{ outcome: "refused,failed" }, 2],
  [{ responseStatus: "404" }, 1],
  [{ responseStatus: "4xx,500" }, 2],
  [{ region: "de-01" }, 120],
  [{ region: "none" }, 1],
  [{ resourceType: "iam_role" }, 1],
  [{ resourceIdentity: "kms-00000000000000000007" }, 1],
  [{ serviceAccount: "sa-00000000000000000002" }, 1],
  [{ userIdentity: "sa-00000000000000000002" }, 0],
  [{ impersonatorIdentity: "u-00000000000000000000" }, 0],
  [{ requestId: "req-fixed" }, 1],
  [{ includeSystemServices: "false" }, 246],
  [{ includePageViews: "true" }, 247],
  [{ includePageViews: "false" }, 246],
  [{ searchText: "invoices" }, 1],
  [{ searchText: "KEY.disable" }, 1],
  [{ searchText: "198.51.100" }, 1],
  [{ searchText: "terraform/1.9 lin" }, 1],
  [{ searchText: "/v1/kms/nl-01/keys cookies" }, 1],
  [{ searchText: "outcome" }, 0],
  [{ searchText: "ayments" }, 0],
  [{ from: "2026-03-02T10:03:20Z", to: "2026-03-02T10:03:21Z" }, 1],
  [{ from: "2026-03-02T12:03:20+02:00", to: "2026-03-02T12:03:21.000+02:00" }, 1],
];

describe.each(["without an index", "with everything in the index"])("%s", (state) => {
  beforeAll(async () => {
    if (state === "without an index") return;
    for (const { url } of [home, elsewhere]) await indexNewRecords(databaseAt(url));
  });

  test("records of all databases come in one order, the newest first, each once, by cursor and by page", testOrder);

  test.each(FINDINGS)("the filter %o finds %i records, and counts as many", testFinding);

  test("the histogram counts each record in its bar, short and long ones", testHistogram);
});

async function testFinding(query: Record<string, string>, expected: number) {
  const page = await search({ ...query, limit: "100" });
  expect(page.items.length).toBe(Math.min(expected, 100));
  expect(page).toMatchObject({ searchedBackTo: null, incompleteRegions: [] });
  // What is not in the index is counted as far as time allows.
  if (page.totalIsExact) expect(page.totalCount).toBe(expected);
  else expect(page.totalCount).toBeLessThanOrEqual(expected);
  const { total } = await readAuditHistogram(callAs(ada), { ...THEN, ...query });
  expect(total.allowed + total.refused + total.failed).toBe(expected);
}

async function testHistogram() {
  const histogram = await readAuditHistogram(callAs(ada), {
    ...{ from: at(0).toISOString(), to: at(240).toISOString(), buckets: "4" },
  });
  expect(histogram).toMatchObject({ from: at(0).toISOString(), to: at(240).toISOString(), bucketInSeconds: 60 });
  expect(histogram.buckets).toEqual([
    { at: at(0).toISOString(), allowed: 120, refused: 0, failed: 0 },
    { at: at(60).toISOString(), allowed: 120, refused: 0, failed: 0 },
    { at: at(120).toISOString(), allowed: 0, refused: 0, failed: 0 },
    { at: at(180).toISOString(), allowed: 5, refused: 1, failed: 1 },
  ]);
  const long = await readAuditHistogram(callAs(ada), {
    ...{ from: at(-3_600).toISOString(), to: at(3_600).toISOString(), buckets: "12" },
  });
  expect(long.bucketInSeconds).toBe(600);
  expect(long.buckets.filter(({ allowed }) => allowed > 0)).toEqual([
    { at: at(0).toISOString(), allowed: 245, refused: 1, failed: 1 },
  ]);
}

test("an organisation finds its own records only", async () => {
  expect(slugsOf(await search({ searchText: "invoices" }, eve))).toEqual(["invoices"]);
  expect((await search({}, eve)).totalCount).toBe(1);
  const [record] = (await search({}, eve)).items;
  expect(await refusal(readAuditRecord(callAs(ada), record?.eventID ?? ""))).toMatch(/^object_not_found/);
  expect(await readAuditRecord(callAs(eve), record?.eventID ?? "")).toEqual(record);
  expect(await refusal(search({ organizationIdentity: eve.organisationId }))).toMatch(/^organisation_not_found/);
});

test("a call in a project sees the records of the project, and a record of another place is absent", async () => {
  const inProject = callAs(ada, undefined, {
    authenticate: async (options) =>
      callerInScope(await principalOfAccessToken(ada.token, options), ada.organisationId, projectId, TEST_ORIGIN),
  });
  const page = await searchAudit(inProject, THEN);
  expect(slugsOf(page)).toEqual(["web-cookies"]);
  const [other] = (await search({ event: "kms.key.disable" })).items;
  expect(await refusal(readAuditRecord(inProject, other?.eventID ?? ""))).toMatch(/^object_not_found/);
});

test("a member without the right is refused by name, and the refusal is recorded", async () => {
  const bob = await createTestPerson("bob", { organisationId: ada.organisationId });
  await homeDatabase().prisma.membership.updateMany({ where: { userId: bob.userId }, data: { role: "MEMBER" } });
  forgetEverything();
  const call = callAs(bob);
  expect(await refusal(searchAudit(call, {}))).toBe("permission_denied: The permission audit_log:list is required.");
  const { items } = await searchAudit(callAs(ada), { requestId: call.requestId });
  expect(items).toMatchObject([
    { event: "audit.record.list", outcome: "refused", reason: "permission_denied", user: { name: "bob" } },
  ]);
});

test.each([
  [{ event: "kms key" }, "event: must be names"],
  [{ outcome: "ok" }, "outcome: must be one or more of allowed, refused, failed"],
  [{ responseStatus: "4x" }, "responseStatus: must be statuses"],
  [{ region: "mars-01" }, "region: must be one or more of nl-01, de-01, none"],
  [{ from: "yesterday" }, "from: "],
  [{ from: "2026-03-03T00:00:00Z", to: "2026-03-02T00:00:00Z" }, "from: must be before to"],
  [{ limit: "0" }, "limit: must be at least 1"],
  [{ limit: "101" }, "limit: must be at most 100"],
  [{ page: "101", limit: "100" }, "page: reaches the first 10000 records only"],
  [{ searchText: "a\u0000b" }, "searchText: must be text without NUL"],
  [{ searchText: "';--" }, "searchText: must hold letters or digits"],
  [{ colour: "red" }, "unknown fields: colour"],
  [{ cursor: "!!" }, "cursor: must be the one that the previous page gave"],
  [{ action: Array.from({ length: 51 }, (_, index) => `a${index}`).join(",") }, "action: must have at most 50 values"],
])("the query %o is refused: %s", async (query: Record<string, string>, message) => {
  expect(await refusal(searchAudit(callAs(ada), query))).toMatch(/^invalid_request/);
  expect(await refusal(searchAudit(callAs(ada), query))).toContain(message);
});

test("a cursor goes on with its own filter only, and another organisation cannot use it", async () => {
  const { nextCursor } = await search({ limit: "5", event: "kms.encrypt" });
  const cursor = nextCursor ?? "";
  expect((await search({ limit: "5", event: "kms.encrypt", cursor })).items).toHaveLength(5);
  for (const [query, person] of [
    [{ event: "kms.sign" }, ada],
    [{}, ada],
    [{ event: "kms.encrypt" }, eve],
  ] as const) {
    expect(await refusal(search({ ...query, cursor }, person))).toMatch(/^invalid_request: cursor: belongs to another/);
  }
});

test("facets name what occurs, the most frequent first", async () => {
  const facets = await readAuditFacets(callAs(ada), { ...THEN, outcome: "allowed" });
  expect(facets.events.slice(0, 2)).toEqual([
    { value: "kms.encrypt", count: 122 },
    { value: "kms.sign", count: 120 },
  ]);
  expect(facets.actors).toContainEqual({ identity: ada.userId, kind: "user", name: "ada", count: 1 });
  expect(facets.actors).toContainEqual({ identity: "", kind: "system", name: null, count: 1 });
  expect(facets.regions).toContainEqual({ value: "", count: 1 });
});

test("a region whose database does not answer is named, and the others are answered for", async () => {
  const { pool } = databaseAt(elsewhere.url);
  const { query, connect } = pool;
  const never = () => new Promise(() => undefined);
  Object.assign(pool, { query: never, connect: never });
  try {
    const startedMs = performance.now();
    const page = await search({ limit: "100" });
    expect(performance.now() - startedMs).toBeLessThan(4_800);
    expect(page).toMatchObject({ incompleteRegions: ["de-01"] });
    expect(page.items.every(({ region }) => region !== "de-01")).toBe(true);
  } finally {
    Object.assign(pool, { query, connect });
  }
});

test("what was recorded since the last indexing is found and counted once", async () => {
  const home = homeDatabase();
  const carol = await createTestPerson("carol");
  const { organisationId } = carol;
  const now = () => ({ at: new Date(), facts: testFacts({ organisationId, event: "kms.verify" }) });
  const counted = async () => {
    const page = await searchAudit(callAs(carol), { event: "kms.verify", limit: "1" });
    const histogram = await readAuditHistogram(callAs(carol), { event: "kms.verify" });
    return [page.totalIsExact ? page.totalCount : histogram.total.allowed, histogram.total.allowed];
  };
  await writeTestRecords(home, Array.from({ length: 2_500 }, now));
  expect(await counted()).toEqual([2_500, 2_500]);
  await indexNewRecords(home);
  expect(await counted()).toEqual([2_500, 2_500]);
  await writeTestRecords(home, Array.from({ length: 300 }, now));
  expect(await counted()).toEqual([2_800, 2_800]);
  await indexNewRecords(home);
  expect(await counted()).toEqual([2_800, 2_800]);
});

test("indexing twice adds nothing, and each record is in one segment and one count", async () => {
  const home = homeDatabase();
  while ((await indexNewRecords(home))?.records) {}
  const { rows } = await home.pool.query(
    `SELECT (SELECT count(*) FROM audit_record) AS records, (SELECT sum(records) FROM audit_segment) AS segments,
      (SELECT sum(records) FROM audit_facet_count) / 2 AS counts, (SELECT max(records) FROM audit_segment) AS largest`,
  );
  const [{ records, segments, counts, largest }] = rows;
  expect([Number(segments), Number(counts)]).toEqual([Number(records), Number(records)]);
  expect(largest).toBeLessThanOrEqual(1_000);
});

test("a refusal is explained by what decides now", async () => {
  const dan = await createTestPerson("dan", { organisationId: ada.organisationId });
  await homeDatabase().prisma.membership.updateMany({ where: { userId: dan.userId }, data: { role: "MEMBER" } });
  forgetEverything();
  const call = callAs(dan, undefined, { method: "GET" });
  expect(await refusal(searchAudit(call, {}))).toMatch(/^permission_denied/);
  const [record] = (await searchAudit(callAs(ada), { requestId: call.requestId })).items;
  const explain = () => explainAuditRecord(callAs(ada), record?.eventID ?? "");
  expect(await explain()).toMatchObject({
    ...{ reason: "permission_denied", isAboutRights: true, permission: "audit_log:list", allowedNow: false },
    decision: { effect: "none", text: "No rule allows it." },
  });
  await homeDatabase().prisma.membership.updateMany({ where: { userId: dan.userId }, data: { role: "OWNER" } });
  expect(await explain()).toMatchObject({ allowedNow: true, decision: { effect: "allow" } });
  expect(await refusal(explainAuditRecord(callAs(eve), record?.eventID ?? ""))).toMatch(/^object_not_found/);
  const [allowed] = (await search({ event: "kms.key.disable" })).items;
  expect(await refusal(explainAuditRecord(callAs(ada), allowed?.eventID ?? ""))).toMatch(/^state_conflict/);
});

test("a project that is not there leaves a refusal in the log, an organisation that is not there a count", async () => {
  const asking = (project: string) =>
    callAs(ada, undefined, {
      authenticate: async (options) => {
        const principal = await principalOfAccessToken(ada.token, options);
        if (options.ofPrincipal) return callerOfPrincipal(principal, ada.organisationId, TEST_ORIGIN);
        return callerInScope(principal, ada.organisationId, project, TEST_ORIGIN);
      },
    });
  const call = asking("nowhere");
  expect(await refusal(searchAudit(call, {}))).toMatch(/^project_not_found/);
  const { items } = await searchAudit(callAs(ada), { requestId: call.requestId });
  expect(items).toMatchObject([{ outcome: "refused", reason: "project_not_found", userIdentity: ada.userId }]);
});
