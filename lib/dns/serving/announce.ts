import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { queryHome } from "@/lib/dns/dnssec/signing-row";
import { nameToWire } from "@/lib/dns/dnssec/wire-name";
import { clock } from "@/lib/platform/clock";
import { socketAddress } from "@/lib/platform/config";
import { isReachableAddress } from "@/lib/platform/outbound";
import type { KnownKey } from "./answer-query";
import { OPCODE_NOTIFY, readMessage } from "./read-message";
import { keyNamed } from "./secondary-keys";
import { TSIG_ERROR, verifyTsig, withTsig } from "./tsig";

const TYPE_SOA = 6;
const CLASS_IN = 1;
const AUTHORITATIVE = 0x0400;
const ANSWER_MS = 3_000;
/** Pauses before each further try, in milliseconds; after the last a secondary finds out by itself. Source: RFC 1996, 3.6. */
const PAUSES_MS = [5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000] as const;
/** How long one process has a notice to itself. */
const CLAIMED_MS = 30_000;
const AT_A_TIME = 20;

/** Notes whom to tell of zones that have been published since. */
async function noteNews(now: Date): Promise<void> {
  await queryHome(
    `INSERT INTO dns_notice (secondary_id, address, zone_id, wanted, due_at)
     SELECT s.id, a.address, z.id, coalesce(k.serial, z.serial), $1
     FROM dns_secondary s CROSS JOIN LATERAL unnest(s.notify) AS a (address)
       JOIN dns_zone z ON z.organisation_id = s.organisation_id AND z.served_name IS NOT NULL
       LEFT JOIN dnssec_zone k ON k.zone_id = z.id
       LEFT JOIN dns_notice n ON n.secondary_id = s.id AND n.address = a.address AND n.zone_id = z.id
     WHERE n.wanted IS DISTINCT FROM coalesce(k.serial, z.serial)
     ON CONFLICT (secondary_id, address, zone_id)
       DO UPDATE SET wanted = excluded.wanted, attempts = 0, due_at = excluded.due_at, error = NULL`,
    [now],
  );
}

interface Notice {
  readonly secondaryId: string;
  readonly address: string;
  readonly zoneId: string;
  readonly zone: string;
  readonly keyName: string;
  readonly wanted: number;
  readonly attempts: number;
}

/** Takes some of the notices that are due; until they are settled no other process does. */
async function claimDue(now: Date): Promise<Notice[]> {
  return queryHome<Notice>(
    `UPDATE dns_notice n SET due_at = $2, attempts = n.attempts + 1 FROM dns_secondary s, dns_zone z
     WHERE s.id = n.secondary_id AND z.id = n.zone_id AND (n.secondary_id, n.address, n.zone_id) IN (
       SELECT secondary_id, address, zone_id FROM dns_notice WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
     RETURNING n.secondary_id AS "secondaryId", n.address, n.zone_id AS "zoneId", z.name AS zone, s.key_name AS "keyName",
       n.wanted::float8 AS wanted, n.attempts`,
    [now, new Date(now.getTime() + CLAIMED_MS), AT_A_TIME],
  );
}

/**
 * Tells secondaries of zones that have changed (NOTIFY, signed with their key), and again where they do not confirm it.
 * Returns how many were tried. Source: RFC 1996; RFC 8945.
 */
export async function announceChanges(now: Date): Promise<number> {
  await noteNews(now);
  const due = await claimDue(now);
  await Promise.all(due.map(tell));
  return due.length;
}

async function tell(notice: Notice): Promise<void> {
  const { secondaryId, address, zoneId, wanted, attempts } = notice;
  const error = await send(notice).then(() => null, inWords);
  const pauseMs = PAUSES_MS[attempts - 1];
  const again = error === null || pauseMs === undefined ? null : new Date(clock.nowMs() + pauseMs);
  // Only where nothing newer is wanted by now.
  await queryHome(
    `UPDATE dns_notice SET error = $5, due_at = $6, serial = CASE WHEN $5::text IS NULL THEN $4 ELSE serial END
     WHERE secondary_id = $1 AND address = $2 AND zone_id = $3 AND wanted = $4`,
    [secondaryId, address, zoneId, wanted, error === null ? null : `${notice.zone} at ${address}: ${error}`, again],
  );
}

/** What codes of failed calls mean, in words for people. */
const FAILED_CALLS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing answers there (connection refused)",
  EHOSTUNREACH: "the address cannot be reached",
  ENETUNREACH: "the address cannot be reached",
};

function inWords(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const code = "code" in failure ? String(failure.code) : "";
  return FAILED_CALLS[code] ?? failure.message;
}

/** What response codes mean for an announcement. Source: RFC 1035, 4.1.1; RFC 1996, 3; RFC 2136, 2.2 (NOTAUTH). */
const REFUSALS: Readonly<Record<number, string>> = {
  1: "did not understand the announcement",
  2: "failed to take the announcement",
  // So NSD says it.
  3: "the zone is not configured there",
  4: "takes no announcements",
  5: "refuses announcements from this server",
  9: "the zone is not configured there, or takes no announcements with this key",
};

/** What errors of TSIG mean. Source: RFC 8945, 5.2. */
const KEY_REFUSALS: Readonly<Record<number, string>> = {
  [TSIG_ERROR.badSignature]: "has another secret for the key",
  [TSIG_ERROR.badKey]: "does not know the key",
  [TSIG_ERROR.badTime]: "has another time: set both clocks",
};

async function send({ address, zone, keyName }: Notice): Promise<void> {
  const target = socketAddress(address);
  if (target === null) throw new Error("is no address");
  if (!isReachableAddress(target.host)) {
    throw new Error("is in a private network; PELAGOS_OUTBOUND_ALLOW can name it");
  }
  const key = await keyNamed(keyName);
  if (key === null) throw new Error("has no key any more");
  const id = randomInt(65_536);
  const { wire, mac } = withTsig(notification(id, zone), key, clock.nowMs(), {
    priorMac: null,
    continues: false,
  });
  await confirmed(target, wire, (answer) => isConfirmation(answer, id, key, mac));
}

function notification(id: number, zone: string): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE((OPCODE_NOTIFY << 11) | AUTHORITATIVE, 2);
  head.writeUInt16BE(1, 4);
  return Buffer.concat([head, nameToWire(zone), Buffer.of(0, TYPE_SOA, 0, CLASS_IN)]);
}

/** Whether an answer confirms the notification; throws where it refuses it. What somebody else sent is passed over. */
function isConfirmation(answer: Buffer, id: number, key: KnownKey, mac: Buffer): boolean {
  const message = readMessage(answer);
  if (!message.isResponse || message.id !== id || message.opcode !== OPCODE_NOTIFY) return false;
  if (message.rcode !== 0) {
    const words = KEY_REFUSALS[message.tsig?.error ?? TSIG_ERROR.none] ?? REFUSALS[message.rcode];
    throw new Error(words ?? `refused the announcement (code ${message.rcode})`);
  }
  // NSD and others sign their answer, some do not.
  if (message.tsig === null) return true;
  return verifyTsig(answer, message.tsig, key, clock.nowMs(), mac) === TSIG_ERROR.none;
}

function confirmed(
  { host, port }: { readonly host: string; readonly port: number },
  wire: Buffer,
  isConfirmed: (answer: Buffer) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
    const settle = (error?: Error) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on("error", () => {});
      socket.close();
      if (error === undefined) resolve();
      else reject(error);
    };
    const timer = setTimeout(() => settle(new Error("did not confirm the announcement")), ANSWER_MS);
    socket.on("error", (error) => settle(error));
    // Connected, so that only the secondary's own answers come in.
    socket.connect(port, host, () => socket.send(wire));
    socket.on("message", (answer) => {
      try {
        if (isConfirmed(answer)) settle();
      } catch (error) {
        settle(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}
