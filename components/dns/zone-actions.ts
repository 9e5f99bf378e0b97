import type { ActionResult } from "@/lib/contract/console";
import type { DnsRecord, DnsZone, ZoneImport } from "@/lib/contract/dns";
import type { Scope } from "../layout/scope";

/** Where a zone is. */
export interface ZonePlace extends Scope {
  /** Complete name. */
  zone: string;
}

/** The same, in the state the page has seen: a change to another one is refused. */
export interface SeenZone extends ZonePlace {
  objectVersion?: number;
}

/** Every record of one name and type, likewise. */
export interface SeenRecord extends SeenZone {
  /** Identity. */
  record: string;
}

/** What a person writes of a zone. */
export interface ZoneRequest {
  description?: string;
  labels?: Record<string, string>;
  defaultTtl?: number;
  startOfAuthority?: {
    primaryNameServer?: string | null;
    hostmaster?: string | null;
    refresh?: number;
    retry?: number;
    expire?: number;
    negativeTtl?: number;
  };
  serving?: boolean;
}

export interface NewRecord {
  name: string;
  type: string;
  ttl?: number;
  values: string[];
}

export interface ImportRequest {
  zoneFile: string;
  replaceExisting: boolean;
}

type Deleted = { identity: string; deleted: true };

export type CreateZone = (place: Scope, request: ZoneRequest & { zoneName: string }) => Promise<ActionResult<DnsZone>>;

/** Server actions of a zone's page; given to the components by the page. */
export interface ZoneActions {
  updateZone: (place: SeenZone, request: ZoneRequest) => Promise<ActionResult<DnsZone>>;
  deleteZone: (place: SeenZone) => Promise<ActionResult<Deleted>>;
  createRecord: (place: ZonePlace, request: NewRecord) => Promise<ActionResult<DnsRecord>>;
  updateRecord: (place: SeenRecord, request: { ttl?: number; values?: string[] }) => Promise<ActionResult<DnsRecord>>;
  deleteRecord: (place: SeenRecord) => Promise<ActionResult<Deleted>>;
  previewImport: (place: ZonePlace, request: ImportRequest) => Promise<ActionResult<ZoneImport>>;
  importZone: (place: ZonePlace, request: ImportRequest) => Promise<ActionResult<ZoneImport>>;
}
