import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRecordData, RECORD_TYPES, type RecordType, recordForm, recordText } from "./dns-record-data";

const canonical = (type: RecordType, text: string) => recordText(parseRecordData(type, text));
const problemOf = (type: RecordType, text: string) => {
  try {
    parseRecordData(type, text);
  } catch (error) {
    return String(error);
  }
  return null;
};

const LONG = "k".repeat(300);

test.each<[RecordType, string, string]>([
  ["A", " 192.0.2.1 ", "192.0.2.1"],
  ["AAAA", "2001:DB8:0::1", "2001:db8::1"],
  ["CNAME", "WWW.Example.com", "www.example.com."],
  ["CNAME", "bücher.example.", "xn--bcher-kva.example."],
  ["NS", "ns1.example.net.", "ns1.example.net."],
  ["NS", "localhost.", "localhost."],
  ["PTR", "host.example.com", "host.example.com."],
  ["MX", "10   mail.example.com", "10 mail.example.com."],
  ["MX", "0 .", "0 ."],
  ["SRV", "10 5 443 www.example.com.", "10 5 443 www.example.com."],
  ["SRV", "0 0 0 .", "0 0 0 ."],
  ["TXT", "v=spf1 -all", '"v=spf1 -all"'],
  ["TXT", '"v=spf1" " -all"', '"v=spf1" " -all"'],
  ["TXT", 'say "hello"\\', '"say \\"hello\\"\\\\"'],
  ["TXT", "héllo", '"h\\195\\169llo"'],
  ["TXT", '"a\\032b\\"c"', '"a b\\"c"'],
  ["TXT", LONG, `"${"k".repeat(255)}" "${"k".repeat(45)}"`],
  ["TXT", `"${LONG}"`, `"${"k".repeat(255)}" "${"k".repeat(45)}"`],
  ["TXT", '""', '""'],
  ["CAA", '0 ISSUE "ca.example.net; account=1"', '0 issue "ca.example.net; account=1"'],
  ["CAA", '128 issuewild ";"', '128 issuewild ";"'],
  ["CAA", '0 iodef "mailto:security@example.com"', '0 iodef "mailto:security@example.com"'],
  ["DS", `1 13 2 ${"ab".repeat(16)} ${"cd".repeat(16)}`, `1 13 2 ${"AB".repeat(16)}${"CD".repeat(16)}`],
  ["TLSA", "3 1 1 ab cd", "3 1 1 ABCD"],
  ["SSHFP", "4 2 123abc", "4 2 123ABC"],
])("%s %s is %s", (type, text, expected) => {
  expect(canonical(type, text)).toBe(expected);
  expect(canonical(type, expected)).toBe(expected);
});

test.each<[RecordType, string, string]>([
  ["A", "", "must not be empty"],
  ["A", "192.0.2.256", "IPv4 address such as 192.0.2.1, not 192.0.2.256"],
  ["A", "192.0.2.1 192.0.2.2", "must have the form address"],
  ["A", "2001:db8::1", "IPv4"],
  ["AAAA", "192.0.2.1", "IPv6"],
  ["CNAME", "192.0.2.1", "must name a host, not an address"],
  ["CNAME", "www", "in full, such as www.example.com"],
  ["CNAME", ".", "must not be the root"],
  ["NS", "2001:db8::1", "must name a host, not an address"],
  ["MX", "10 192.0.2.1", "must name a host, not an address: 192.0.2.1 belongs into an A or AAAA record"],
  ["MX", "mail.example.com", "must have the form preference name"],
  ["MX", "65536 mail.example.com", "from 0 to 65535 as preference"],
  ["MX", "-1 mail.example.com", "preference"],
  ["MX", "10 .", "RFC 7505"],
  ["SRV", "10 5 443 192.0.2.1", "must name a host"],
  ["SRV", "10 5 www.example.com", "must have the form priority weight port name"],
  ["SRV", "10 5 65536 www.example.com", "port"],
  ["TXT", '"open', "does not end"],
  ["TXT", '"a"b', "must have a blank before b"],
  ["TXT", '"a\\256"', "more than \\255"],
  ["TXT", '"a\\1"', "fewer than three digits"],
  ["CAA", '0 isue "ca.example.net"', "one of the tags issue, issuewild"],
  ["CAA", '256 issue "ca.example.net"', "flags"],
  ["CAA", '0 iodef "security@example.com"', "mailto:"],
  ["CAA", '0 issue "ca example net"', "letters, digits"],
  ["CAA", "0 issue ;", "outside quotation marks"],
  ["MX", "10 (mail.example.com", "parenthesis"],
  ["DS", "1 13 2 ABCD", "64 hexadecimal digits"],
  ["DS", "1 13 9 ABCD", "digest type 1, 2 or 4"],
  ["TLSA", "3 1 1 ABC", "pairs of hexadecimal digits"],
  ["SSHFP", "4 2 xyz", "pairs of hexadecimal digits"],
])("%s refuses %s", (type, text, part) => {
  expect(problemOf(type, text)).toContain(part);
});

test("names in zone files are relative to the origin", () => {
  const context = { origin: "example.com" };
  expect(recordText(parseRecordData("MX", "10 mail", context))).toBe("10 mail.example.com.");
  expect(recordText(parseRecordData("CNAME", "@", context))).toBe("example.com.");
  expect(recordText(parseRecordData("CNAME", "other.example.net.", context))).toBe("other.example.net.");
});

test("every type names its parts and an example", () => {
  for (const type of RECORD_TYPES) {
    const { names, example } = recordForm(type);
    expect(names.length, type).toBeGreaterThan(0);
    if (!example.includes("…")) expect(problemOf(type, example), type).toBeNull();
  }
});

describe("any text", () => {
  test("given as TXT comes back byte for byte, in strings of at most 255 octets", () => {
    const text = fc
      .string({ unit: "binary", minLength: 1, maxLength: 700 })
      .filter((value) => value.isWellFormed() && value.trim() !== "" && !value.trim().startsWith('"'));
    fc.assert(
      fc.property(text, (value) => {
        const data = parseRecordData("TXT", recordText(parseRecordData("TXT", value)));
        if (data.type !== "TXT") throw new Error("not TXT");
        expect(data.strings.every((string) => string.length <= 255)).toBe(true);
        expect(Buffer.concat(data.strings).equals(Buffer.from(value))).toBe(true);
      }),
    );
  });

  test("is parsed or refused with a sentence, whatever the type", () => {
    fc.assert(
      fc.property(fc.constantFrom(...RECORD_TYPES), fc.string({ unit: "binary", maxLength: 80 }), (type, value) => {
        const problem = problemOf(type, value);
        if (problem === null) expect(canonical(type, canonical(type, value))).toBe(canonical(type, value));
        else expect(problem).toMatch(/^DnsProblem: (must|has) /);
      }),
    );
  });
});
