import packet from "dns-packet";
import { RECORD_TYPE_NUMBERS, type RecordData } from "@/lib/contract/dns-record-data";
import type { LoadedRecordSet, StartOfAuthority } from "@/lib/dns/load-zone";
import type { RecordSet } from "./record-set";
import { TYPES } from "./record-types";
import { nameToWire } from "./wire-name";

/** What stands before the data of the only record in an encoded message: the message's head, the root's name and fields. */
const HEAD_BYTES = 12 + 1 + 10;

/** A record's data in canonical wire form: the contract's names are in lower case. Source: RFC 1035, 3.3; RFC 4034, 6.2. */
export function dataWire(data: RecordData): Buffer {
  switch (data.type) {
    case "CNAME":
    case "NS":
    case "PTR":
      return nameToWire(data.target);
    case "TXT":
      return Buffer.concat(data.strings.flatMap((string) => [Buffer.of(string.length), string]));
    case "CAA":
      return Buffer.concat([Buffer.of(data.flags, data.tag.length), Buffer.from(data.tag, "latin1"), data.value]);
    case "A":
    case "AAAA":
      return encoded(data.type, data.address);
    case "MX":
      return encoded("MX", { preference: data.preference, exchange: data.exchange || "." });
    case "SRV":
      return encoded("SRV", { ...data, target: data.target || "." });
    case "DS":
      return encoded("DS", { ...data, digest: Buffer.from(data.digest, "hex") });
    case "TLSA":
      return encoded("TLSA", { ...data, certificate: Buffer.from(data.certificate, "hex") });
    case "SSHFP":
      return Buffer.concat([Buffer.of(data.algorithm, data.fingerprintType), Buffer.from(data.fingerprint, "hex")]);
  }
}

function encoded(type: string, data: unknown): Buffer {
  // The library's types name only some of the records that it encodes.
  const record = { type, name: ".", class: "IN", ttl: 0, data } as unknown as packet.Answer;
  return packet.encode({ type: "response", answers: [record] }).subarray(HEAD_BYTES);
}

/** A stored set ready to be signed. */
export function recordSetOf({ owner, type, ttl, data }: LoadedRecordSet): RecordSet {
  return { owner, type: RECORD_TYPE_NUMBERS[type], ttl, data: data.map(dataWire) };
}

/** A zone's start of authority. Source: RFC 1035, 3.3.13. */
export function startOfAuthoritySet(zone: string, soa: StartOfAuthority): RecordSet {
  const numbers = Buffer.alloc(20);
  const { serial, refresh, retry, expire, negativeTtl } = soa;
  for (const [index, number] of [serial, refresh, retry, expire, negativeTtl].entries()) {
    numbers.writeUInt32BE(number, 4 * index);
  }
  const data = Buffer.concat([nameToWire(soa.primaryNameServer), nameToWire(soa.hostmaster), numbers]);
  return { owner: zone, type: TYPES.SOA, ttl: soa.ttl, data: [data] };
}
