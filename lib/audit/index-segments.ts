import type pg from "pg";
import type { Faceted } from "./record-facets";
import { textWords, wordedTexts } from "./record-words";
import { placeSegment } from "./segment-places";

/** Records of one segment at most: what a page has to read where one of them fits. */
const SEGMENT_RECORDS_MAX = 1_000;
/** Bytes of its words, so that what a record adds at last stays far below the megabyte that PostgreSQL takes. */
const SEGMENT_WORD_BYTES_MAX = 250_000;
/** Longest time between a segment's first record and others in it, in milliseconds. */
export const SEGMENT_SPAN_MS_MAX = 86_400_000;
interface OpenSegment {
  readonly id: string;
  readonly organisationId: string;
  readonly firstAt: Date;
  readonly records: number;
  readonly wordBytes: number;
}

const NEWEST_SEGMENTS = `SELECT s.id, s.organisation_id AS "organisationId", s.first_at AS "firstAt", s.records, s.word_bytes AS "wordBytes"
FROM unnest($1::text[]) AS o (id) CROSS JOIN LATERAL (
  SELECT * FROM audit_segment WHERE organisation_id = o.id ORDER BY last_at DESC LIMIT 1
) s`;

const GROW_SEGMENT = `UPDATE audit_segment SET first_at = least(first_at, $2), last_at = greatest(last_at, $3), records = records + $4,
  word_bytes = word_bytes + $5, facets = ARRAY(SELECT DISTINCT unnest(facets || $6::integer[])),
  words = words || array_to_tsvector($7::text[]), times = NULL WHERE id = $1`;

const ADD_SEGMENT = `INSERT INTO audit_segment (organisation_id, first_at, last_at, records, word_bytes, facets, words)
VALUES ($1, $2, $3, $4, $5, $6::integer[], array_to_tsvector($7::text[])) RETURNING id`;

/** Places that are not complete any more, because records from among them came late. */
const FORGET_PLACES = `UPDATE audit_segment SET times = NULL
WHERE organisation_id = $1 AND last_at >= $2 AND first_at <= $3 AND times IS NOT NULL RETURNING id`;
/** How many of those are placed again at once; where there are more, clocks have gone astray. */
const PLACED_AGAIN_MAX = 4;

/** Takes records into the newest segment of each organisation and into new ones. */
export async function addSegments(
  client: pg.PoolClient,
  records: readonly Faceted[],
  facetIds: ReadonlyMap<string, number>,
): Promise<void> {
  const byOrganisation = new Map<string, Faceted[]>();
  for (const each of records) {
    const { organisationId } = each.record;
    const known = byOrganisation.get(organisationId);
    if (known === undefined) byOrganisation.set(organisationId, [each]);
    else known.push(each);
  }
  const { rows } = await client.query<OpenSegment>(NEWEST_SEGMENTS, [[...byOrganisation.keys()]]);
  const open = new Map(rows.map((segment) => [segment.organisationId, segment]));
  for (const [organisationId, own] of byOrganisation) {
    const sorted = own.toSorted((one, other) => (one.record.createdAt < other.record.createdAt ? -1 : 1));
    let left: readonly Faceted[] = sorted;
    const full: string[] = [];
    const newest = open.get(organisationId);
    if (newest !== undefined) {
      const part = firstPart(left, facetIds, newest);
      if (part.records > 0) await client.query(GROW_SEGMENT, [newest.id, ...Object.values(part)]);
      left = left.slice(part.records);
      if (left.length > 0) full.push(newest.id);
    }
    while (left.length > 0) {
      const part = firstPart(left, facetIds, {
        firstAt: new Date(left[0]?.record.createdAt ?? 0),
        records: 0,
        wordBytes: 0,
      });
      const added = await client.query<{ id: string }>(ADD_SEGMENT, [organisationId, ...Object.values(part)]);
      left = left.slice(part.records);
      if (left.length > 0) full.push(...added.rows.map(({ id }) => id));
    }
    const span = [sorted[0]?.record.createdAt, sorted.at(-1)?.record.createdAt];
    const { rows: forgotten } = await client.query<{ id: string }>(FORGET_PLACES, [organisationId, ...span]);
    const again = forgotten.slice(0, PLACED_AGAIN_MAX).map(({ id }) => id);
    for (const id of new Set([...full, ...again])) await placeSegment(client, id);
  }
}

const MONTH_CHARACTERS = "YYYY-MM".length;

/** What a segment takes in, in the order of the statements' parameters. */
interface SegmentPart {
  firstAt: string;
  lastAt: string;
  records: number;
  wordBytes: number;
  facets: number[];
  words: string[];
}

/**
 * As many records from the first on as the segment still takes: not too many, with not too many words, near to its beginning, and of the same
 * month (UTC), as it goes with the month's records.
 */
function firstPart(
  records: readonly Faceted[],
  facetIds: ReadonlyMap<string, number>,
  to: Pick<OpenSegment, "firstAt" | "records" | "wordBytes">,
): SegmentPart {
  const [facets, texts, words] = [new Set<number>(), new Set<string>(), new Set<string>()];
  let [count, wordBytes, lastAt] = [0, 0, ""];
  const month = to.firstAt.toISOString().slice(0, MONTH_CHARACTERS);
  for (const { record, own } of records) {
    const isFar = Math.abs(Date.parse(record.createdAt) - to.firstAt.getTime()) > SEGMENT_SPAN_MS_MAX;
    const isFull = to.records + count >= SEGMENT_RECORDS_MAX || to.wordBytes + wordBytes >= SEGMENT_WORD_BYTES_MAX;
    if (isFar || isFull || record.createdAt.slice(0, MONTH_CHARACTERS) !== month) break;
    count += 1;
    lastAt = record.createdAt;
    facets.add(facetIds.get(own) ?? 0);
    for (const text of wordedTexts(record)) {
      if (texts.has(text)) continue;
      texts.add(text);
      for (const word of textWords(text)) {
        if (!words.has(word)) wordBytes += Buffer.byteLength(word);
        words.add(word);
      }
    }
  }
  const firstAt = records[0]?.record.createdAt ?? "";
  return { firstAt, lastAt, records: count, wordBytes, facets: [...facets], words: [...words] };
}
