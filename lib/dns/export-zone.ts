import type { z } from "zod";
import { exportZoneQuery, type zoneExport } from "@/lib/contract/dns";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import { servedZoneFile } from "./dnssec/served-zone";
import { loadZone } from "./load-zone";
import { readZone } from "./read-zones";
import { writeZoneFile } from "./write-zone-file";

/**
 * A zone in master format: as it is written, or as it is served, with its signatures where it is signed. Errors, beside those
 * of the door: zone_not_found, invalid_request.
 */
export function exportZone(call: Call, asked: string, query: unknown = {}): Promise<z.output<typeof zoneExport>> {
  return readZone(call, { event: "dns.zone.export" }, asked, async ({ id, name }) => {
    if (parseRequest(exportZoneQuery, query, "The query").signed === "true") {
      const zoneFile = await servedZoneFile(id);
      if (zoneFile === null) throw new KmsError("zone_not_found");
      return { zoneName: name, zoneFile };
    }
    const zone = await loadZone(id);
    if (zone === null) throw new KmsError("zone_not_found");
    return { zoneName: name, zoneFile: writeZoneFile(zone) };
  });
}
