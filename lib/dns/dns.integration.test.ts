import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isKmsError } from "@/lib/contract/kms-error";
import { callAs, codeOf, openTestKms, type TestCaller, type TestKms } from "@/lib/kms/test-calls";
import { config, setConfig } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { createRecord, deleteRecord, replaceRecord, updateRecord } from "./change-record";
import { deleteZone, updateZone } from "./change-zone";
import { decideClaim, listClaims } from "./claims";
import { createZone } from "./create-zone";
import { exportZone } from "./export-zone";
import { importZone, previewImport } from "./import-zone";
import { loadZone } from "./load-zone";
import { getRecord, getZone, listRecords, listZones } from "./read-zones";
import { isLaterSerial } from "./zone-serial";
import { servedZone, ZONE_CHANGED_CHANNEL } from "./zone-store";

let kms: TestKms;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(() => kms.close());

let number = 0;
const newName = () => {
  number += 1;
  return `zone-${number}.example`;
};
const make = (zoneName = newName(), more: object = {}, by: TestCaller = kms.ada) =>
  createZone(callAs(by, { zoneName, ...more }));
const add = (zone: string, name: string, type: string, ...values: string[]) =>
  createRecord(callAs(kms.ada, { name, type, values }), zone);
const ofZone = (zone: string) => listRecords(callAs(kms.ada), zone, {}).then(({ answer }) => answer);
const serialOf = async (zone: string) => (await getZone(callAs(kms.ada), zone)).serial;

async function messageOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
  } catch (error) {
    if (isKmsError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "answered";
}

describe("a zone", () => {
  test("is found by identity, slug and name, in whichever case, and by its letters", async () => {
    const made = await make("Bücher.Example.", { description: "Books", labels: { team: "shop" } });
    expect(made).toMatchObject({
      identity: expect.stringMatching(/^dnsz-[0-9a-v]{20}$/),
      name: "xn--bcher-kva.example",
      unicodeName: "bücher.example",
      slug: "xn-bcher-kva-example",
      description: "Books",
      labels: { team: "shop" },
      defaultTtl: 3600,
      serving: { status: "claimed" },
      objectVersion: 1,
    });
    for (const asked of [made.identity, made.slug, made.name, "BÜCHER.example."]) {
      expect((await getZone(callAs(kms.ada), asked)).identity, asked).toBe(made.identity);
    }
  });

  test("is recorded as what it is, whatever is done with it", async () => {
    const zone = await make();
    const call = callAs(kms.ada, { name: "www", type: "A", values: ["192.0.2.1"] });
    await createRecord(call, zone.identity);
    expect(await kms.recordsOf(call)).toMatchObject([
      {
        event: "dns.record.create",
        outcome: "allowed",
        status: 201,
        body: { resourceType: "dns_zone", resourceId: zone.identity, resourceSlug: `${zone.name} www A` },
      },
    ]);
    const refused = callAs(kms.eve, {});
    expect(await codeOf(deleteZone(refused, zone.identity))).toBe("zone_not_found");
    expect(await kms.recordsOf(refused)).toMatchObject([{ event: "dns.zone.delete", outcome: "refused", status: 404 }]);
  });

  test("has a name of its own in the organisation, and another organisation may have the same", async () => {
    const { name } = await make();
    expect(await codeOf(make(name))).toBe("zone_taken");
    expect((await make(name, {}, kms.eve)).serving.status).toBe("contested");
  });

  test("whose slug is another's gets one of its own", async () => {
    const one = await make("a-b.slugs.example");
    const other = await make("a.b.slugs.example");
    expect(one.slug).toBe("a-b-slugs-example");
    expect(other.slug).toMatch(/^a-b-slugs-example-[0-9a-f]{10}$/);
    expect((await getZone(callAs(kms.ada), other.slug)).identity).toBe(other.identity);
  });

  test.each([
    ["example", "complete name"],
    ["192.0.2.1", "not an address"],
    ["a..example", "empty label"],
    [".", "root"],
    [`${"a".repeat(64)}.example`, "63"],
    ["*.example.com", "letters"],
  ])("is not called %s", async (zoneName, part) => {
    expect(await messageOf(make(zoneName))).toMatch(new RegExp(`^invalid_request: zoneName: .*${part}`));
  });

  test("changes what is given and keeps the rest; only what it says moves its serial number", async () => {
    const made = await make(newName(), { description: "one", labels: { a: "b" } });
    const described = await updateZone(callAs(kms.ada, { description: "two" }), made.identity);
    expect(described).toMatchObject({ description: "two", labels: { a: "b" }, serial: made.serial, objectVersion: 2 });
    const startOfAuthority = {
      hostmaster: "first.last@example.com",
      refresh: 7_200,
      primaryNameServer: "ns1.example.net",
    };
    const changed = await updateZone(callAs(kms.ada, { startOfAuthority, defaultTtl: 60 }), made.identity);
    expect(changed).toMatchObject({
      defaultTtl: 60,
      startOfAuthority: {
        hostmaster: "first\\.last.example.com",
        primaryNameServer: "ns1.example.net",
        refresh: 7_200,
        retry: 600,
      },
    });
    expect(isLaterSerial(changed.serial, made.serial)).toBe(true);
    expect(await messageOf(updateZone(callAs(kms.ada, { zoneName: "other.example" }), made.identity))).toContain(
      "cannot be changed",
    );
    const late = callAs(kms.ada, { description: "x" }, { ifMatch: () => 1 });
    expect(await codeOf(updateZone(late, made.identity))).toBe("version_mismatch");
  });

  test("goes with its records", async () => {
    const zone = await make();
    await add(zone.identity, "www", "A", "192.0.2.1");
    expect(await deleteZone(callAs(kms.ada), zone.name)).toEqual({ identity: zone.identity, deleted: true });
    expect(await codeOf(getZone(callAs(kms.ada), zone.name))).toBe("zone_not_found");
    expect(
      await kms.query("SELECT count(*)::integer AS n FROM dns_record_set WHERE zone_id = $1", [zone.identity]),
    ).toEqual([{ n: 0 }]);
    expect((await make(zone.name)).name).toBe(zone.name);
  });

  test("begins with the name servers of the installation", async () => {
    setConfig({ ...config(), dnsNameServers: ["ns1.example.net", "ns2.example.net"] });
    const { identity } = await make();
    setConfig({ ...config(), dnsNameServers: [] });
    expect(await ofZone(identity)).toMatchObject([
      { name: "@", type: "NS", values: ["ns1.example.net.", "ns2.example.net."] },
    ]);
    expect((await loadZone(identity))?.soa.primaryNameServer).toBe("ns1.example.net");
  });

  test("is refused beyond the organisation's limit", async () => {
    const before = config();
    const [{ n = 0 } = {}] = await kms.query("SELECT count(*)::integer AS n FROM dns_zone WHERE organisation_id = $1", [
      kms.ada.organisationId,
    ]);
    setConfig({ ...before, zonesMax: n });
    expect(await messageOf(make())).toContain("too_many_requests: The organisation's limit of");
    setConfig(before);
  });
});

describe("lists of zones", () => {
  test("are pages in the order of names, filtered by text, name and labels", async () => {
    for (const name of ["c", "a", "b"]) await make(`${name}.pages.example`, { labels: { at: name } });
    const list = (query: object) => listZones(callAs(kms.ada), query);
    const first = await list({ q: "pages", limit: "2" });
    expect(first.answer.map(({ name }) => name)).toEqual(["a.pages.example", "b.pages.example"]);
    const second = await list({ q: "pages", limit: "2", cursor: first.nextCursor });
    expect(second.answer.map(({ name }) => name)).toEqual(["c.pages.example"]);
    expect(second.nextCursor).toBeNull();
    expect((await list({ name: "B.pages.example." })).answer).toHaveLength(1);
    expect((await list({ matchLabels: { at: "c" } })).answer.map(({ name }) => name)).toEqual(["c.pages.example"]);
    expect((await list({ q: "%" })).answer).toEqual([]);
    expect(await codeOf(list({ cursor: "AAAA" }))).toBe("invalid_request");
    expect(await codeOf(list({ colour: "red" }))).toBe("invalid_request");
    expect((await listZones(callAs(kms.eve), { q: "pages" })).answer).toEqual([]);
  });
});

describe("records", () => {
  test("keep what was written, and stand in canonical form in the zone", async () => {
    const { identity } = await make();
    const made = await add(identity, "Mail", "mx", "10 MAIL.example.net", "20 b.example.net.");
    expect(made).toMatchObject({
      name: "mail",
      type: "MX",
      ttl: 3600,
      values: ["10 MAIL.example.net", "20 b.example.net."],
    });
    await add(identity, "@", "TXT", "k".repeat(300));
    const { recordSets = [] } = (await loadZone(identity)) ?? {};
    expect(recordSets.map(({ type, data }) => [type, data])).toEqual([
      ["TXT", [{ type: "TXT", strings: [new Uint8Array(255).fill(0x6b), new Uint8Array(45).fill(0x6b)] }]],
      [
        "MX",
        [
          { type: "MX", preference: 10, exchange: "mail.example.net" },
          { type: "MX", preference: 20, exchange: "b.example.net" },
        ],
      ],
    ]);
  });

  test("are found by identity, and by name and type", async () => {
    const zone = await make();
    const made = await add(zone.identity, "*.dev", "A", "192.0.2.1");
    const apex = await add(zone.identity, "@", "A", "192.0.2.1");
    const read = (record: Parameters<typeof getRecord>[2]) =>
      getRecord(callAs(kms.ada), zone.name, record).then(({ identity }) => identity);
    expect(await read({ identity: made.identity })).toBe(made.identity);
    expect(await read({ name: "*.DEV", type: "a" })).toBe(made.identity);
    expect(await read({ name: `*.dev.${zone.name}.`, type: "A" })).toBe(made.identity);
    expect(await read({ name: "@", type: "A" })).toBe(apex.identity);
    for (const record of [
      { name: "dev", type: "A" },
      { name: "*.dev", type: "AAAA" },
      { name: "-", type: "A" },
      { name: "*.dev", type: "BOGUS" },
      { identity: "dnsr-0" },
    ]) {
      expect(await codeOf(read(record)), JSON.stringify(record)).toBe("record_not_found");
    }
    const other = await make();
    expect(await codeOf(getRecord(callAs(kms.ada), other.name, { identity: made.identity }))).toBe("record_not_found");
  });

  test("are replaced, changed and removed, and each moves the serial number on", async () => {
    const { identity } = await make();
    const serials = [await serialOf(identity)];
    await add(identity, "www", "A", "192.0.2.1");
    serials.push(await serialOf(identity));
    const www = { name: "www", type: "A" };
    const replaced = await replaceRecord(callAs(kms.ada, { values: ["192.0.2.2", "192.0.2.3"] }), identity, www);
    expect(replaced).toMatchObject({ ttl: 3600, values: ["192.0.2.2", "192.0.2.3"], objectVersion: 2 });
    serials.push(await serialOf(identity));
    expect(await updateRecord(callAs(kms.ada, { ttl: 60 }), identity, www)).toMatchObject({
      ttl: 60,
      values: ["192.0.2.2", "192.0.2.3"],
    });
    serials.push(await serialOf(identity));
    await updateRecord(callAs(kms.ada, {}), identity, www);
    expect(await serialOf(identity), "nothing changed").toBe(serials.at(-1));
    expect(await codeOf(updateRecord(callAs(kms.ada, { ttl: 1 }, { ifMatch: () => 1 }), identity, www))).toBe(
      "version_mismatch",
    );
    await deleteRecord(callAs(kms.ada), identity, www);
    serials.push(await serialOf(identity));
    expect(await codeOf(deleteRecord(callAs(kms.ada), identity, www))).toBe("record_not_found");
    for (const [at, serial] of serials.entries())
      if (at > 0) expect(isLaterSerial(serial, serials[at - 1] ?? 0)).toBe(true);
  });

  test("that are changed at once are all there, each with a serial number of its own", async () => {
    const { identity } = await make();
    const before = await serialOf(identity);
    await Promise.all(Array.from({ length: 12 }, (_, at) => add(identity, `host-${at}`, "A", `192.0.2.${at}`)));
    expect(await ofZone(identity)).toHaveLength(12);
    expect(await serialOf(identity)).toBe(before + 12);
  });

  test.each<[string, string, string[], RegExp]>([
    [
      "www",
      "A",
      ["192.0.2.1", "192.0.2.1"],
      /^invalid_request: www\.Z A: must not have the same value twice: 192\.0\.2\.1\.$/,
    ],
    ["www", "A", ["192.0.2.1", "x"], /^invalid_request: www\.Z A: value 2 must be an IPv4 address/],
    ["www", "AAAA", ["2001:db8::1", "2001:DB8:0::1"], /same value twice/],
    ["@", "CNAME", ["www.example.net"], /Z CNAME: must not stand at the zone itself/],
    ["www", "CNAME", ["a.example.net", "b.example.net"], /www\.Z CNAME: must have one value/],
    ["www", "MX", ["10 192.0.2.1"], /www\.Z MX: must name a host, not an address/],
    ["www", "MX", ["0 .", "10 a.example.net"], /www\.Z MX: must have "0 \." alone/],
    ["www", "DS", [`1 13 2 ${"00".repeat(32)}`], /www\.Z has DS without NS/],
    ["*", "NS", ["ns.example.net"], /must not stand at a wildcard/],
    ["www.example.org.", "A", ["192.0.2.1"], /name: must be in the zone/],
    ["a b", "A", ["192.0.2.1"], /name: must be made of letters/],
    ["www", "TXT", ["x".repeat(4_097)], /values\.0: must have at most 4096/],
    ["www", "SPF", ["v=spf1 -all"], /type: must be one of A, AAAA/],
    ["www", "A", [], /values: /],
  ])("%s %s %j is refused", async (name, type, values, message) => {
    const zone = await make();
    const text = await messageOf(add(zone.identity, name, type, ...values));
    expect(text.replaceAll(zone.name, "Z")).toMatch(message);
    expect(await ofZone(zone.identity)).toEqual([]);
    expect(await serialOf(zone.identity)).toBe(zone.serial);
  });

  test("have a time to live of at most a week", async () => {
    const { identity } = await make();
    const at = (ttl: number) =>
      createRecord(callAs(kms.ada, { name: `t${ttl}`, type: "A", ttl, values: ["192.0.2.1"] }), identity);
    expect(await codeOf(at(604_801))).toBe("invalid_request");
    expect(await codeOf(at(1.5))).toBe("invalid_request");
    expect((await at(604_800)).ttl).toBe(604_800);
  });

  test("beside a CNAME are refused, in whichever order they come", async () => {
    const { identity, name } = await make();
    await add(identity, "www", "CNAME", "a.example.net");
    expect(await messageOf(add(identity, "www", "A", "192.0.2.1"))).toContain(
      `www.${name} has a CNAME, which must stand alone, and A`,
    );
    await add(identity, "ftp", "A", "192.0.2.1");
    expect(await messageOf(add(identity, "ftp", "CNAME", "a.example.net"))).toContain("must stand alone, and A");
    expect(await codeOf(add(identity, "ftp", "A", "192.0.2.1"))).toBe("record_taken");
  });

  test("that others need stay", async () => {
    const { identity } = await make();
    await add(identity, "sub", "NS", "ns.example.net");
    await add(identity, "sub", "DS", `1 13 2 ${"00".repeat(32)}`);
    expect(await messageOf(deleteRecord(callAs(kms.ada), identity, { name: "sub", type: "NS" }))).toContain(
      "DS without NS",
    );
    await deleteRecord(callAs(kms.ada), identity, { name: "sub", type: "DS" });
    await deleteRecord(callAs(kms.ada), identity, { name: "sub", type: "NS" });
  });

  test("are listed in pages, by type and by text", async () => {
    const { identity } = await make();
    await add(identity, "a", "A", "192.0.2.1");
    await add(identity, "a", "TXT", "100% sure");
    await add(identity, "b", "A", "192.0.2.2");
    const list = (query: object) => listRecords(callAs(kms.ada), identity, query);
    const keys = ({ answer }: Awaited<ReturnType<typeof list>>) => answer.map(({ name, type }) => `${name} ${type}`);
    expect(keys(await list({ recordType: "a" }))).toEqual(["a A", "b A"]);
    expect(keys(await list({ q: "0%" }))).toEqual(["a TXT"]);
    const first = await list({ limit: "1" });
    const second = await list({ limit: "1", cursor: first.nextCursor });
    const third = await list({ limit: "1", cursor: second.nextCursor });
    expect([first, second, third].map(keys)).toEqual([["a A"], ["a TXT"], ["b A"]]);
    expect(third.nextCursor).toBeNull();
  });

  test("of a zone of another organisation are out of reach", async () => {
    const { identity, name } = await make();
    await add(identity, "www", "A", "192.0.2.1");
    for (const zone of [identity, name]) {
      const www = { name: "www", type: "A" };
      const answers = [
        listRecords(callAs(kms.eve), zone, {}),
        getRecord(callAs(kms.eve), zone, www),
        createRecord(callAs(kms.eve, { name: "x", type: "A", values: ["192.0.2.1"] }), zone),
        replaceRecord(callAs(kms.eve, { values: ["192.0.2.9"] }), zone, www),
        deleteRecord(callAs(kms.eve), zone, www),
        exportZone(callAs(kms.eve), zone),
        importZone(callAs(kms.eve, { zoneFile: "x A 192.0.2.1" }), zone),
        previewImport(callAs(kms.eve, { zoneFile: "x A 192.0.2.1" }), zone),
        updateZone(callAs(kms.eve, {}), zone),
      ];
      expect(await Promise.all(answers.map(codeOf))).toEqual(answers.map(() => "zone_not_found"));
    }
  });
});

describe("changes of a zone", () => {
  const listener = () => new pg.Client({ connectionString: homeDatabase().url });
  let client: pg.Client;
  afterEach(() => client?.end());

  test("are announced once they are committed, and none that was refused is", async () => {
    client = listener();
    await client.connect();
    const heard: string[] = [];
    client.on("notification", ({ payload = "" }) => heard.push(payload));
    await client.query(`LISTEN ${ZONE_CHANGED_CHANNEL}`);
    const { identity } = await make();
    await add(identity, "www", "A", "192.0.2.1");
    await codeOf(add(identity, "www", "A", "192.0.2.1"));
    await updateZone(callAs(kms.ada, { description: "says nothing" }), identity);
    await updateZone(callAs(kms.ada, { defaultTtl: 5 }), identity);
    await client.query("SELECT 1");
    expect(heard).toEqual([identity, identity, identity]);
    expect((await loadZone(identity))?.revision).toBe(3);
  });
});

describe("a zone file", () => {
  const FILE = `$TTL 1h
@ SOA ns1.example.net. dns.example.com. 4000000000 1d 2h 1000h 300
@ NS ns1.example.net.
@ NS ns2.example.net.
www 300 A 192.0.2.1
www RRSIG A 13 3 300 20270101000000 20261201000000 1 example.com. AAAA
`;
  const run = (zone: string, zoneFile: string, more: object = {}) =>
    importZone(callAs(kms.ada, { zoneFile, ...more }), zone);
  const preview = (zone: string, zoneFile: string, more: object = {}) =>
    previewImport(callAs(kms.ada, { zoneFile, ...more }), zone);

  test("adds what is missing and leaves what is there, and a preview says so before", async () => {
    const { identity } = await make();
    await add(identity, "www", "A", "192.0.2.80");
    const expected = { created: 1, updated: 0, deleted: 0, skipped: 2, startOfAuthority: "updated" };
    const seen = await preview(identity, FILE);
    expect(seen).toMatchObject(expected);
    expect(seen.changes).toEqual([
      { change: "created", name: "@", type: "NS", ttl: 3600, values: ["ns1.example.net.", "ns2.example.net."] },
      {
        change: "skipped",
        name: "www",
        type: "A",
        before: { ttl: 3600, values: ["192.0.2.80"] },
        reason: "the zone has other records of this name and type",
      },
      { change: "skipped", name: "www", type: "RRSIG", reason: "line 6: made when the zone is signed" },
    ]);
    expect(await ofZone(identity)).toHaveLength(1);
    const done = await run(identity, FILE);
    expect(done).toMatchObject(expected);
    expect(done.records.map(({ name, type }) => `${name} ${type}`)).toEqual(["@ NS"]);
    expect(done.serial).toBe(seen.serial);
    expect((await ofZone(identity)).map(({ values }) => values)).toEqual([
      ["ns1.example.net.", "ns2.example.net."],
      ["192.0.2.80"],
    ]);
  });

  test("with replaceExisting is what the zone then says, and goes on from a later serial number", async () => {
    const { identity } = await make();
    await add(identity, "www", "A", "192.0.2.80");
    await add(identity, "old", "TXT", "x");
    expect(await run(identity, FILE, { replaceExisting: true })).toMatchObject({
      created: 1,
      updated: 1,
      deleted: 1,
      skipped: 1,
      serial: 4000000001,
    });
    const { recordSets = [], soa } = (await loadZone(identity)) ?? {};
    expect(recordSets.map(({ owner, type, ttl }) => [owner.split(".")[0], type, ttl])).toEqual([
      [expect.any(String), "NS", 3600],
      ["www", "A", 300],
    ]);
    expect(soa).toMatchObject({
      primaryNameServer: "ns1.example.net",
      hostmaster: "dns.example.com",
      refresh: 86_400,
      expire: 3_600_000,
      negativeTtl: 300,
    });
    const again = await run(identity, FILE.replace("4000000000", "4000000001"), { replaceExisting: true });
    expect(again).toMatchObject({
      created: 0,
      updated: 0,
      deleted: 0,
      serial: 4000000001,
      changes: [expect.anything()],
    });
  });

  test("keeps the name servers of a zone that it names none of", async () => {
    const { identity } = await make();
    await add(identity, "@", "NS", "ns1.example.net");
    await run(identity, "www A 192.0.2.1", { replaceExisting: true });
    expect((await ofZone(identity)).map(({ type }) => type)).toEqual(["NS", "A"]);
  });

  test("is taken over whole or not at all", async () => {
    const { identity, name } = await make();
    await add(identity, "www", "CNAME", "a.example.net");
    const before = await getZone(callAs(kms.ada), identity);
    expect(await messageOf(run(identity, "ok A 192.0.2.1\nwww A 192.0.2.1"))).toContain(`www.${name} has a CNAME`);
    expect(await messageOf(run(identity, "ok A 192.0.2.1\nbad A 192.0.2.999"))).toContain("zoneFile: line 2: bad.");
    expect(await getZone(callAs(kms.ada), identity)).toEqual(before);
    expect(await ofZone(identity)).toHaveLength(1);
  });

  test("that was exported comes back as it was, into the zone and into an empty one of the same name", async () => {
    const { identity, name } = await make();
    await run(identity, FILE, { replaceExisting: true });
    await add(identity, "@", "TXT", 'a "quoted" \\ text; ö');
    await add(identity, "*.dev", "CAA", '0 issue "ca.example.net; x=y"');
    const { zoneFile, zoneName } = await exportZone(callAs(kms.ada), identity);
    expect(zoneName).toBe(name);
    const { serial } = await getZone(callAs(kms.ada), identity);
    expect(await run(identity, zoneFile, { replaceExisting: true })).toMatchObject({
      created: 0,
      updated: 0,
      deleted: 0,
      skipped: 0,
      startOfAuthority: "unchanged",
      serial,
    });
    const before = await loadZone(identity);
    await deleteZone(callAs(kms.ada), identity);
    const again = await make(name);
    await run(again.identity, zoneFile);
    const after = await loadZone(again.identity);
    expect(after?.recordSets).toEqual(before?.recordSets);
    expect({ ...after?.soa, serial }).toEqual(before?.soa);
  });

  test("of 50,000 records is taken over", async () => {
    const { identity } = await make();
    const lines = Array.from({ length: 50_000 }, (_, at) => `h${at} A 192.0.${at >> 8}.${at & 255}`);
    expect(await run(identity, lines.join("\n"))).toMatchObject({ created: 50_000 });
    expect((await loadZone(identity))?.recordSets).toHaveLength(50_000);
    expect(await run(identity, "www A 192.0.2.1", { replaceExisting: true })).toMatchObject({
      created: 1,
      deleted: 50_000,
    });
  }, 60_000);
});

describe("a name that two organisations want", () => {
  const platform = async (person: TestCaller) => {
    await kms.query("UPDATE app_user SET is_platform_administrator = true WHERE id = $1", [person.userId]);
    return person;
  };
  const statusOf = async (by: TestCaller, zone: string) => (await getZone(callAs(by), zone)).serving.status;

  test("is served for who came first; above and below count, and a decision takes it over", async () => {
    const first = await make("claims.example");
    const [same, below, above] = [
      await make("claims.example", {}, kms.eve),
      await make("sub.claims.example", {}, kms.eve),
      await make("example", {}, kms.eve).catch(() => make("example.", {}, kms.eve)),
    ];
    expect([first, same, below, above].map(({ serving }) => serving.status)).toEqual([
      "claimed",
      "contested",
      "contested",
      "contested",
    ]);
    expect((await make("own.claims.example")).serving.status, "a delegation inside one organisation").toBe("claimed");
    expect((await servedZone("claims.example"))?.id).toBe(first.identity);

    expect(await codeOf(listClaims(callAs(kms.eve)))).toBe("permission_denied");
    expect(await codeOf(decideClaim(callAs(kms.eve, { zoneIdentity: same.identity, decision: "grant" })))).toBe(
      "permission_denied",
    );
    const admin = await platform(kms.ada);
    const claims = await listClaims(callAs(admin));
    expect(claims.find(({ zone }) => zone.identity === same.identity)).toMatchObject({
      organisation: { identity: kms.eve.organisationId },
      conflicts: expect.arrayContaining([
        {
          identity: first.identity,
          name: "claims.example",
          relation: "same",
          organisation: expect.objectContaining({ identity: kms.ada.organisationId }),
        },
      ]),
    });
    expect(claims.find(({ zone }) => zone.identity === below.identity)?.conflicts).toMatchObject([
      { relation: "above" },
    ]);

    const call = callAs(admin, { zoneIdentity: below.identity, decision: "grant" });
    expect((await decideClaim(call)).serving.status).toBe("claimed");
    expect(await kms.recordsOf(call)).toMatchObject([
      { event: "dns.claim.decide", body: { organisationId: kms.eve.organisationId, resourceId: below.identity } },
    ]);
    expect(await statusOf(kms.ada, first.identity)).toBe("claimed");

    await decideClaim(callAs(admin, { zoneIdentity: same.identity, decision: "grant" }));
    expect(await statusOf(kms.eve, same.identity)).toBe("claimed");
    expect(await statusOf(kms.ada, first.identity)).toBe("off");
    expect((await servedZone("claims.example"))?.id).toBe(same.identity);

    await decideClaim(callAs(admin, { zoneIdentity: above.identity, decision: "refuse" }));
    expect(await statusOf(kms.eve, above.identity)).toBe("off");
    expect(await codeOf(decideClaim(callAs(admin, { zoneIdentity: above.identity, decision: "grant" })))).toBe(
      "state_conflict",
    );
    expect(await codeOf(decideClaim(callAs(admin, { zoneIdentity: "dnsz-0", decision: "grant" })))).toBe(
      "zone_not_found",
    );
  });

  test("that is a public suffix is nobody's until a decision, and names below it are free", async () => {
    const admin = await platform(kms.ada);
    const below = await make("harbour.co.uk");
    expect(below.serving).toMatchObject({ status: "claimed" });
    for (const name of ["co.uk", "github.io"]) {
      const suffix = await make(name, {}, kms.eve);
      expect(suffix.serving).toMatchObject({ status: "contested", reason: "public_suffix" });
      await updateZone(callAs(kms.eve, { serving: true }), suffix.identity);
      expect(await statusOf(kms.eve, suffix.identity)).toBe("contested");
      const claim = (await listClaims(callAs(admin))).find(({ zone }) => zone.identity === suffix.identity);
      expect(claim).toMatchObject({ publicSuffix: true, conflicts: [] });
      await decideClaim(callAs(admin, { zoneIdentity: suffix.identity, decision: "grant" }));
      expect(await statusOf(kms.eve, suffix.identity)).toBe("claimed");
    }
    expect((await make("pier.co.uk")).serving.status).toBe("claimed");
    expect((await make("deep.pier.co.uk", {}, kms.eve)).serving).toMatchObject({
      status: "contested",
      reason: "conflict",
    });
    // The very same name is another's all the same.
    expect((await make("co.uk")).serving.status).toBe("contested");
  });

  test("is free again once it is let go of, and asked for anew", async () => {
    const first = await make("free.test-claims.org");
    const second = await make("free.test-claims.org", {}, kms.eve);
    await updateZone(callAs(kms.ada, { serving: false }), first.identity);
    expect(await statusOf(kms.ada, first.identity)).toBe("off");
    expect(await statusOf(kms.eve, second.identity)).toBe("contested");
    await updateZone(callAs(kms.eve, { serving: true }), second.identity);
    expect(await statusOf(kms.eve, second.identity)).toBe("claimed");
    await updateZone(callAs(kms.ada, { serving: true }), first.identity);
    expect(await statusOf(kms.ada, first.identity)).toBe("contested");
  });

  test("that both claim at once is claimed by one", async () => {
    const made = await Promise.all([make("race.test-claims.org"), make("race.test-claims.org", {}, kms.eve)]);
    expect(made.map(({ serving }) => serving.status).sort()).toEqual(["claimed", "contested"]);
  });
});
