import { generateKeyPairSync, type KeyObject, sign as signBytes } from "node:crypto";
import packet from "dns-packet";
import { hashFacts } from "@/lib/contract/hash-algorithms";
import { algorithmNumbered } from "./algorithms";
import { chainOf } from "./chain";
import { dnskeyData, KEY_SIGNING_KEY_FLAGS, keyTag, publicKeyField, ZONE_KEY_FLAGS } from "./dnskey";
import { keySets } from "./key-set";
import { NSEC3PARAM_DATA } from "./nsec3";
import { type RecordSet, setWire } from "./record-set";
import { recordLine, recordsIn } from "./record-text";
import { type ServedType, TYPES } from "./record-types";
import { type RecordSigner, signatureWire } from "./rrsig";
import { signName } from "./sign-name";
import { DNSKEY_TTL, signatureTimes } from "./timing";
import { namesOf } from "./zone-names";

/** A key pair that signs a test zone. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly dnskey: Buffer;
}

/** A key pair of a DNSSEC algorithm. */
export function testKey(algorithm: number, flags: number = KEY_SIGNING_KEY_FLAGS): TestKey {
  const { privateKey, publicKey } =
    algorithm === 8
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: algorithm === 13 ? "prime256v1" : "secp384r1" });
  return { privateKey, dnskey: dnskeyData(flags, algorithm, publicKeyField(publicKey)) };
}

/** Signs with a test key in memory. */
export function testSigner(zone: string, { privateKey, dnskey }: TestKey): RecordSigner {
  const algorithm = dnskey.readUInt8(3);
  const { hash } = algorithmNumbered(algorithm);
  const sign = async (data: Buffer) =>
    signBytes(hashFacts(hash).nodeName, data, { key: privateKey, dsaEncoding: "ieee-p1363" });
  return { zone, algorithm, keyTag: keyTag(dnskey), sign };
}

/** Data of a record, encoded by another library. */
export function dataOf(type: ServedType, value: unknown): Buffer {
  const record = { type, name: ".", class: "IN", ttl: 0, data: value } as unknown as packet.Answer;
  return packet.encode({ type: "response", answers: [record] }).subarray(12 + 1 + 10);
}

/** A set of records. */
export function setOf(owner: string, type: ServedType, ttl: number, ...values: unknown[]): RecordSet {
  return { owner, type: TYPES[type], ttl, data: values.map((value) => dataOf(type, value)) };
}

/** Sets of a zone with one of everything: wildcard, delegation with glue, empty names, many types. */
export function sampleSets(zone: string): RecordSet[] {
  const under = (label: string) => `${label}.${zone}`;
  return [
    setOf(zone, "NS", 3_600, under("ns1"), under("ns2")),
    setOf(zone, "MX", 3_600, { preference: 10, exchange: under("mail") }),
    setOf(zone, "TXT", 300, ["v=spf1 mx -all"], ["a", 'quote " and \\']),
    setOf(zone, "CAA", 300, { flags: 0, tag: "issue", value: "ca.example.net" }),
    setOf(under("ns1"), "A", 3_600, "192.0.2.1"),
    setOf(under("ns2"), "AAAA", 3_600, "2001:db8::2"),
    setOf(under("mail"), "A", 3_600, "192.0.2.3", "192.0.2.4"),
    setOf(under("www"), "CNAME", 600, under("mail")),
    setOf(under("*.wild"), "TXT", 600, ["any"]),
    setOf(under("_sip._tcp.deep.down"), "SRV", 600, { priority: 1, weight: 2, port: 5060, target: under("mail") }),
    setOf(under("sub"), "NS", 3_600, under("ns.sub"), "ns.example.net"),
    setOf(under("ns.sub"), "A", 3_600, "192.0.2.9"),
  ];
}

/** A whole signed zone as a master file. */
export async function signedTestZone(
  zone: string,
  sets: readonly RecordSet[],
  { ksk, zsk, now, serial = 1 }: { ksk: TestKey; zsk: TestKey; now: Date; serial?: number },
): Promise<string> {
  const soa = setOf(zone, "SOA", 3_600, {
    mname: `ns1.${zone}`,
    rname: `hostmaster.${zone}`,
    serial,
    refresh: 3_600,
    retry: 600,
    expire: 1_209_600,
    minimum: 300,
  });
  const parameters = { owner: zone, type: TYPES.NSEC3PARAM, ttl: 0, data: [NSEC3PARAM_DATA] };
  const signer = testSigner(zone, zsk);
  const wires: Buffer[] = [];
  for (const { name, link } of chainOf(namesOf(zone, [soa, parameters, ...sets]))) {
    const signed = await signName(
      name,
      link && { ...link, ttl: 300 },
      { cds: true },
      signer,
      signatureTimes(now, name.name),
    );
    wires.push(signed.records, signed.signatures, signed.chain);
  }
  const wish = { kind: "keys", dnskeys: [ksk.dnskey] } as const;
  for (const set of keySets(zone, DNSKEY_TTL, [ksk.dnskey, zsk.dnskey], wish)) {
    wires.push(setWire(set), await signatureWire(set, testSigner(zone, ksk), signatureTimes(now, zone)));
  }
  const lines = [...recordsIn(Buffer.concat(wires))].map(recordLine);
  // Tools want the SOA record first.
  return `${[...lines.filter((line) => line.includes("\tSOA\t")), ...lines.filter((line) => !line.includes("\tSOA\t"))].join("\n")}\n`;
}

/** A key that signs the records of a test zone. */
export const testZoneKey = (algorithm: number) => testKey(algorithm, ZONE_KEY_FLAGS);
