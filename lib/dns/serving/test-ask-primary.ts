import { connect } from "node:net";
import packet from "dns-packet";
import { nameToWire } from "@/lib/dns/dnssec/wire-name";
import { type TsigKey, withTsig } from "./tsig";

/** What a transfer brought. */
export interface Transferred {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly serial: number;
}

/** Takes over a zone from a primary on the loopback address, as a secondary would. Throws where it is refused. */
export async function askPrimary(port: number, zone: string, type: "AXFR", key: TsigKey): Promise<Transferred> {
  const head = Buffer.from([0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  const query = Buffer.concat([head, nameToWire(zone), Buffer.of(0, AXFR[type], 0, 1)]);
  const { wire } = withTsig(query, key, Date.now(), { priorMac: null, continues: false });
  const answers: packet.Answer[] = [];
  const socket = connect({ port, host: "127.0.0.1" });
  socket.setTimeout(10_000, () => socket.destroy(new Error("no answer")));
  socket.write(Buffer.concat([Buffer.of(wire.length >> 8, wire.length & 0xff), wire]));
  let held = Buffer.alloc(0);
  for await (const part of socket) {
    held = Buffer.concat([held, part as Buffer]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const message = held.subarray(2, 2 + held.readUInt16BE(0));
      held = held.subarray(2 + message.length);
      const code = message.readUInt8(3) & 15;
      if (code !== 0) throw new Error(`refused with code ${code}`);
      answers.push(...(packet.decode(message).answers ?? []));
    }
    if (answers.length > 1 && answers.at(-1)?.type === "SOA") break;
  }
  socket.destroy();
  const last = answers.at(-1);
  if (last?.type !== "SOA") throw new Error("the transfer has no end");
  return {
    names: answers.map(({ name }) => name),
    types: [...new Set(answers.map((answer) => answer.type as string))],
    serial: last.data.serial ?? 0,
  };
}

const AXFR = { AXFR: 252 } as const;
