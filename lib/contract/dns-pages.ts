/** Messages between the pages of DNS zones and `lib/console`. */
import type { DnsRecord, DnsZone } from "./dns";
import type { RecordType } from "./dns-record-data";
import type { DnssecStatus } from "./dnssec";

/** How a zone stands with its signing, as lists show it. */
export type SigningState = DnssecStatus["state"] | "failing";

/** One row of the list of zones. */
export interface ZoneListRow extends Omit<DnsZone, "annotations"> {
  /** Records, not names and types. */
  readonly recordCount: number;
  readonly signing: SigningState;
}

/** Answer of `GET /console-api/{org}/dns/zones`. */
export interface ZonePage {
  readonly zones: readonly ZoneListRow[];
  /** Zones of all pages. */
  readonly total: number;
  /** Cursor of the next page; null on the last. */
  readonly nextCursor: string | null;
  /** Whether the person may create zones. */
  readonly mayCreate: boolean;
}

/** What the person at the page may do with a zone: for what the page offers; the server decides each call anew. */
export interface ZoneRights {
  readonly update: boolean;
  readonly delete: boolean;
}

/** How many records of each type a zone has. */
export type RecordCounts = Partial<Record<RecordType, number>>;

/** Answer of `GET /console-api/{org}/dns/zones/{zone}`. */
export interface ZoneDetail {
  readonly zone: DnsZone;
  /** Values of the name servers at the apex. */
  readonly nameServers: readonly string[];
  /** Names and types, by type. */
  readonly counts: RecordCounts;
  /** Records, not names and types. */
  readonly recordCount: number;
  readonly rights: ZoneRights;
}

/** Answer of `GET /console-api/{org}/dns/zones/{zone}/records`. */
export interface RecordPage {
  readonly records: readonly DnsRecord[];
  readonly nextCursor: string | null;
}
