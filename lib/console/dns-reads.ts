import { getDnssec } from "@/lib/dns/dnssec/status";
import { exportZone } from "@/lib/dns/export-zone";
import type { ConsoleRead } from "./console-read";
import { readSecondaries } from "./secondaries";
import { readRecordPage, readZoneDetail, readZonePage } from "./zone-page";

/** What the pages of DNS zones read. */
export const DNS_READS: readonly ConsoleRead[] = [
  { path: "dns/zones", run: (call, { query }) => readZonePage(call, query) },
  { path: "dns/zones/*", run: (call, { segments: [zone = ""] }) => readZoneDetail(call, zone) },
  { path: "dns/zones/*/records", run: (call, { segments: [zone = ""], query }) => readRecordPage(call, zone, query) },
  { path: "dns/zones/*/dnssec", run: (call, { segments: [zone = ""] }) => getDnssec(call, zone) },
  { path: "dns/secondaries", run: (call, { query }) => readSecondaries(call, query) },
  {
    path: "dns/zones/*/file",
    async run(call, { segments: [zone = ""], query }) {
      const { zoneName, zoneFile } = await exportZone(call, zone, query);
      return zoneFileAnswer(zoneName, zoneFile);
    },
  },
];

/** A zone in master format as a file to save. */
function zoneFileAnswer(zone: string, text: string): Response {
  return new Response(text, {
    headers: {
      "cache-control": "private, no-store",
      "content-type": "text/dns; charset=utf-8",
      "content-disposition": `attachment; filename="${zone}.zone"`,
    },
  });
}
