import { afterEach, beforeEach, expect, it } from "vitest";
import { EXPORT_FORMAT, LineWriter, lineOf, parseCursor } from "./export-lines";
import { type ExportedEntry, exportSection, newestIn } from "./export-section";
import { recordHash } from "./record";
import { openTestLog, type TestLog } from "./test-log";
import { type ExportReport, verifyExport } from "./verify-export";

let log: TestLog;

beforeEach(async () => {
  log = await openTestLog();
  for (let round = 0; round < 3; round += 1) {
    await Promise.all([log.commit("o-a", "o-b", "o-a", "o-c"), log.commit("o-b", "o-a")]);
    await log.commit("o-a");
    await log.checkpoint();
  }
});
afterEach(() => log.close());

interface Asked {
  organisationId?: string;
  from?: Date;
  to?: Date;
  after?: number | null;
  event?: string;
  asProof?: boolean;
}

async function exportLines(asked: Asked = {}): Promise<string[]> {
  const { organisationId = "o-a", from = new Date(0), to = new Date(Date.now() + 60_000), after = null } = asked;
  const identity = (await newestIn(log.database))?.database ?? "";
  const writer = new LineWriter();
  const range = { from: from.toISOString(), to: to.toISOString() };
  const lines = [
    writer.write({
      type: "section",
      format: EXPORT_FORMAT,
      database: identity,
      regions: ["nl-01"],
      organisation: organisationId,
      ...range,
    }),
  ];
  const wants = (body: Readonly<Record<string, unknown>>) => asked.event === undefined || body.event === asked.event;
  const hashOf = (entry: ExportedEntry) => (entry.kind === "record" ? recordHash(entry.salt, entry.body) : entry.hash);
  for await (const part of exportSection(log.database, { organisationId, from, to, after, wants })) {
    lines.push(writer.write(lineOf(part, identity, asked.asProof ? hashOf : null)));
  }
  return [...lines, writer.trailer(true)].map((line) => line.slice(0, -1));
}

async function* each(lines: readonly string[]) {
  yield* lines;
}

async function verify(lines: readonly string[]): Promise<ExportReport> {
  const { fingerprint } = await log.keys.first();
  return verifyExport(each(lines), [fingerprint]);
}

it("an organisation's export proves its records without the database, up to the newest checkpoint", async () => {
  const lines = await exportLines();
  const { fingerprint } = await log.keys.first();
  const newest = await newestIn(log.database);
  expect(await verify(lines)).toMatchObject({
    isIntact: true,
    isComplete: true,
    findings: [],
    sections: [
      { organisation: "o-a", records: 12, hashes: 0, first: 1, last: 12, completeTo: newest?.time, fingerprint },
    ],
  });
  expect(await verifyExport(each(lines), ["ab".repeat(32)])).toMatchObject({ isIntact: false });
});

it("no byte of an export can be changed, no line left out, repeated or moved", async () => {
  const lines = await exportLines();
  const text = lines.join("\n");
  for (let at = 0; at < text.length; at += 29) {
    const changed = `${text.slice(0, at)}${text[at] === "x" ? "y" : "x"}${text.slice(at + 1)}`;
    if (changed[at] === text[at]) continue;
    expect(await verify(changed.split("\n")), `byte ${at}`).toMatchObject({ isIntact: false });
  }
  for (let index = 0; index < lines.length; index += 1) {
    expect(await verify(lines.toSpliced(index, 1)), `without line ${index}`).toMatchObject({ isIntact: false });
    const repeated = lines.toSpliced(index, 0, lines[index] ?? "");
    expect(await verify(repeated), `line ${index} twice`).toMatchObject({ isIntact: false });
  }
});

it("somebody who makes a whole file anew cannot leave out, add or change a record, or shorten the end", async () => {
  const lines = await exportLines();
  const anew = (edit: (parsed: Record<string, unknown>[]) => Record<string, unknown>[]) => {
    const parsed = lines.slice(0, -1).map((line): Record<string, unknown> => JSON.parse(line));
    const writer = new LineWriter();
    const written = edit(parsed).map((line) => writer.write(line as never).slice(0, -1));
    return [...written, writer.trailer(true).slice(0, -1)];
  };
  expect(await verify(anew((parsed) => parsed))).toMatchObject({ isIntact: true });
  const isRecord = (line: Record<string, unknown>) => line.type === "record";
  const edits: Readonly<Record<string, (parsed: Record<string, unknown>[]) => Record<string, unknown>[]>> = {
    "a record changed": (parsed) =>
      parsed.map((line) => (isRecord(line) ? { ...line, body: String(line.body).replace('"u-1"', '"u-2"') } : line)),
    "the first record left out": (parsed) => {
      const kept = parsed.toSpliced(parsed.findIndex(isRecord), 1);
      let sequence = 0;
      return kept.map((line) => (isRecord(line) ? { ...line, sequence: ++sequence } : line));
    },
    "the last record left out": (parsed) => parsed.toSpliced(parsed.findLastIndex(isRecord), 1),
    "the newest checkpoint left out": (parsed) =>
      parsed.toSpliced(
        parsed.findLastIndex(({ type }) => type === "checkpoint"),
        1,
      ),
    "a later time": (parsed) =>
      parsed.map((line) => (line.type === "end" ? { ...line, completeTo: "2099-01-01T00:00:00.000Z" } : line)),
    "another organisation": (parsed) =>
      parsed.map((line) => (line.type === "section" ? { ...line, organisation: "o-b" } : line)),
    "a payload said to be removed": (parsed) =>
      parsed.map((line) =>
        isRecord(line)
          ? {
              type: "hash",
              sequence: line.sequence,
              hash: recordHash(String(line.salt), String(line.body)),
              why: "removed",
            }
          : line,
      ),
  };
  for (const [name, edit] of Object.entries(edits))
    expect(await verify(anew(edit)), name).toMatchObject({ isIntact: false });
});

it("an export reveals nothing of other organisations: neither names, records, counts nor chains", async () => {
  const text = (await exportLines()).join("\n");
  expect(text).not.toMatch(/o-b|o-c/);
  const writers = await log.query<{ id: string }>("SELECT id FROM audit_writer");
  for (const { id } of writers) expect(text).not.toContain(id);
  const others = await log.query<{ hash: string; manifest: string; head: string }>(
    "SELECT encode(head, 'hex') AS head, manifest FROM audit_group",
  );
  for (const { head, manifest } of others) {
    expect(text).not.toContain(head);
    for (const line of manifest.split("\n").filter((each) => !each.includes(" o-a "))) {
      expect(text).not.toContain(line.split(" ")[2]);
    }
  }
  const leaves = await log.query<{ running: string }>(
    "SELECT encode(running, 'hex') AS running FROM audit_leaf WHERE organisation_id <> 'o-a'",
  );
  for (const { running } of leaves) expect(text).not.toContain(running);
});

it("an interrupted export goes on after its last mark, and both halves are proven and fit together", async () => {
  const whole = await exportLines();
  const mark = await exportLines({ after: 1 });
  const [first] = (await verify(whole)).sections;
  const [rest] = (await verify(mark)).sections;
  expect((await verify(mark)).isIntact).toBe(true);
  expect(rest).toMatchObject({ first: 5, last: first?.last });
  const marks = whole.map((line) => JSON.parse(line)).filter(({ type }) => type === "mark");
  expect(parseCursor(marks.at(-1).after)).toMatchObject({ after: 3 });
  expect((await verify(await exportLines({ after: 3 }))).sections).toMatchObject([{ records: 0, first: 0, last: 0 }]);
});

it("an export over many checkpoints takes them in the order of their numbers", async () => {
  for (let round = 0; round < 12; round += 1) {
    await log.commit("o-a", "o-b");
    await log.checkpoint({ rotateKey: round % 4 === 0 });
  }
  expect(await verify(await exportLines())).toMatchObject({
    isIntact: true,
    findings: [],
    sections: [{ records: 24 }],
  });
  expect(await verify(await exportLines({ after: 9 }))).toMatchObject({
    isIntact: true,
    sections: [{ first: 19, last: 24 }],
  });
});

it("records that were not asked for are hashes, and the proof still holds", async () => {
  await log.writer.commit(log.record({ event: "kms.key.disable" }), performance.now() + 10_000);
  await log.checkpoint();
  const filtered = await verify(await exportLines({ event: "kms.key.disable" }));
  expect(filtered).toMatchObject({ isIntact: true, sections: [{ records: 1, hashes: 12 }] });
  const early = await verify(await exportLines({ to: new Date(Date.now() - 3_600_000) }));
  expect(early).toMatchObject({ isIntact: true, sections: [{ records: 0 }] });
  const proof = await verify(await exportLines({ asProof: true }));
  expect(proof).toMatchObject({ isIntact: true, sections: [{ records: 0, hashes: 13 }] });
});

it("an organisation without records gets an empty section, and keys that followed each other are all proven", async () => {
  expect(await verify(await exportLines({ organisationId: "o-none" }))).toMatchObject({
    isIntact: true,
    sections: [{ records: 0, hashes: 0, last: 0 }],
  });
  await log.checkpoint({ rotateKey: true });
  await log.commit("o-a");
  await log.checkpoint({ rotateKey: true });
  await log.commit("o-a");
  await log.checkpoint();
  expect(await verify(await exportLines())).toMatchObject({ isIntact: true, sections: [{ records: 14 }] });
  expect(await verify(await exportLines({ after: 4 }))).toMatchObject({ isIntact: true, sections: [{ records: 2 }] });
});

it("what was changed in the database after it was signed does not verify in an export either", async () => {
  await log.query("DELETE FROM audit_record WHERE organisation_id = 'o-a' AND position = 1");
  const report = await verify(await exportLines());
  expect(report.isIntact).toBe(false);
  expect(report.findings[0]).toMatch(/the payload of this record is missing/);
});
