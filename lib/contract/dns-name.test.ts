import { describe, expect, test } from "vitest";
import {
  asciiName,
  hostmasterAddress,
  hostmasterName,
  ipv6Address,
  isAddress,
  isIpv4,
  labelsOf,
  ownerName,
  zoneName,
} from "./dns-name";

const problemOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return String(error).replace("DnsProblem: ", "");
  }
  return null;
};

describe("names", () => {
  test("are lower-case A-labels without the dot at their end", () => {
    expect(asciiName("WWW.Example.COM.")).toBe("www.example.com");
    expect(asciiName("bücher.example")).toBe("xn--bcher-kva.example");
    expect(asciiName("_dmarc.bücher。example")).toBe("_dmarc.xn--bcher-kva.example");
    expect(asciiName("faß.example")).toBe("xn--fa-hia.example");
    expect(asciiName(".")).toBe("");
    expect(asciiName("*.example.com", { wildcard: true })).toBe("*.example.com");
  });

  test.each([
    ["", "must not be empty"],
    ["a..b", "empty label"],
    [".a", "empty label"],
    ["-a.example", "no - at the ends"],
    ["a-.example", "no - at the ends"],
    ["a b.example", "letters, digits"],
    ["a/b.example", "letters, digits"],
    ["*.example.com", "letters, digits"],
    ["a.*.example", "letters, digits"],
    [`${"a".repeat(64)}.example`, "at most 63 characters ("],
    [`${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(62)}`, "at most 253 characters"],
    ["a\\.b.example", "escaped"],
    ["a\u202eb.example", "cannot"],
    ["xn--bcher-kva\u0000.example", "letters, digits"],
  ])("refuses %j", (text, part) => {
    expect(problemOf(() => asciiName(text))).toContain(part);
  });

  test("253 characters are allowed", () => {
    const name = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(61)}`;
    expect(asciiName(name)).toHaveLength(253);
  });

  test("a zone's name is complete, and neither the root nor an address", () => {
    expect(zoneName(" Example.COM. ")).toBe("example.com");
    expect(zoneName("2.0.192.in-addr.arpa")).toBe("2.0.192.in-addr.arpa");
    expect(zoneName("test.")).toBe("test");
    expect(problemOf(() => zoneName("test"))).toContain("complete name");
    expect(problemOf(() => zoneName("."))).toContain("root");
    expect(problemOf(() => zoneName("192.0.2.1"))).toContain("address");
    expect(problemOf(() => zoneName("*.example.com"))).toContain("letters");
  });

  test("the name of a record is relative to its zone", () => {
    expect(ownerName("", "example.com")).toBe("@");
    expect(ownerName("@", "example.com")).toBe("@");
    expect(ownerName("example.com.", "example.com")).toBe("@");
    expect(ownerName("WWW", "example.com")).toBe("www");
    expect(ownerName("a.b.example.com.", "example.com")).toBe("a.b");
    expect(ownerName("*", "example.com")).toBe("*");
    expect(ownerName("*.dev", "example.com")).toBe("*.dev");
    expect(ownerName("com", "example.com")).toBe("com");
  });

  test("a name out of the zone is refused, and one that holds the zone's name twice", () => {
    // As the end of a sentence: whoever says it adds the full stop.
    expect(problemOf(() => ownerName("www.example.org.", "example.com"))).toMatch(/ is not below example\.com$/);
    expect(problemOf(() => ownerName("badexample.com.", "example.com"))).toContain("not below example.com");
    expect(problemOf(() => ownerName("www.example.com", "example.com"))).toContain(
      "would be www.example.com.example.com",
    );
    expect(
      problemOf(() =>
        ownerName(`${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(61)}`, "example.com"),
      ),
    ).toContain("with the zone");
  });
});

test("a hostmaster is an e-mail address, or the name that it is written as", () => {
  expect(hostmasterName("First.Last@Example.com")).toBe("first\\.last.example.com");
  expect(hostmasterName("first\\.last.example.com.")).toBe("first\\.last.example.com");
  expect(hostmasterName("dns.example.com")).toBe("dns.example.com");
  expect(hostmasterAddress("first\\.last.example.com")).toBe("first.last@example.com");
  expect(labelsOf("first\\.last.example.com")).toEqual(["first.last", "example", "com"]);
  for (const text of ["", "@example.com", "a b@example.com", "dns@", "dns@localhost", "dns", 'a"b@example.com']) {
    expect(
      problemOf(() => hostmasterName(text)),
      text,
    ).not.toBeNull();
  }
});

describe("addresses", () => {
  test.each([
    ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["::", "::"],
    ["::1", "::1"],
    ["1::", "1::"],
    ["::ffff:192.0.2.1", "::ffff:c000:201"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
  ])("%s is %s (RFC 5952)", (text, canonical) => {
    expect(ipv6Address(text)).toBe(canonical);
  });

  test.each([
    "",
    ":",
    ":::",
    "1",
    "1:2",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "12345::",
    "g::",
    "::1.2.3",
    "1.2.3.4::",
    "1:2:3:4:5:6:7:8::",
    "fe80::1%eth0",
  ])("%j is no IPv6 address", (text) => {
    expect(ipv6Address(text)).toBeNull();
  });

  test("an IPv4 address has four decimal numbers without leading zeros", () => {
    for (const text of ["0.0.0.0", "192.0.2.1", "255.255.255.255"]) expect(isIpv4(text), text).toBe(true);
    for (const text of ["1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4.", "1..2.3", "a.b.c.d", ""]) {
      expect(isIpv4(text), text).toBe(false);
    }
    expect(isAddress("2001:db8::1")).toBe(true);
    expect(isAddress("example.com")).toBe(false);
  });
});
