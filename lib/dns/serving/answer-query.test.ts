import packet from "dns-packet";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SecretBytes } from "@/lib/crypto/secret-bytes";
import { setWire } from "@/lib/dns/dnssec/record-set";
import { sampleSets, setOf } from "@/lib/dns/dnssec/test-zone";
import { nameToWire } from "@/lib/dns/dnssec/wire-name";
import { answerQuery, type KnownKey, type Serving } from "./answer-query";
import { readMessage } from "./read-message";
import { TSIG_ERROR, verifyTsig, withTsig } from "./tsig";

const ZONE = "harbour.example";
const NOW_MS = Date.UTC(2026, 10, 26);
const SERIAL = 2_026_112_600;
const key = (name = "ns1.test.pelagos", byte = 7): KnownKey => ({
  name,
  secret: SecretBytes.take(Buffer.alloc(32, byte)),
  secondaryId: "dnss-1",
  organisationId: "o-1",
});
const startOfAuthority = setOf(ZONE, "SOA", 3_600, {
  mname: `ns1.${ZONE}`,
  rname: `hostmaster.${ZONE}`,
  serial: SERIAL,
  refresh: 3_600,
  retry: 600,
  expire: 604_800,
  minimum: 300,
});
const records = [
  ...sampleSets(ZONE),
  ...Array.from({ length: 500 }, (_, at) => setOf(`h${at}.${ZONE}`, "TXT", 60, ["x".repeat(200)])),
];
const serving: Serving = {
  nowMs: NOW_MS,
  keyNamed: async (name) => (name === key().name ? key() : null),
  zoneNamed: async (name, organisationId) => (name === ZONE && organisationId === "o-1" ? "dnsz-1" : null),
  async withZone(_, read) {
    async function* wires() {
      for (const set of records) yield setWire(set);
    }
    return read({ serial: SERIAL, startOfAuthority: setWire(startOfAuthority), records: wires() });
  },
  transferred: () => {},
};

const TYPES = { SOA: 6, A: 1, IXFR: 251, AXFR: 252 } as const;

function question(type: keyof typeof TYPES, name = ZONE, { flags = 0, serial = null as number | null } = {}): Buffer {
  const head = Buffer.from([0x12, 0x34, flags, 0, 0, 1, 0, 0, 0, serial === null ? 0 : 1, 0, 0]);
  const known = serial === null ? [] : [setWire({ ...startOfAuthority, data: [withSerial(serial)] })];
  return Buffer.concat([head, nameToWire(name), Buffer.of(0, TYPES[type], 0, 1), ...known]);
}

function withSerial(serial: number): Buffer {
  const data = Buffer.from(startOfAuthority.data[0] ?? Buffer.alloc(0));
  data.writeUInt32BE(serial, data.length - 20);
  return data;
}

const signed = (message: Buffer, by = key(), nowMs = NOW_MS) =>
  withTsig(message, by, nowMs, { priorMac: null, continues: false });

async function answersTo(wire: Buffer, transport: "udp" | "tcp" = "tcp"): Promise<Buffer[]> {
  const answers: Buffer[] = [];
  await answerQuery(wire, transport, serving, async (message) => void answers.push(message));
  return answers;
}

/** What the only answer says: its code and how many records it has. */
async function saying(wire: Buffer, transport: "udp" | "tcp" = "tcp"): Promise<{ rcode: number; answers: number }> {
  const [answer = Buffer.alloc(12), ...others] = await answersTo(wire, transport);
  expect(others).toEqual([]);
  return { rcode: answer.readUInt8(3) & 15, answers: answer.readUInt16BE(6) };
}

const REFUSED = { rcode: 5, answers: 0 };
const NOT_AUTH = { rcode: 9, answers: 0 };

describe("a question", () => {
  test("without a key is refused, whatever it asks", async () => {
    for (const type of Object.keys(TYPES) as (keyof typeof TYPES)[]) {
      for (const transport of ["udp", "tcp"] as const) expect(await saying(question(type), transport)).toEqual(REFUSED);
    }
  });

  test("with the key is answered where it asks for the serial", async () => {
    expect(await saying(signed(question("SOA")).wire, "udp")).toEqual({ rcode: 0, answers: 1 });
    expect(await saying(signed(question("IXFR", ZONE, { serial: 1 })).wire, "udp")).toEqual({ rcode: 0, answers: 1 });
    expect(await saying(signed(question("IXFR", ZONE, { serial: SERIAL })).wire)).toEqual({ rcode: 0, answers: 1 });
  });

  test("with the key for anything else is refused", async () => {
    expect(await saying(signed(question("A")).wire)).toEqual(REFUSED);
    expect(await saying(signed(question("AXFR")).wire, "udp")).toEqual(REFUSED);
    expect(await saying(signed(question("AXFR", "other.example")).wire)).toEqual(NOT_AUTH);
  });

  test("with an unknown key, a wrong signature or at a wrong time is not believed", async () => {
    expect(await saying(signed(question("SOA"), key("nobody.example")).wire)).toEqual(NOT_AUTH);
    expect(await saying(signed(question("SOA"), key(undefined, 8)).wire)).toEqual(NOT_AUTH);
    expect(await saying(signed(question("AXFR"), key(), NOW_MS - 301_000).wire)).toEqual(NOT_AUTH);
    const [late = Buffer.alloc(0)] = await answersTo(signed(question("AXFR"), key(), NOW_MS + 301_000).wire);
    expect(readMessage(late).tsig).toMatchObject({ error: TSIG_ERROR.badTime, other: { length: 6 } });
  });

  test("of another kind is not done, an answer is not answered", async () => {
    expect(await saying(question("SOA", ZONE, { flags: 4 << 3 }))).toEqual({ rcode: 4, answers: 0 });
    expect(await answersTo(question("SOA", ZONE, { flags: 0x80 }))).toEqual([]);
    expect(await answersTo(Buffer.alloc(11))).toEqual([]);
  });
});

test("a transfer has every record between two of the start of authority, each message signed in turn", async () => {
  for (const type of ["AXFR", "IXFR"] as const) {
    const request = signed(type === "AXFR" ? question(type) : question(type, ZONE, { serial: 5 }));
    const messages = await answersTo(request.wire);
    expect(messages.length).toBeGreaterThan(5);
    let prior = request.mac;
    const found: packet.Answer[] = [];
    for (const [index, wire] of messages.entries()) {
      expect(wire.length).toBeLessThan(17_000);
      const { tsig } = readMessage(Buffer.concat([header(wire), wire.subarray(tsigOffset(wire))]));
      if (tsig === null) throw new Error("not signed");
      const { mac } = tsig;
      const again = withTsig(withoutTsig(wire), key(), NOW_MS, { priorMac: prior, continues: index > 0 });
      expect(again.wire).toEqual(wire);
      prior = mac;
      found.push(...(packet.decode(withoutTsig(wire)).answers ?? []));
    }
    expect(found[0]?.type).toBe("SOA");
    expect(found.at(-1)?.type).toBe("SOA");
    expect(found).toHaveLength(2 + records.reduce((sum, { data }) => sum + data.length, 0));
  }
});

/** A head that announces one additional record. */
function header(wire: Buffer): Buffer {
  const head = Buffer.from(wire.subarray(0, 12));
  head.fill(0, 4, 12).writeUInt16BE(1, 10);
  return head;
}

/** The record of the key comes last: its name is the last that begins with the key's own. */
const tsigOffset = (wire: Buffer) => wire.lastIndexOf(nameToWire(key().name));

function withoutTsig(wire: Buffer): Buffer {
  const message = Buffer.from(wire.subarray(0, tsigOffset(wire)));
  message.writeUInt16BE(0, 10);
  return message;
}

const inLowerCase = (bytes: Buffer) =>
  Buffer.from(
    bytes.toString("latin1").replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()),
    "latin1",
  );

describe("whatever is sent", () => {
  const valid = [signed(question("AXFR")).wire, signed(question("IXFR", ZONE, { serial: 1 })).wire, question("SOA")];

  test("random bytes bring no error and no record", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
        for (const answer of await answersTo(Buffer.from(bytes))) expect(answer.readUInt16BE(6)).toBe(0);
      }),
      { numRuns: 2_000 },
    );
  });

  test("questions with changed, lost or added bytes bring no error and no record", async () => {
    const change = fc.tuple(fc.nat(400), fc.nat(255), fc.constantFrom("set", "cut", "add", "double"));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...valid),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        async (wire, changes) => {
          let bytes = Buffer.from(wire);
          for (const [where, byte, kind] of changes) {
            const at = where % (bytes.length || 1);
            if (kind === "set") bytes[at] = byte;
            if (kind === "cut") bytes = bytes.subarray(0, at);
            if (kind === "add") bytes = Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at)]);
            if (kind === "double") bytes = Buffer.concat([bytes, bytes.subarray(at)]);
          }
          if (bytes.equals(wire)) return;
          const answers = await answersTo(bytes);
          // The identity of a message is not signed, its original one is; names of keys and algorithms are signed in lower case.
          const sameBody = inLowerCase(bytes.subarray(2)).equals(inLowerCase(wire.subarray(2)));
          if (!sameBody) for (const answer of answers) expect(answer.readUInt16BE(6)).toBe(0);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test("names that lead to themselves, and records without end, are malformed", async () => {
    const head = Buffer.from([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    for (const name of [[0xc0, 12], [0xc0, 14, 0xc0, 12], [0x40, 1], [63, 1, 2], [0xc0]]) {
      expect(await saying(Buffer.concat([head, Buffer.from(name)]))).toEqual({ rcode: 1, answers: 0 });
    }
    const many = Buffer.from([0, 1, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    expect(await saying(many)).toEqual({ rcode: 1, answers: 0 });
  });
});

test("a signature holds for its message and key alone", () => {
  const { wire } = signed(question("SOA"));
  const { tsig } = readMessage(wire);
  if (tsig === null) throw new Error("not signed");
  expect(verifyTsig(wire, tsig, key(), NOW_MS)).toBe(TSIG_ERROR.none);
  expect(verifyTsig(wire, { ...tsig, mac: tsig.mac.subarray(0, 16) }, key(), NOW_MS)).toBe(TSIG_ERROR.badSignature);
  expect(verifyTsig(wire, { ...tsig, algorithm: "hmac-md5.sig-alg.reg.int" }, key(), NOW_MS)).toBe(TSIG_ERROR.badKey);
  expect(verifyTsig(wire, { ...tsig, fudge: 60_000 }, key(), NOW_MS)).toBe(TSIG_ERROR.badSignature);
});
