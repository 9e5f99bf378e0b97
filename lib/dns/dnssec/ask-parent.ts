import { randomInt } from "node:crypto";
import { getServers } from "node:dns";
import { connect } from "node:net";
import packet from "dns-packet";
import { config, type SocketAddress, socketAddress } from "@/lib/platform/config";
import type { ParentView } from "./plan";
import { dataWire } from "./record-data";

const TIMEOUT_MS = 3_000;
const RESOLVERS_MAX = 2;
const ANSWER_BYTES_MAX = 65_535;
/** Where an answer does not tell the original time to live of its records: a day, in seconds, as most parents have it. */
const TTL_ASSUMED = 86_400;
const DNS_PORT = 53;

/** What the parent has for a zone, or why that is not known. */
export type ParentAnswer = Omit<ParentView, "checkedAt"> | { readonly error: string };

/**
 * Asks the configured resolver, or those of the machine, which DS records a zone's parent has. Over TCP: an answer that
 * somebody off the path made up would move keys too early. Never throws. Source: RFC 7766; RFC 4035, 3.1.4.1.
 */
export async function askParent(zone: string): Promise<ParentAnswer> {
  const resolvers =
    config().dnsResolver === undefined
      ? getServers()
          .slice(0, RESOLVERS_MAX)
          .map((text) => socketAddress(text, DNS_PORT))
      : [config().dnsResolver];
  let error = "no resolver is configured";
  for (const resolver of resolvers) {
    if (resolver == null) continue;
    try {
      return parentAnswer(await exchange(resolver, zone), zone);
    } catch (failure) {
      error = `${resolver.host}: ${failure instanceof Error ? failure.message : String(failure)}`;
    }
  }
  return { error: `The resolver did not answer (${error}).` };
}

function exchange({ host, port }: SocketAddress, zone: string): Promise<packet.DecodedPacket> {
  const id = randomInt(65_536);
  const query = packet.streamEncode({
    type: "query",
    id,
    flags: packet.RECURSION_DESIRED,
    questions: [{ type: "DS", class: "IN", name: zone }],
    additionals: [{ type: "OPT", name: ".", udpPayloadSize: 1_232, flags: packet.DNSSEC_OK } as packet.OptAnswer],
  });
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const received: Buffer[] = [];
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("timed out")));
    socket.on("connect", () => socket.write(query));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed the connection")));
    socket.on("data", (part) => {
      received.push(part);
      const all = Buffer.concat(received);
      if (all.length > ANSWER_BYTES_MAX + 2) return socket.destroy(new Error("sent too much"));
      if (all.length < 2 || all.length < 2 + all.readUInt16BE(0)) return;
      try {
        const answer = packet.streamDecode(all) as packet.DecodedPacket | null;
        if (answer === null || answer.id !== id || !isAbout(answer, zone)) throw new Error("answered another question");
        resolve(answer);
      } catch (error) {
        reject(error);
      }
      socket.destroy();
    });
  });
}

function isAbout({ questions = [], type }: packet.Packet, zone: string): boolean {
  const [question] = questions;
  return type === "response" && question?.type === "DS" && isOf(zone, question);
}

const isOf = (zone: string, { name }: { readonly name: string }) => name.toLowerCase() === zone;

function parentAnswer(answer: packet.DecodedPacket, zone: string): ParentAnswer {
  const { rcode } = answer as unknown as { rcode: string };
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") throw new Error(`answered ${rcode}`);
  const records = (answer.answers ?? []).filter((record) => isOf(zone, record));
  const ds = records.flatMap((record) => (record.type === "DS" ? [dsHex(record.data)] : []));
  const signature = records.find((record) => record.type === "RRSIG" && record.data.typeCovered === "DS");
  const original = signature?.type === "RRSIG" ? signature.data.originalTTL : TTL_ASSUMED;
  return { ds, ttl: original };
}

function dsHex({ keyTag, algorithm, digestType, digest }: packet.DSAnswer["data"]): string {
  return dataWire({ type: "DS", keyTag, algorithm, digestType, digest: digest.toString("hex") }).toString("hex");
}
