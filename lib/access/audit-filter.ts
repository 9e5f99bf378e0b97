import type { RecordFilter } from "@/lib/audit/record-filter";
import { wantedWords } from "@/lib/audit/record-words";
import { AUDIT_OUTCOMES, type AuditFilterQuery } from "@/lib/contract/audit";
import { KmsError } from "@/lib/contract/kms-error";
import type { Caller } from "@/lib/iam/caller";
import { allRegions } from "@/lib/regions/registry";

/** Values of one filter; more are hardly typed by people, and each costs. */
const VALUES_MAX = 50;
/** Stands for acts that are about no region. */
const NO_REGION = "none";

/**
 * What a query asks for, in the organisation and project of the call.
 * Errors: invalid_request, organisation_not_found (another organisation than the call's).
 */
export function auditFilterOf({ scope, organisation }: Caller, query: AuditFilterQuery): RecordFilter {
  const named = query.organizationIdentity;
  if (named !== undefined && named !== organisation.id && named !== organisation.slug) {
    throw new KmsError("organisation_not_found");
  }
  const from = momentOf(query.from);
  const to = momentOf(query.to);
  if (from !== null && to !== null && from >= to) throw invalid("from: must be before to.");
  const words = wantedWords(query.searchText ?? "");
  // Without words it would fit everything, which is not what was asked for.
  if (query.searchText?.trim() && words.length === 0) throw invalid("searchText: must hold letters or digits.");
  return {
    organisationId: scope.organisationId,
    projectId: scope.projectId === "" ? null : scope.projectId,
    actors: actorsOf(query),
    withoutSystem: query.includeSystemServices === "false",
    withoutPageViews: query.includePageViews === "false",
    actions: listOf("action", query.action),
    events: eventsOf(query.event),
    resourceTypes: listOf("resourceType", query.resourceType),
    resourceIds: listOf("resourceIdentity", query.resourceIdentity),
    statuses: statusesOf(query.responseStatus),
    outcomes: outcomesOf(query.outcome),
    regions: regionsOf(query.region),
    requestIds: listOf("requestId", query.requestId),
    words,
    from,
    to,
  };
}

/** Lists of which each must hold the actor. Nobody acts in the name of another, so that filter leaves no record. */
function actorsOf({ userIdentity, serviceAccount, impersonatorIdentity }: AuditFilterQuery): string[][] {
  const lists = [
    listOf("userIdentity", userIdentity)?.filter((id) => id.startsWith("u-")),
    listOf("serviceAccount", serviceAccount)?.filter((id) => /^(sa|ck)-/.test(id)),
    impersonatorIdentity ? [] : undefined,
  ];
  return lists.filter((list) => list !== undefined);
}

function listOf(name: string, text: string | undefined): string[] | null {
  if (!text) return null;
  const values = [...new Set(text.split(",").map((value) => value.trim()))].filter((value) => value !== "");
  if (values.length > VALUES_MAX) throw invalid(`${name}: must have at most ${VALUES_MAX} values.`);
  return values.length === 0 ? null : values;
}

function eventsOf(text: string | undefined): string[] | null {
  const events = listOf("event", text);
  if (events?.every((event) => /^[a-z0-9_.]*\*?$/.test(event)) ?? true) return events;
  throw invalid("event: must be names such as kms.key.disable, or beginnings such as kms.key.*.");
}

function statusesOf(text: string | undefined): number[] | null {
  const statuses = listOf("responseStatus", text);
  return (
    statuses?.map((status) => {
      if (!/^[1-5](\d\d|xx)$/.test(status))
        throw invalid("responseStatus: must be statuses such as 403, or classes such as 4xx.");
      return Number(status.replace("xx", ""));
    }) ?? null
  );
}

function outcomesOf(text: string | undefined): string[] | null {
  const outcomes = listOf("outcome", text);
  if (outcomes?.every((outcome) => AUDIT_OUTCOMES.some((known) => known === outcome)) ?? true) return outcomes;
  throw invalid(`outcome: must be one or more of ${AUDIT_OUTCOMES.join(", ")}.`);
}

function regionsOf(text: string | undefined): string[] | null {
  const known = allRegions().map(({ slug }) => slug);
  const regions = listOf("region", text);
  if (regions?.every((region) => region === NO_REGION || known.includes(region)) ?? true) {
    return regions?.map((region) => (region === NO_REGION ? "" : region)) ?? null;
  }
  throw invalid(`region: must be one or more of ${[...known, NO_REGION].join(", ")}.`);
}

const momentOf = (text: string | undefined) => (text === undefined ? null : new Date(text));

function invalid(message: string): KmsError {
  return new KmsError("invalid_request", { message });
}
