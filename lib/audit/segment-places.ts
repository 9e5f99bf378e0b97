import type pg from "pg";
import { faceted, facetIdsOf } from "./record-facets";
import { textWords, wordedTexts } from "./record-words";
import { recorded } from "./recorded";

/** What occurs more often in a segment has no places: a page is full before they would help. */
const RARE_MAX = 8;
/** Where so many records lie between a segment's first and last, clocks have gone astray, and its places are not worth their room. */
const PLACED_RECORDS_MAX = 3_000;

const RECORDS = `SELECT r.body, r.created_at AS at FROM audit_segment s JOIN audit_record r ON r.organisation_id = s.organisation_id
  AND r.created_at BETWEEN s.first_at AND s.last_at WHERE s.id = $1 LIMIT ${PLACED_RECORDS_MAX + 1}`;

const SET_PLACES = `UPDATE audit_segment SET times = $2, rare_facets = $3, rare_places = $4, placed_words = $5 WHERE id = $1`;

/**
 * Notes where in a segment that grows no more something rare is. All records between its first and last count, whichever segment they are in, so that a
 * search that has read its places knows that time.
 */
export async function placeSegment(client: pg.PoolClient, id: string): Promise<void> {
  const { rows } = await client.query<{ body: string; at: Date }>(RECORDS, [id]);
  if (rows.length === 0 || rows.length > PLACED_RECORDS_MAX) return;
  rows.sort((one, other) => one.at.getTime() - other.at.getTime());
  const records = rows.map(({ body }) => faceted(recorded.parse(JSON.parse(body))));
  const facetIds = await facetIdsOf(client, records);
  const [facets, words] = [new Places<number>(), new Places<string>()];
  for (const [index, { record, own }] of records.entries()) {
    facets.add(facetIds.get(own) ?? 0, index + 1);
    for (const word of new Set(wordedTexts(record).flatMap(textWords))) words.add(word, index + 1);
  }
  const rare = facets.rare();
  await client.query(SET_PLACES, [
    id,
    rows.map(({ at }) => at),
    rare.flatMap(([facet, places]) => places.map(() => facet)),
    rare.flatMap(([, places]) => places),
    words.asLines(),
  ]);
}

/** Where each term occurs, as long as it is rare. */
class Places<Term> {
  readonly #of = new Map<Term, number[] | null>();

  add(term: Term, place: number): void {
    const places = this.#of.get(term);
    if (places === undefined) this.#of.set(term, [place]);
    else if (places !== null && places.length === RARE_MAX) this.#of.set(term, null);
    else places?.push(place);
  }

  rare(): [Term, number[]][] {
    return [...this.#of].flatMap(([term, places]) => (places === null ? [] : [[term, places]]));
  }

  /** A line for each term, with the break before it: the term, and where it is rare a tab and its places. Words hold neither tabs nor breaks. */
  asLines(): string {
    return [...this.#of].map(([term, places]) => `\n${term}${places === null ? "" : `\t${places.join(",")}`}`).join("");
  }
}
