import type { z } from "zod";
import type { zoneExport } from "@/lib/contract/dns";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { loadZone } from "./load-zone";
import { readZone } from "./read-zones";
import { writeZoneFile } from "./write-zone-file";

/** A zone in master format. Errors, beside those of the door: zone_not_found. */
export function exportZone(call: Call, asked: string): Promise<z.output<typeof zoneExport>> {
  return readZone(call, { event: "dns.zone.export" }, asked, async ({ id, name }) => {
    const zone = await loadZone(id);
    if (zone === null) throw new KmsError("zone_not_found");
    return { zoneName: name, zoneFile: writeZoneFile(zone) };
  });
}
