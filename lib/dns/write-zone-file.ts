import { APEX, relativeName } from "@/lib/contract/dns-name";
import { recordText } from "@/lib/contract/dns-record-data";
import type { LoadedZone } from "./load-zone";

/**
 * A zone in master format (RFC 1035, 5): its name and default time to live first, then the start of authority, then one
 * record a line with its name relative to the zone. What it says is read back by `parseZoneFile` as it was.
 */
export function writeZoneFile({ name, soa, recordSets }: LoadedZone): string {
  const lines = [`$ORIGIN ${name}.`, `$TTL ${soa.ttl}`, startOfAuthorityLine(soa)];
  for (const { owner, type, ttl, data } of recordSets) {
    const start = `${relativeName(owner, name)}\t${ttl}\tIN\t${type}\t`;
    for (const one of data) lines.push(start + recordText(one));
  }
  return `${lines.join("\n")}\n`;
}

function startOfAuthorityLine({ primaryNameServer, hostmaster, ttl, ...numbers }: LoadedZone["soa"]): string {
  const { serial, refresh, retry, expire, negativeTtl } = numbers;
  return [
    `${APEX}\t${ttl}\tIN\tSOA\t${primaryNameServer}. ${hostmaster}. (`,
    `\t\t\t\t${serial} ; serial`,
    `\t\t\t\t${refresh} ; refresh`,
    `\t\t\t\t${retry} ; retry`,
    `\t\t\t\t${expire} ; expire`,
    `\t\t\t\t${negativeTtl} ) ; negative answers`,
  ].join("\n");
}
