import { SAVED_FILE_ENDING, SAVED_FILE_EVENTS } from "@/lib/contract/page-views";
import { idTimeMs } from "@/lib/platform/id";
import { isOwnId } from "./record-words";

/** Which records of an organisation are looked for. Null = any; all that is set must fit. */
export interface RecordFilter {
  readonly organisationId: string;
  /** Identity of the only project looked at; null = the organisation with all its projects. */
  readonly projectId: string | null;
  /** Identities of people and service accounts; each list must hold the actor. */
  readonly actors: readonly (readonly string[])[];
  /** Whether acts of the installation itself are left out. */
  readonly withoutSystem: boolean;
  /** Whether what the console read to draw its pages is left out. */
  readonly withoutPageViews: boolean;
  readonly actions: readonly string[] | null;
  /** Exact, or ending in `*`. */
  readonly events: readonly string[] | null;
  readonly resourceTypes: readonly string[] | null;
  readonly resourceIds: readonly string[] | null;
  /** Exact, such as 404, or a class, such as 4 for 4xx. */
  readonly statuses: readonly number[] | null;
  readonly outcomes: readonly string[] | null;
  /** Slugs; empty text = no region. */
  readonly regions: readonly string[] | null;
  readonly requestIds: readonly string[] | null;
  /** Lower case; each must begin a word of the record. */
  readonly words: readonly string[];
  /** Inclusive. */
  readonly from: Date | null;
  /** Exclusive. */
  readonly to: Date | null;
}

/** Every record of an organisation. */
export function everyRecordOf(organisationId: string): RecordFilter {
  return {
    organisationId,
    projectId: null,
    actors: [],
    withoutSystem: false,
    withoutPageViews: false,
    actions: null,
    events: null,
    resourceTypes: null,
    resourceIds: null,
    statuses: null,
    outcomes: null,
    regions: null,
    requestIds: null,
    words: [],
    from: null,
    to: null,
  };
}

/** Collects the parameters of a statement and gives each its number. */
export class Parameters {
  readonly values: unknown[] = [];

  /** `$n` for a value. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** Conditions on what few values stand for: everything but objects, requests and words. The same columns are in the roll-up. */
export function facetConditions(filter: RecordFilter, parameters: Parameters): string[] {
  const oneOf = (column: string, values: readonly string[] | null) =>
    values === null ? [] : [`${column} = ANY (${parameters.add(values)}::text[])`];
  return [
    ...oneOf("project_id", filter.projectId === null ? null : [filter.projectId]),
    ...filter.actors.flatMap((actors) => oneOf("actor_id", actors)),
    ...(filter.withoutSystem ? ["actor_id <> ''"] : []),
    ...oneOf("action", filter.actions),
    ...oneOf("resource_type", filter.resourceTypes),
    ...oneOf("outcome", filter.outcomes),
    ...oneOf("region", filter.regions),
    ...eventCondition(filter.events, parameters),
    ...statusCondition(filter.statuses, parameters),
  ];
}

/** Whether the filter asks for anything that the roll-up does not know. */
export function isBeyondFacets({ withoutPageViews, resourceIds, requestIds, words }: RecordFilter): boolean {
  return withoutPageViews || resourceIds !== null || requestIds !== null || words.length > 0;
}

// The collation C lowers a tenth as slowly as one of a language; of letters beyond ASCII it leaves capitals.
// What `wordedTexts` names, from one reading of the text.
const WORDED_TEXT = `(SELECT lower(concat_ws(E'\\n', event, action, resource_id, actor_id, credential_id, region, "resourceSlug", path, reason,
  "clientAddress", "userAgent", "keyType") COLLATE "C") FROM json_to_record(body::json) AS said ("resourceSlug" text, path text, reason text,
  "clientAddress" text, "userAgent" text, "keyType" text))`;

// What `isPageView` says, of a record as it is stored. Looking for the words first spares reading most texts.
const NO_PAGE_VIEW = `NOT (outcome = 'allowed' AND event <> ALL ('{${SAVED_FILE_EVENTS.join(",")}}')
  AND strpos(body, '"edge":"console"') > 0 AND EXISTS (
  SELECT FROM json_to_record(body::json) AS said (edge text, method text, path text)
  WHERE edge = 'console' AND method = 'GET' AND NOT path LIKE '%${SAVED_FILE_ENDING}'))`;

/** Conditions on a record. */
export function recordConditions(filter: RecordFilter, parameters: Parameters): string[] {
  const { withoutPageViews, resourceIds, requestIds, words } = filter;
  return [
    ...facetConditions(filter, parameters),
    ...(withoutPageViews ? [NO_PAGE_VIEW] : []),
    ...(resourceIds === null ? [] : [`resource_id = ANY (${parameters.add(resourceIds)}::text[])`]),
    ...(requestIds === null ? [] : [`request_id = ANY (${parameters.add(requestIds)}::text[])`]),
    ...words.map((word) => wordCondition(word, parameters)),
  ];
}

/** A word as part of a regular expression. */
export const literally = (word: string) => word.replaceAll(/[^\p{L}\p{N}]/gu, "\\$&");

/** A word begins where no letter or digit stands before it; where it does not occur at all, the text need not be read. */
function wordCondition(word: string, parameters: Parameters): string {
  const text = parameters.add(word);
  if (isOwnId(word)) return `(request_id = ${text}::text OR event_id = ${text}::text)`;
  const begins = parameters.add(`(^|[^[:alnum:]])${literally(word)}`);
  return `strpos(lower(body COLLATE "C"), ${text}::text) > 0 AND ${WORDED_TEXT} ~ ${begins}::text`;
}

/**
 * What the words of a segment of the index must be for a record in it to fit, as text of a tsquery; null where any will do. Identities of records
 * and requests are not in the index: they name their time.
 */
export function segmentQuery(filter: RecordFilter): string | null {
  const terms = segmentWords(filter).map((word) => `${lexeme(word)}:*`);
  return terms.length === 0 ? null : terms.join(" & ");
}

/** The words of a filter that segments know. */
export const segmentWords = ({ words }: RecordFilter) => words.filter((word) => !isOwnId(word));

/** Words hold letters, digits and separators only, so quotes are all that a lexeme needs. */
const lexeme = (word: string) => `'${word}'`;

function eventCondition(events: readonly string[] | null, parameters: Parameters): string[] {
  if (events === null) return [];
  const exact = parameters.add(events.filter((event) => !event.endsWith("*")));
  const beginnings = parameters.add(events.filter((event) => event.endsWith("*")).map((event) => event.slice(0, -1)));
  return [
    `(event = ANY (${exact}::text[]) OR EXISTS (SELECT FROM unnest(${beginnings}::text[]) AS b WHERE starts_with(event, b)))`,
  ];
}

function statusCondition(statuses: readonly number[] | null, parameters: Parameters): string[] {
  if (statuses === null) return [];
  const list = parameters.add(statuses);
  return [`(status = ANY (${list}::integer[]) OR status / 100 = ANY (${list}::integer[]))`];
}

/** How long after its identities were drawn a record can be made, in milliseconds: preparing a change takes up to a minute. */
const RECORD_DELAY_MS_MAX = 120_000;

/** The filter with the time that identities of requests and records in it allow; nothing outside can fit. */
export function withinTimeOfIds(filter: RecordFilter): RecordFilter {
  const ids = [...(filter.requestIds?.length === 1 ? filter.requestIds : []), ...filter.words].filter(isOwnId);
  if (ids.length === 0) return filter;
  const times = ids.map(idTimeMs);
  const fromMs = Math.max(...times, filter.from?.getTime() ?? 0);
  const toMs = Math.min(...times.map((atMs) => atMs + RECORD_DELAY_MS_MAX), filter.to?.getTime() ?? LAST_MS);
  return { ...filter, from: new Date(fromMs), to: new Date(toMs) };
}

/** The last millisecond that a date can name. */
const LAST_MS = 8_640_000_000_000_000;
