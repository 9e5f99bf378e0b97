import { createPrivateKey, createPublicKey, sign as signBytes, verify } from "node:crypto";
import packet from "dns-packet";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRecordData } from "@/lib/contract/dns-record-data";
import { dnskeyData, dsData, keyTag, publicKeyField } from "./dnskey";
import { base32Hex, nsec3Hash, typeBitmap } from "./nsec3";
import { recordSetOf } from "./record-data";
import { type RecordSet, setWire } from "./record-set";
import { listedTypes, recordLine, recordsIn } from "./record-text";
import { signatureHead } from "./rrsig";
import { setOf } from "./test-zone";
import { compareNames, labelsOf, nameFromWire, nameToWire } from "./wire-name";
import { ancestorsOf, orderKey, orderKeyAfter } from "./zone-names";

/** Examples that the documents of the protocol print. */

const bytes = (text: string) => Buffer.from(text.replaceAll(/\s/g, ""), "base64");
const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ""), "hex");

/** RFC 4034, 6.1, in canonical order. */
const ORDERED = [
  "example",
  "a.example",
  "yljkjljk.a.example",
  "Z.a.example",
  "zABC.a.EXAMPLE",
  "z.example",
  "\\001.z.example",
  "*.z.example",
  "\\200.z.example",
];

describe("names", () => {
  test("are in the order of RFC 4034, 6.1", () => {
    expect([...ORDERED].reverse().sort(compareNames)).toEqual(ORDERED);
    const byKey = [...ORDERED].reverse().sort((a, b) => Buffer.compare(orderKey(a, "example"), orderKey(b, "example")));
    expect(byKey).toEqual(ORDERED);
  });

  test("have keys that sort as the names do, and that begin with those of the names above", () => {
    const label = fc
      .uint8Array({ minLength: 1, maxLength: 5 })
      .map((some) => [...some].map((byte) => `\\${String(byte).padStart(3, "0")}`).join(""));
    const name = fc.array(label, { minLength: 0, maxLength: 4 }).map((labels) => [...labels, "zone"].join("."));
    fc.assert(
      fc.property(name, name, (a, b) => {
        const [left, right] = [orderKey(a, "zone"), orderKey(b, "zone")];
        expect(Math.sign(Buffer.compare(left, right))).toBe(Math.sign(compareNames(a, b)));
        for (const above of ancestorsOf(a, "zone")) {
          const key = orderKey(above, "zone");
          expect(left.subarray(0, key.length)).toEqual(key);
          expect(Buffer.compare(left, orderKeyAfter(key))).toBe(-1);
        }
      }),
    );
  });

  test("survive wire form", () => {
    expect(nameFromWire(nameToWire("WWW.a\\.b.\\255\\000x.Example.")).name).toBe("www.a\\.b.\\255\\000x.example");
    expect(nameToWire(".")).toEqual(Buffer.of(0));
    expect(labelsOf("a.b")).toHaveLength(2);
  });

  test("that are too long or have empty labels are refused", () => {
    for (const wrong of ["a..b", ".a", "x".repeat(64), `${"a.".repeat(127)}aa`, "a\\", "a\\999"]) {
      expect(() => labelsOf(wrong)).toThrow(RangeError);
    }
    expect(nameToWire(`${"a.".repeat(126)}a`)).toHaveLength(255);
  });

  test("cut off or compressed in wire form are refused", () => {
    expect(() => nameFromWire(Buffer.of(3, 0x61))).toThrow(RangeError);
    expect(() => nameFromWire(Buffer.of(0xc0, 0))).toThrow(RangeError);
  });
});

test("RFC 4034, 5.4: key tag", () => {
  const key = bytes(`AQOeiiR0GOMYkDshWoSKz9Xz fwJr1AYtsmx3TGkJaNXVbfi/ 2pHm822aJ5iI9BMzNXxeYCmZ
    DRD99WYwYqUSdjMmmAphXdvx egXd/M5+X7OrzKBaMbCVdFLU Uh6DhweJBjEVv5f2wwjM9Xzc
    nOf+EPbtG9DMBmADjFDc2w/r ljwvFw==`);
  expect(keyTag(dnskeyData(256, 5, key))).toBe(60485);
});

describe("NSEC3 hashes", () => {
  const parameters = { salt: hex("aabbccdd"), iterations: 12 };
  test.each([
    ["example", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"],
    ["a.example", "35mthgpgcu1qg68fab165klnsnk3dpvl"],
    ["ai.example", "gjeqe526plbf1g8mklp59enfd789njgi"],
    ["ns1.example", "2t7b4g4vsa5smi47k61mv5bv1a22bojr"],
    ["ns2.example", "q04jkcevqvmu85r014c7dkba38o0ji5r"],
    ["w.example", "k8udemvp1j2f7eg6jebps17vp3n8i58h"],
    ["*.w.example", "r53bq7cc2uvmubfu5ocmm6pers9tk9en"],
    ["x.w.example", "b4um86eghhds6nea196smvmlo4ors995"],
    ["y.w.example", "ji6neoaepv8b5o6k4ev33abha8ht9fgc"],
    ["x.y.w.example", "2vptu5timamqttgl4luu9kg21e0aor3s"],
    ["xx.example", "t644ebqk9bibcna874givr6joj62mlhv"],
  ])("RFC 5155, appendix A: %s", (name, expected) => {
    expect(base32Hex(nsec3Hash(name, parameters))).toBe(expected);
  });
});

test("the bitmap of RFC 4034, 4.3 is written and read", () => {
  const types = [1, 15, 46, 47, 1234];
  const expected = hex("0006400100000003 041b 000000000000000000000000000000000000000000000000000020");
  expect(typeBitmap(types)).toEqual(expected);
  expect(listedTypes(expected)).toEqual(types);
});

/** RFC 6605, 6. The first is of P-256, the second of P-384. */
const ECDSA_EXAMPLES = [
  {
    algorithm: 13,
    curve: "P-256",
    hash: "sha256",
    privateKey: "GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=",
    publicKey: "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
    tag: 55648,
    digest: 2,
    ds: "b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17",
    times: ["2010-09-09T10:04:39Z", "2010-08-12T10:04:39Z"],
    signature: "qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==",
  },
  {
    algorithm: 14,
    curve: "P-384",
    hash: "sha384",
    privateKey: "WURgWHCcYIYUPWgeLmiPY2DJJk02vgrmTfitxgqcL4vwW7BOrbawVmVe0d9V94SR",
    publicKey: `xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40`,
    tag: 10771,
    digest: 4,
    ds: "72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a946df983d6",
    times: ["2010-09-09T10:20:25Z", "2010-08-12T10:20:25Z"],
    signature: `/L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuzWTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm`,
  },
] as const;

describe.each(ECDSA_EXAMPLES)("RFC 6605, 6: algorithm $algorithm", (example) => {
  const point = bytes(example.publicKey);
  const half = point.length / 2;
  const jwk = {
    kty: "EC",
    crv: example.curve,
    x: point.subarray(0, half).toString("base64url"),
    y: point.subarray(half).toString("base64url"),
  };
  const publicKey = createPublicKey({ format: "jwk", key: jwk });
  const dnskey = dnskeyData(257, example.algorithm, publicKeyField(publicKey));
  const set: RecordSet = setOf("www.example.net", "A", 3_600, "192.0.2.1");
  const [expiration, inception] = example.times.map((time) => new Date(time)) as [Date, Date];
  const signer = { zone: "example.net", algorithm: example.algorithm, keyTag: example.tag };
  const data = Buffer.concat([signatureHead(set, signer, { inception, expiration }), setWire(set)]);

  test("key field, key tag and DS", () => {
    expect(publicKeyField(publicKey)).toEqual(point);
    expect(keyTag(dnskey)).toBe(example.tag);
    expect(dsData("example.net", dnskey, example.digest).subarray(4).toString("hex")).toBe(example.ds);
  });

  test("the signature that is printed is one over what would be signed here", () => {
    const signature = bytes(example.signature);
    expect(verify(example.hash, data, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature)).toBe(true);
    const other = Buffer.from(data).fill(data[20] === 0 ? 1 : 0, 20, 21);
    expect(verify(example.hash, other, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature)).toBe(false);
  });

  test("the printed private key belongs to it", () => {
    const d = bytes(example.privateKey).toString("base64url");
    const privateKey = createPrivateKey({ format: "jwk", key: { ...jwk, d } });
    const signature = signBytes(example.hash, data, { key: privateKey, dsaEncoding: "ieee-p1363" });
    expect(signature).toHaveLength(2 * half);
    expect(verify(example.hash, data, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature)).toBe(true);
  });
});

test("RFC 5702, 6.1: RSASHA256", () => {
  const field = bytes("AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=");
  const jwk = { kty: "RSA", e: field.subarray(1, 4).toString("base64url"), n: field.subarray(4).toString("base64url") };
  const publicKey = createPublicKey({ format: "jwk", key: jwk });
  expect(publicKeyField(publicKey)).toEqual(field);
  expect(keyTag(dnskeyData(256, 8, field))).toBe(9033);
  const set = setOf("www.example.net", "A", 3_600, "192.0.2.91");
  const times = { inception: new Date("2000-01-01T00:00:00Z"), expiration: new Date("2030-01-01T00:00:00Z") };
  const head = signatureHead(set, { zone: "example.net", algorithm: 8, keyTag: 9033 }, times);
  const signature = bytes("kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg==");
  expect(verify("sha256", Buffer.concat([head, setWire(set)]), publicKey, signature)).toBe(true);
});

/** Data in master form as the contract reads it, and what another library makes of its wire form. */
test.each([
  ["A", "192.0.2.1", "192.0.2.1"],
  ["AAAA", "2001:db8::1", "2001:db8::1"],
  ["CNAME", "WWW.example.com", "www.example.com"],
  ["NS", "ns.example.com", "ns.example.com"],
  ["PTR", "host.example.com", "host.example.com"],
  ["MX", "10 mail.example.com", { preference: 10, exchange: "mail.example.com" }],
  ["SRV", "1 2 443 host.example.com", { priority: 1, weight: 2, port: 443, target: "host.example.com" }],
  ["CAA", '128 issue "ca.example.net; a=b"', { flags: 128, tag: "issue", value: "ca.example.net; a=b" }],
  ["TXT", '"one" "tw\\"o"', [Buffer.from("one"), Buffer.from('tw"o')]],
  [
    "DS",
    `60485 13 2 ${"AB".repeat(32)}`,
    { keyTag: 60_485, algorithm: 13, digestType: 2, digest: Buffer.alloc(32, 0xab) },
  ],
  ["TLSA", `3 1 1 ${"AB".repeat(32)}`, { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32, 0xab) }],
] as const)("%s in wire form reads the same to another library", (type, text, expected) => {
  const loaded = { owner: "a.example", type, ttl: 60, data: [parseRecordData(type, text)] };
  const wire = setWire(recordSetOf(loaded));
  const decoded = packet.decode(Buffer.concat([hex("000084000000000100000000"), wire]))
    .answers?.[0] as packet.Answer & { data: unknown };
  expect(decoded).toMatchObject({ name: "a.example", type, ttl: 60, data: expected });
  const [line] = [...recordsIn(wire)].map(recordLine);
  const again = parseRecordData(type, line?.split("\t")[4] ?? "");
  expect(recordSetOf({ ...loaded, data: [again] })).toEqual(recordSetOf(loaded));
});
