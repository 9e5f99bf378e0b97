import { z } from "zod";
import { deleted } from "@/lib/contract/access";
import {
  createdSecondary,
  createSecondaryRequest,
  type DnssecStatus,
  disableDnssecQuery,
  dnssecStatus,
  enableDnssecRequest,
  listSecondariesQuery,
  secondary,
} from "@/lib/contract/dnssec";
import { checkParent } from "@/lib/dns/dnssec/check-parent";
import { disableDnssec } from "@/lib/dns/dnssec/disable-dnssec";
import { enableDnssec } from "@/lib/dns/dnssec/enable-dnssec";
import { getDnssec } from "@/lib/dns/dnssec/status";
import { createSecondary, deleteSecondary, listSecondaries } from "@/lib/dns/serving/secondaries";
import type { Call } from "@/lib/door/call";
import { withRegionFor } from "./key-version-form";
import {
  BODY_ERRORS,
  body,
  KEY_ERRORS,
  objectOf,
  type Route,
  type RouteInput,
  ZONE_CHANGE_ERRORS,
  ZONE_ERRORS,
} from "./route";

const zoneOf = ({ parameters }: RouteInput) => parameters.zone ?? "";

const status = async (call: Call, answer: Promise<DnssecStatus>) =>
  body(Promise.resolve(withRegionFor(call.userAgent, await answer)));

/** How zones are signed, and who may take them over. */
export const DNSSEC_ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/v1/dns/zones/:zone/dnssec",
    operationId: "getDnssec",
    tag: "DNS",
    status: 200,
    summary: "Read how a zone is signed",
    description:
      "Keys, the DS records that the parent must have, what the parent has, and what comes next. region is an object; a string to clients whose User-Agent begins with thalassa-cloud or tcloud.",
    response: dnssecStatus,
    errors: ZONE_ERRORS,
    run: (call, input) => status(call, getDnssec(call, zoneOf(input))),
  },
  {
    method: "PUT",
    path: "/v1/dns/zones/:zone/dnssec",
    operationId: "enableDnssec",
    tag: "DNS",
    status: 200,
    summary: "Sign a zone",
    description:
      "Signs the zone at once with a KMS key, which names the zone among its dependents and signs nothing else from then on. Add the DS to the parent when dsSafeAt has passed. Repeating it changes nothing; while signing is being ended it goes on. Needs kms_key:update on the key, or kms_key:create where one is made.",
    request: enableDnssecRequest,
    example: { region: "nl-01" },
    response: dnssecStatus,
    errors: [
      ...ZONE_CHANGE_ERRORS,
      ...KEY_ERRORS,
      "permission_denied",
      "key_state_conflict",
      "key_not_usable",
      "purpose_forbids",
      "operation_not_supported",
      "state_conflict",
      "slug_taken",
    ],
    run: (call, input) => status(call, enableDnssec(call, zoneOf(input))),
  },
  {
    method: "DELETE",
    path: "/v1/dns/zones/:zone/dnssec",
    operationId: "disableDnssec",
    tag: "DNS",
    status: 200,
    summary: "End signing a zone",
    description:
      "The zone asks its parent to remove the DS (CDS and CDNSKEY delete records) and stays signed until that has happened and resolvers have forgotten it. force=true ends at once. The KMS key stays.",
    query: disableDnssecQuery,
    requestOptional: true,
    response: dnssecStatus,
    errors: ZONE_CHANGE_ERRORS,
    run: (call, input) => status(call, disableDnssec(call, zoneOf(input), Object.fromEntries(input.query))),
  },
  {
    method: "POST",
    path: "/v1/dns/zones/:zone/dnssec/check-parent",
    operationId: "checkParent",
    tag: "DNS",
    status: 200,
    summary: "Ask a zone's parent for its DS now",
    description:
      "What happens by itself at nextDsProbeAt: asks the parent which DS records it has, and goes on with what waits for them. An answer of the last five seconds is not asked for again.",
    requestOptional: true,
    response: dnssecStatus,
    errors: [...ZONE_CHANGE_ERRORS, "state_conflict"],
    run: (call, input) => status(call, checkParent(call, zoneOf(input))),
  },
  {
    method: "GET",
    path: "/v1/dns/secondaries",
    operationId: "listSecondaries",
    tag: "DNS",
    status: 200,
    summary: "List secondaries",
    description: "Name servers that may take over the organisation's zones from this one, by name.",
    query: listSecondariesQuery,
    response: z.array(secondary),
    errors: ["permission_denied", "invalid_request"],
    run: (call, input) => body(listSecondaries(call, Object.fromEntries(input.query))),
  },
  {
    method: "POST",
    path: "/v1/dns/secondaries",
    operationId: "createSecondary",
    tag: "DNS",
    status: 201,
    summary: "Let a name server take over zones",
    description:
      "Makes a TSIG key (hmac-sha256), whose secret the answer alone has. With it the server may transfer every served zone of the organisation, those of projects too, from the address in DNS_LISTEN. It is told of changes at the addresses in notify.",
    request: createSecondaryRequest,
    example: { name: "ns1", notify: ["192.0.2.53"] },
    response: createdSecondary,
    errors: ["permission_denied", ...BODY_ERRORS, "slug_taken", "state_conflict"],
    run: (call) => body(createSecondary(call)),
  },
  {
    method: "DELETE",
    path: "/v1/dns/secondaries/:identity",
    operationId: "deleteSecondary",
    tag: "DNS",
    status: 200,
    summary: "Take its key from a secondary",
    description: "It can take over nothing more; what it has taken over it serves until that expires.",
    requestOptional: true,
    response: deleted,
    errors: ["permission_denied", "object_not_found", ...BODY_ERRORS],
    run: (call, input) => body(deleteSecondary(call, objectOf(input))),
  },
];
