import {
  createRecordRequest,
  createZoneRequest,
  decideClaimRequest,
  deletedRecord,
  deletedZone,
  dnsClaim,
  dnsRecord,
  dnsZone,
  exportZoneQuery,
  importZoneQuery,
  importZoneRequest,
  listRecordsQuery,
  listZonesQuery,
  replaceRecordRequest,
  updateRecordRequest,
  updateZoneRequest,
  zoneExport,
  zoneImport,
} from "@/lib/contract/dns";
import type { ErrorCode } from "@/lib/contract/errors";
import { createRecord, deleteRecord, replaceRecord, updateRecord } from "@/lib/dns/change-record";
import { deleteZone, updateZone } from "@/lib/dns/change-zone";
import { decideClaim, listClaims } from "@/lib/dns/claims";
import { createZone } from "@/lib/dns/create-zone";
import { exportZone } from "@/lib/dns/export-zone";
import { importZone, previewImport } from "@/lib/dns/import-zone";
import { getRecord, getZone, listRecords, listZones } from "@/lib/dns/read-zones";
import type { AskedRecord } from "@/lib/dns/record-set";
import { parseRequest } from "@/lib/door/parse-request";
import { queryObject } from "./query-object";
import { BODY_ERRORS, body, type Route, type RouteInput, ZONE_CHANGE_ERRORS, ZONE_ERRORS } from "./route";

const zoneOf = ({ parameters }: RouteInput) => parameters.zone ?? "";

/** The records an address names: by identity, or by name and type. */
function recordOf({ parameters }: RouteInput): AskedRecord {
  const { record, name, type } = parameters;
  return name === undefined ? { identity: record } : { name, type };
}

/** Where the records of one name and type are addressed. */
const ONE_RECORD = {
  path: "/v1/dns/zones/:zone/records/:record",
  alsoAt: "/v1/dns/zones/:zone/records/:name/:type",
};
const RECORD_ADDRESS = "Addressed by its identity, or as …/records/{name}/{type} with @ for the zone itself.";
const ZONE_ADDRESS = "Addressed by its identity, slug or name.";
const RECORD_ERRORS: readonly ErrorCode[] = [...ZONE_ERRORS, "record_not_found"];
const RECORD_CHANGE_ERRORS: readonly ErrorCode[] = [...ZONE_CHANGE_ERRORS, "record_not_found"];

/** Largest zone file with what JSON adds to it, in bytes. */
const IMPORT_BYTES_MAX = 12 * 1_048_576;

/** DNS zones and their records. */
export const DNS_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/dns/zones",
    operationId: "listZones",
    tag: "DNS",
    status: 200,
    summary: "List zones",
    description: "The zones of the scope that the caller may list and read, by name, as an array.",
    query: listZonesQuery,
    response: dnsZone.array(),
    errors: [],
    async run(call, { query }) {
      const { answer, nextCursor } = await listZones(call, queryObject(query));
      return { body: answer, nextCursor };
    },
  },
  {
    method: "POST",
    path: "/v1/dns/zones",
    operationId: "createZone",
    tag: "DNS",
    status: 201,
    summary: "Create a zone",
    description:
      "The name is unique in the organisation, in whichever project. It is claimed for being served; where another organisation serves this name, one above or one below it, a platform administrator decides.",
    request: createZoneRequest,
    example: { zoneName: "example.com", description: "The shop" },
    response: dnsZone,
    errors: [...BODY_ERRORS, "permission_denied", "zone_taken"],
    run: (call) => body(createZone(call)),
  },
  {
    method: "GET",
    path: "/v1/dns/zones/:zone",
    operationId: "getZone",
    tag: "DNS",
    status: 200,
    summary: "Read a zone",
    description: `Its names, start of authority and whether it may be served. ${ZONE_ADDRESS}`,
    response: dnsZone,
    errors: ZONE_ERRORS,
    run: (call, input) => body(getZone(call, zoneOf(input))),
  },
  {
    method: "PUT",
    path: "/v1/dns/zones/:zone",
    operationId: "replaceZone",
    tag: "DNS",
    status: 200,
    summary: "Change a zone with PUT",
    description: "The same as PATCH, for clients that send PUT: what is not given stays.",
    request: updateZoneRequest,
    example: { description: "The shop" },
    response: dnsZone,
    errors: [...ZONE_CHANGE_ERRORS, "permission_denied"],
    run: (call, input) => body(updateZone(call, zoneOf(input))),
  },
  {
    method: "PATCH",
    path: "/v1/dns/zones/:zone",
    operationId: "updateZone",
    tag: "DNS",
    status: 200,
    summary: "Change a zone",
    description: `Description, labels, start of authority, default time to live, and whether it is served; what is not given stays. If-Match with the objectVersion refuses to write over somebody else's change. ${ZONE_ADDRESS}`,
    request: updateZoneRequest,
    example: { description: "The shop", startOfAuthority: { hostmaster: "dns@example.com" } },
    response: dnsZone,
    errors: [...ZONE_CHANGE_ERRORS, "permission_denied"],
    run: (call, input) => body(updateZone(call, zoneOf(input))),
  },
  {
    method: "DELETE",
    path: "/v1/dns/zones/:zone",
    operationId: "deleteZone",
    tag: "DNS",
    status: 200,
    summary: "Delete a zone",
    description: `With its records, at once and for good. ${ZONE_ADDRESS}`,
    response: deletedZone,
    errors: ZONE_CHANGE_ERRORS,
    run: (call, input) => body(deleteZone(call, zoneOf(input))),
  },
  {
    method: "GET",
    path: "/v1/dns/zones/:zone/export",
    operationId: "exportZone",
    tag: "DNS",
    status: 200,
    summary: "Export a zone",
    description:
      "The zone in master format, as name servers read it and as import takes it; with signed=true as it is served.",
    query: exportZoneQuery,
    response: zoneExport,
    errors: ZONE_ERRORS,
    run: (call, input) => body(exportZone(call, zoneOf(input), Object.fromEntries(input.query))),
  },
  {
    method: "POST",
    path: "/v1/dns/zones/:zone/import",
    operationId: "importZone",
    tag: "DNS",
    status: 200,
    summary: "Import a zone file",
    description:
      "Takes over a file in master format: all of it, or none. Records of types that cannot be held, and those that signing makes, are skipped. With dryRun=true the answer says what would change and nothing does.",
    query: importZoneQuery,
    request: importZoneRequest,
    example: { zoneFile: "$TTL 3600\n@ MX 10 mail\nmail A 192.0.2.25\n" },
    bodyBytesMax: IMPORT_BYTES_MAX,
    response: zoneImport,
    errors: ZONE_CHANGE_ERRORS,
    run(call, input) {
      const { dryRun } = parseRequest(importZoneQuery, Object.fromEntries(input.query), "The query");
      return body(dryRun === "true" ? previewImport(call, zoneOf(input)) : importZone(call, zoneOf(input)));
    },
  },
  {
    method: "GET",
    path: "/v1/dns/zones/:zone/records",
    operationId: "listRecords",
    tag: "DNS",
    status: 200,
    summary: "List records",
    description: "Records by name and type, as an array. Each entry holds every record of one name and type.",
    query: listRecordsQuery,
    response: dnsRecord.array(),
    errors: ZONE_ERRORS,
    async run(call, input) {
      const { answer, nextCursor } = await listRecords(call, zoneOf(input), Object.fromEntries(input.query));
      return { body: answer, nextCursor };
    },
  },
  {
    method: "POST",
    path: "/v1/dns/zones/:zone/records",
    operationId: "createRecord",
    tag: "DNS",
    status: 201,
    summary: "Add records",
    description: "Every record of one name and type. Where there are some already, the answer is record_taken.",
    request: createRecordRequest,
    example: { name: "www", type: "A", ttl: 300, values: ["192.0.2.80", "192.0.2.81"] },
    response: dnsRecord,
    errors: [...ZONE_CHANGE_ERRORS, "record_taken"],
    run: (call, input) => body(createRecord(call, zoneOf(input))),
  },
  {
    method: "GET",
    ...ONE_RECORD,
    operationId: "getRecord",
    tag: "DNS",
    status: 200,
    summary: "Read records",
    description: `Every record of one name and type. ${RECORD_ADDRESS}`,
    response: dnsRecord,
    errors: RECORD_ERRORS,
    run: (call, input) => body(getRecord(call, zoneOf(input), recordOf(input))),
  },
  {
    method: "PUT",
    ...ONE_RECORD,
    operationId: "replaceRecord",
    tag: "DNS",
    status: 200,
    summary: "Replace records",
    description: `Sets every record of one name and type; the time to live stays where it is not given. ${RECORD_ADDRESS}`,
    request: replaceRecordRequest,
    example: { values: ["192.0.2.80"] },
    response: dnsRecord,
    errors: RECORD_CHANGE_ERRORS,
    run: (call, input) => body(replaceRecord(call, zoneOf(input), recordOf(input))),
  },
  {
    method: "PATCH",
    ...ONE_RECORD,
    operationId: "updateRecord",
    tag: "DNS",
    status: 200,
    summary: "Change records",
    description: `Sets time to live, values or both; what is not given stays. If-Match with the objectVersion refuses to write over somebody else's change. ${RECORD_ADDRESS}`,
    request: updateRecordRequest,
    example: { ttl: 600 },
    response: dnsRecord,
    errors: RECORD_CHANGE_ERRORS,
    run: (call, input) => body(updateRecord(call, zoneOf(input), recordOf(input))),
  },
  {
    method: "DELETE",
    ...ONE_RECORD,
    operationId: "deleteRecord",
    tag: "DNS",
    status: 200,
    summary: "Remove records",
    description: `Every record of one name and type. ${RECORD_ADDRESS}`,
    response: deletedRecord,
    errors: RECORD_CHANGE_ERRORS,
    run: (call, input) => body(deleteRecord(call, zoneOf(input), recordOf(input))),
  },
  {
    method: "GET",
    path: "/v1/dns/claims",
    operationId: "listClaims",
    tag: "DNS",
    status: 200,
    summary: "List contested names",
    description:
      "Zones that wait for their name because another organisation serves it, one above or one below it. For platform administrators.",
    response: dnsClaim.array(),
    errors: ["permission_denied"],
    run: (call) => body(listClaims(call)),
  },
  {
    method: "POST",
    path: "/v1/dns/claims",
    operationId: "decideClaim",
    tag: "DNS",
    status: 200,
    summary: "Decide who has a name",
    description:
      "Grants a contested name to the zone that waits for it, or refuses it. For platform administrators; recorded in the log of the organisation whose zone it is.",
    request: decideClaimRequest,
    example: { zoneIdentity: "dnsz-d4l0vqk0000000000000", decision: "grant" },
    response: dnsZone,
    errors: [...BODY_ERRORS, "permission_denied", "zone_not_found", "state_conflict"],
    run: (call) => body(decideClaim(call)),
  },
];
