import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { absoluteName } from "@/lib/contract/dns-name";
import { parseRecordData, RECORD_TYPES, type RecordType, recordForm, recordText } from "@/lib/contract/dns-record-data";
import { coexistenceProblem } from "@/lib/contract/dns-zone-rules";
import type { LoadedZone } from "./load-zone";
import { parseZoneFile } from "./parse-zone-file";
import { writeZoneFile } from "./write-zone-file";
import { ZoneFileProblem } from "./zone-file-entries";

const ZONE = "example.com";
const parse = (text: string) => parseZoneFile(text, ZONE, 3_600);
const setsOf = (text: string) => parse(text).sets.map(({ name, type, ttl, data }) => [name, type, ttl, ...data]);
const problemOf = (text: string) => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ZoneFileProblem) return `line ${error.line}: ${error.message}`;
    throw error;
  }
  return null;
};

describe("a zone file", () => {
  test("may begin with a byte order mark, as some editors write it", () => {
    expect(setsOf("\uFEFFwww A 192.0.2.1\n")).toEqual([["www", "A", 3600, "192.0.2.1"]]);
    expect(problemOf("\n\uFEFFwww A 192.0.2.1")).not.toBeNull();
  });

  test("is read with origins, times to live, parentheses, comments, quotes, escapes, and relative and blank names", () => {
    const text = [
      "; the zone of an example",
      "$TTL 1h",
      "$ORIGIN example.com.",
      "@  IN SOA ns1 first\\.last ( 2026112601 ; serial",
      "      1d 2h 1000h ; refresh, retry, expire",
      "      300 )",
      "\tIN NS ns1",
      "       NS ns2.example.net.",
      "ns1 A 192.0.2.1",
      "    AAAA 2001:db8::1 ; six",
      "WWW 300 IN CNAME @",
      "mail IN 600 A ( 192.0.2.2",
      " )",
      '@ TXT "v=spf1; not a comment" ( "second \\" string" ) ; comment "with a quote',
      "@ TXT bare\\032word",
      "$ORIGIN sub.example.com.",
      "a A 192.0.2.3",
      "*.b 1w A 192.0.2.4",
      "$ORIGIN c",
      "@ A 192.0.2.5",
      "_sip._tcp.example.com. SRV 0 5 5060 mail.example.com.",
    ].join("\r\n");
    expect(setsOf(text)).toEqual([
      ["@", "NS", 3600, "ns1.example.com.", "ns2.example.net."],
      ["ns1", "A", 3600, "192.0.2.1"],
      ["ns1", "AAAA", 3600, "2001:db8::1"],
      ["www", "CNAME", 300, "example.com."],
      ["mail", "A", 600, "192.0.2.2"],
      ["@", "TXT", 3600, '"v=spf1; not a comment" "second \\" string"', '"bare word"'],
      ["a.sub", "A", 3600, "192.0.2.3"],
      ["*.b.sub", "A", 604800, "192.0.2.4"],
      ["c.sub", "A", 3600, "192.0.2.5"],
      ["_sip._tcp", "SRV", 3600, "0 5 5060 mail.example.com."],
    ]);
    expect(parse(text).soa).toEqual({
      primaryNameServer: "ns1.example.com",
      hostmaster: "first\\.last.example.com",
      serial: 2026112601,
      refresh: 86_400,
      retry: 7_200,
      expire: 3_600_000,
      negativeTtl: 300,
      ttl: 3_600,
    });
  });

  test("without times to live takes the last one given, and before that the zone's", () => {
    expect(setsOf("a A 192.0.2.1\nb 60 A 192.0.2.1\nc A 192.0.2.1")).toEqual([
      ["a", "A", 3600, "192.0.2.1"],
      ["b", "A", 60, "192.0.2.1"],
      ["c", "A", 60, "192.0.2.1"],
    ]);
  });

  test("joins records of one name and type; the smallest time to live holds, and one said twice is one", () => {
    expect(setsOf("a 60 A 192.0.2.1\na 30 A 192.0.2.2\na 60 A 192.0.2.1")).toEqual([
      ["a", "A", 30, "192.0.2.1", "192.0.2.2"],
    ]);
  });

  test("of a signed zone is read as the zone before it was signed", () => {
    const { sets, skipped } = parse(
      "a A 192.0.2.1\na RRSIG A 13 3 3600 ( 20270101000000\n 20261201000000 1 example.com. AAAA== )\na HINFO x y\na TYPE65 \\# 0",
    );
    expect(sets).toHaveLength(1);
    expect(skipped.map(({ line, type, reason }) => [line, type, reason])).toEqual([
      [2, "RRSIG", "made when the zone is signed"],
      [4, "HINFO", "this type cannot be held"],
      [5, "TYPE65", "this type cannot be held"],
    ]);
  });

  test.each([
    [
      "a A 192.0.2.1\nb A 192.0.2.256",
      "line 2: b.example.com A: must be an IPv4 address such as 192.0.2.1, not 192.0.2.256",
    ],
    ["$INCLUDE other.zone", "line 1: has $INCLUDE, which is refused"],
    ["$GENERATE 1-3 a$ A 192.0.2.$", "line 1: has the directive $GENERATE"],
    ["$TTL", "line 1: must have one word after $TTL"],
    ["$TTL soon", "line 1: has soon where seconds must stand"],
    ["a 8d A 192.0.2.1", "line 1: has a time to live of 8d; at most 604800"],
    ["a.example.org. A 192.0.2.1", "line 1: must be in the zone: a.example.org is not below example.com"],
    ["$ORIGIN example.org.\na A 192.0.2.1", "line 2: must be in the zone"],
    ["a CNMAE b", "line 1: has CNMAE where a type such as A or TXT must stand"],
    ["a 60 IN", "line 1: must have a type and data after the name"],
    ["a CH A 192.0.2.1", "line 1: has the class CH; only IN is held"],
    [" A 192.0.2.1", "line 1: begins with a blank"],
    ['a TXT "open\nand on', "line 1: has a quotation mark"],
    ["a A ( 192.0.2.1", "line 1: opens a parenthesis that is not closed"],
    ["a A 192.0.2.1 )", "line 1: closes a parenthesis that is not open"],
    ["a MX 10 192.0.2.1", "line 1: a.example.com MX: must name a host, not an address"],
    ["a A 192.0.2.1\na CNAME b", "line 1: a has a CNAME, which must stand alone, and A"],
    ["@ CNAME b", "line 1: example.com CNAME: must not stand at the zone itself"],
    ["@ SOA a b 1 2 3 4 5\n@ SOA a b 1 2 3 4 5", "line 2: is a second SOA"],
    ["a SOA a b 1 2 3 4 5", "line 1: has SOA below the zone's own name"],
    ["@ SOA a b 1 2 3 4", "line 1: must have two names and five numbers after SOA"],
    ["@ SOA a b 4294967296 2 3 4 5", "line 1: must have at most 4294967295 as serial of SOA"],
    ["a\\.b A 192.0.2.1", "line 1: must not hold escaped characters"],
    [`a DS 1 13 2 ${"00".repeat(32)}`, "line 1: a has DS without NS"],
    ["a A \\# 4 C0000201", "line 1: has data in the form of RFC 3597"],
    ['a A 192.0.2.1 ; fine\n\n\nb TXT "x\\300"', "line 4: b.example.com TXT: has the escape \\300"],
  ])("%j is refused with the line and what is wrong", (text, problem) => {
    expect(problemOf(text)).toContain(problem);
  });

  test("of megabytes in one word is refused, not choked on", () => {
    const big = "a".repeat(2_000_000);
    expect(problemOf(`a TXT "${big}"`)).toContain("must have at most");
    expect(problemOf(`a TXT "${"\\a".repeat(1_000_000)}"`)).toContain("must have at most");
    expect(problemOf(`a TXT "${big}`)).toContain("quotation mark");
    expect(problemOf(big)).toContain("at most 63 characters");
    expect(problemOf("(".repeat(1_000_000))).toContain("parenthesis");
    expect(problemOf(`a ${"(\n".repeat(20_000)}`)).toContain("parenthesis");
  });
});

const label = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,8}[a-z0-9_])?$/);
const relative = fc.oneof(
  fc.constant("@"),
  fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join(".")),
  fc.array(label, { minLength: 0, maxLength: 2 }).map((labels) => ["*", ...labels].join(".")),
);
const host = fc
  .array(label, { minLength: 2, maxLength: 4 })
  .map((labels) => `${labels.join(".")}.`)
  .filter((name) => !/^[\d.]+$/.test(name));
const small = fc.integer({ min: 0, max: 65_535 });
const byte = fc.integer({ min: 0, max: 255 });
const hex = (octets: number) =>
  fc.uint8Array({ minLength: octets, maxLength: octets }).map((bytes) => Buffer.from(bytes).toString("hex"));
const VALUES: Readonly<Record<RecordType, fc.Arbitrary<string>>> = {
  A: fc.ipV4(),
  AAAA: fc.ipV6(),
  CNAME: host,
  NS: host,
  PTR: host,
  MX: fc.tuple(small, host).map((parts) => parts.join(" ")),
  SRV: fc.tuple(small, small, small, host).map((parts) => parts.join(" ")),
  TXT: fc
    .string({ unit: "binary", minLength: 1, maxLength: 300 })
    .filter((text) => text.isWellFormed() && text.trim() !== "" && !text.trim().startsWith('"')),
  CAA: fc
    .tuple(byte, fc.constantFrom("issue", "issuewild"), host)
    .map(([flags, tag, name]) => `${flags} ${tag} "${name.slice(0, -1)}; a=1"`),
  DS: fc.tuple(small, byte, hex(32)).map(([tag, algorithm, digest]) => `${tag} ${algorithm} 2 ${digest}`),
  TLSA: fc.tuple(byte, byte, byte, hex(8)).map((parts) => parts.join(" ")),
  SSHFP: fc.tuple(byte, byte, hex(8)).map((parts) => parts.join(" ")),
};

const recordSet = fc.constantFrom(...RECORD_TYPES).chain((type) =>
  fc.record({
    name: relative,
    type: fc.constant(type),
    ttl: fc.integer({ min: 0, max: 604_800 }),
    values: fc.array(VALUES[type], { minLength: 1, maxLength: type === "CNAME" ? 1 : 4 }),
  }),
);

/** Any zone that keeps the rules. */
const anyZone: fc.Arbitrary<LoadedZone> = fc
  .tuple(
    fc.array(recordSet, { maxLength: 30 }),
    fc.integer({ min: 1, max: 4_294_967_295 }),
    fc.integer({ min: 0, max: 604_800 }),
    host,
  )
  .map(([sets, serial, ttl, hostmaster]) => {
    const kept = new Map<string, LoadedZone["recordSets"][number]>();
    const types = new Map<string, RecordType[]>();
    for (const { name, type, ttl, values } of sets) {
      const beside = types.get(name) ?? [];
      const atApex = name === "@" && (type === "CNAME" || type === "DS");
      const atWildcard = name.startsWith("*") && (type === "NS" || type === "DS");
      if (atApex || atWildcard || beside.includes(type) || coexistenceProblem(name, [...beside, type]) !== null)
        continue;
      types.set(name, [...beside, type]);
      const texts = [...new Set(values.map((value) => recordText(parseRecordData(type, value))))];
      const data = texts.map((text) => parseRecordData(type, text));
      kept.set(`${name} ${type}`, { owner: absoluteName(name, ZONE), type, ttl, data });
    }
    return {
      id: "dnsz-00000000000000000000",
      organisationId: "",
      projectId: "",
      name: ZONE,
      revision: 1,
      servedName: null,
      soa: {
        primaryNameServer: "ns.example.net",
        hostmaster: `who\\.ever.${hostmaster.slice(0, -1)}`,
        serial,
        refresh: 1,
        retry: 2,
        expire: 3,
        negativeTtl: ttl,
        ttl,
      },
      recordSets: [...kept.values()],
    };
  });

const facts = ({ soa, recordSets }: Pick<LoadedZone, "soa" | "recordSets">) => ({
  soa,
  sets: recordSets.map(({ owner, type, ttl, data }) => [owner, type, ttl, data.map(recordText)]),
});

test("any zone that is written comes back as it was", () => {
  fc.assert(
    fc.property(anyZone, (zone) => {
      const { soa, sets, skipped } = parse(writeZoneFile(zone));
      expect(skipped).toEqual([]);
      if (soa === null) throw new Error("the start of authority is gone");
      const recordSets = sets.map(({ name, type, ttl, data }) => ({
        owner: absoluteName(name, ZONE),
        type,
        ttl,
        data: data.map((text) => parseRecordData(type, text)),
      }));
      expect(facts({ soa, recordSets })).toEqual(facts(zone));
    }),
  );
});

test("every line that cannot be read is told at once, at most twenty", () => {
  const problemsOf = (text: string) => {
    try {
      parseZoneFile(text, "example.com", 3_600);
      return [];
    } catch (error) {
      if (!(error instanceof ZoneFileProblem)) throw error;
      return [error, ...error.others].map(({ line }) => line);
    }
  };
  expect(problemsOf("a A 192.0.2.256\nb A 192.0.2.1\nc\nd MX 10\n e\n")).toEqual([1, 3, 4, 5]);
  expect(problemsOf('a A 192.0.2.256\nb TXT "open')).toEqual([1, 2]);
  expect(problemsOf("a A 192.0.2.1\na CNAME b\nc A 192.0.2.1\nc CNAME d")).toEqual([1, 3]);
  expect(problemsOf("a A x\n".repeat(30))).toHaveLength(20);
});

test("any text is read or refused with a line", () => {
  const words = fc.constantFrom(
    "a",
    "@",
    "A",
    "TXT",
    "192.0.2.1",
    '"',
    "(",
    ")",
    ";",
    "\n",
    " ",
    "\\",
    "$TTL",
    "$ORIGIN",
    "1h",
    "IN",
    "MX",
    "10",
    "b.example.com.",
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
      const problem = problemOf(parts.join(" "));
      if (problem !== null) expect(problem).toMatch(/^line \d+: /);
    }),
    { numRuns: 500 },
  );
});

test("every type has an example that a file can hold", () => {
  for (const type of RECORD_TYPES) {
    const { example } = recordForm(type);
    if (!example.includes("…")) expect(problemOf(`a ${type} ${example}`), type).toBeNull();
  }
});
