import type { DnsZone } from "@/lib/contract/dns";
import { mixesScripts } from "@/lib/contract/dns-name";

type Named = Pick<DnsZone, "name" | "unicodeName">;

/** What pages call a zone: as people write it, unless that may look like another name; then as it is on the wire. */
export function zoneTitle({ name, unicodeName }: Named): string {
  return mixesScripts(unicodeName) ? name : unicodeName;
}
