import { loadZone } from "@/lib/dns/load-zone";
import { homeDatabase, jobTransaction } from "@/lib/platform/db";
import { recordSetOf, startOfAuthoritySet } from "./record-data";
import { setWire } from "./record-set";
import { recordLine, recordsIn } from "./record-text";
import { type Query, readSigning } from "./signing-row";

/** Names that are read at a time. */
const PAGE = 1_000;

/** A zone as secondaries get it, in parts that follow each other. */
export interface ServedZone {
  readonly serial: number;
  /** The SOA record, with its signature where the zone is signed. */
  readonly startOfAuthority: Buffer;
  /** Everything else in wire form, some records at a time. */
  readonly records: AsyncIterable<Buffer>;
}

/**
 * Reads a zone as it is served, signed where it is, in one transaction: what `read` is given belongs together, however long
 * it takes. Null where there is no such zone. The zone must not be read after `read` has ended.
 */
export async function withServedZone<Result>(
  zoneId: string,
  read: (zone: ServedZone) => Promise<Result>,
): Promise<Result | null> {
  return jobTransaction(homeDatabase(), async (query) => {
    await query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    const row = await readSigning(query, zoneId);
    if (row === null || row.serial === null) return readPlain(zoneId, read);
    const { serial, startOfAuthority, keySets } = row;
    return read({ serial, startOfAuthority, records: signedRecords(query, zoneId, keySets) });
  });
}

async function readPlain<Result>(zoneId: string, read: (zone: ServedZone) => Promise<Result>): Promise<Result | null> {
  const loaded = await loadZone(zoneId);
  if (loaded === null) return null;
  async function* records() {
    for (const set of loaded?.recordSets ?? []) yield setWire(recordSetOf(set));
  }
  const startOfAuthority = setWire(startOfAuthoritySet(loaded.name, loaded.soa));
  return read({ serial: loaded.soa.serial, startOfAuthority, records: records() });
}

interface StoredName {
  readonly orderKey: Buffer;
  readonly records: Buffer;
  readonly signatures: Buffer;
  readonly chain: Buffer;
}

async function* signedRecords(query: Query, zoneId: string, keySets: Buffer): AsyncGenerator<Buffer> {
  yield keySets;
  let after: Buffer | null = null;
  for (;;) {
    const page: StoredName[] = await query<StoredName>(
      `SELECT order_key AS "orderKey", records, signatures, chain FROM dnssec_name
       WHERE zone_id = $1 AND ($2::bytea IS NULL OR order_key > $2) ORDER BY order_key LIMIT ${PAGE}`,
      [zoneId, after],
    );
    for (const { records, signatures, chain } of page) yield Buffer.concat([records, signatures, chain]);
    after = page.at(-1)?.orderKey ?? null;
    if (page.length < PAGE) return;
  }
}

/** A zone as it is served in master format, one record a line with its complete name; null where there is no such zone. */
export function servedZoneFile(zoneId: string): Promise<string | null> {
  return withServedZone(zoneId, async ({ startOfAuthority, records }) => {
    const lines = [...recordsIn(startOfAuthority)].map(recordLine);
    for await (const wire of records) for (const record of recordsIn(wire)) lines.push(recordLine(record));
    return `${lines.join("\n")}\n`;
  });
}
