import type { RecordPage, ZoneDetail, ZonePage } from "@/lib/contract/dns-pages";
import type { Permission } from "@/lib/contract/permissions";
import { getZone, listRecords, listZones } from "@/lib/dns/read-zones";
import { mayOnZone } from "@/lib/dns/zone-act";
import { zoneFigures } from "@/lib/dns/zone-figures";
import type { Call } from "@/lib/door/call";
import { holdsOnSome } from "@/lib/iam/authorise";
import { clock } from "@/lib/platform/clock";

const ROWS_PER_PAGE = "100";

type Query = Readonly<Record<string, string>>;

/** What a page asks for, without what is empty. */
const asked = (query: Query) => Object.fromEntries(Object.entries(query).filter(([, value]) => value.trim() !== ""));

/** One page of at most 100 zones, each with how many records it has and how it is signed. Errors: those of listZones. */
export async function readZonePage(call: Call, { q = "", cursor = "" }: Query): Promise<ZonePage> {
  const { answer, nextCursor, total } = await listZones(call, { ...asked({ q, cursor }), limit: ROWS_PER_PAGE });
  const caller = await call.authenticate({ fresh: false });
  const figures = await zoneFigures(answer.map(({ identity }) => identity));
  return {
    zones: answer.map(({ annotations: _, ...zone }) => {
      const { records, signing } = figures(zone.identity);
      return { ...zone, recordCount: records, signing };
    }),
    nextCursor,
    total,
    mayCreate: holdsOnSome(caller, "dns_zone:create", clock.nowMs()),
  };
}

/** A zone, what it holds in numbers, and what the caller may do with it. Errors: those of getZone. */
export async function readZoneDetail(call: Call, zone: string): Promise<ZoneDetail> {
  const found = await getZone(call, zone);
  const caller = await call.authenticate({ fresh: false });
  const may = (permission: Permission) =>
    mayOnZone(caller, permission, { id: found.identity, labels: found.labels ?? {} }).allowed;
  const { nameServers, counts, records } = (await zoneFigures([found.identity]))(found.identity);
  return {
    zone: found,
    nameServers,
    counts,
    recordCount: records,
    rights: { update: may("dns_zone:update"), delete: may("dns_zone:delete") },
  };
}

/** One page of at most 100 names and types of a zone. Errors: those of listRecords. */
export async function readRecordPage(call: Call, zone: string, query: Query): Promise<RecordPage> {
  const { q = "", cursor = "", type = "" } = query;
  const { answer, nextCursor } = await listRecords(call, zone, {
    ...asked({ q, cursor, recordType: type }),
    limit: ROWS_PER_PAGE,
  });
  return { records: answer, nextCursor };
}
