import { TTL_MAX, VALUE_CHARACTERS_MAX, VALUES_MAX } from "@/lib/contract/dns-limits";
import { absoluteName, ownerName } from "@/lib/contract/dns-name";
import { parseRecordData, type RecordType } from "@/lib/contract/dns-record-data";
import { coexistenceProblem, type RuledSet, recordsOf } from "@/lib/contract/dns-zone-rules";
import { problemOf } from "./problem-of";

/** The records of one name and type as somebody is writing them. */
export interface RecordDraft {
  name: string;
  type: RecordType;
  /** Digits; empty = the zone's own. */
  ttl: string;
  /** One value a line. */
  values: string;
}

/** Lines that hold something. */
export function valuesIn(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/** What is wrong with the name, as the end of a sentence; null where nothing is. */
export function nameProblem({ name }: RecordDraft, zone: string): string | null {
  return problemOf(() => ownerName(name, zone));
}

/** The complete name; null while it is none. */
export function completeName({ name }: RecordDraft, zone: string): string | null {
  let complete: string | null = null;
  problemOf(() => {
    complete = absoluteName(ownerName(name, zone), zone);
  });
  return complete;
}

/** What is wrong with the time to live; null where nothing is. */
export function isTtl(text: string): boolean {
  return text.trim() === "" || (/^\d{1,6}$/.test(text.trim()) && Number(text) <= TTL_MAX);
}

/** What is wrong with the values: the line, from 1, where it is one of several, and the end of a sentence. */
export function valuesProblem(draft: RecordDraft, zone: string): { line: number | null; problem: string } | null {
  const lines = draft.values.split("\n");
  for (const [at, line] of lines.entries()) {
    const problem = lineProblem(draft.type, line.trim());
    if (problem !== null) return { line: lines.length > 1 ? at + 1 : null, problem };
  }
  const values = valuesIn(draft.values);
  if (values.length > VALUES_MAX) return { line: null, problem: `must be at most ${VALUES_MAX}` };
  const name = nameProblem(draft, zone) === null ? ownerName(draft.name, zone) : "x";
  const together = values.length === 0 ? null : problemOf(() => recordsOf({ name, type: draft.type }, values));
  return together === null ? null : { line: null, problem: together };
}

function lineProblem(type: RecordType, value: string): string | null {
  if (value === "") return null;
  if (value.length > VALUE_CHARACTERS_MAX) {
    return `must have at most ${VALUE_CHARACTERS_MAX} characters (it has ${value.length})`;
  }
  return problemOf(() => parseRecordData(type, value));
}

/**
 * What keeps a new set from standing beside those that are known of the zone, perhaps not all: `taken` where one of them has
 * its name and type, else the end of a sentence about its name; null where nothing does.
 */
export function besideProblem(draft: RecordDraft, zone: string, known: readonly RuledSet[]): string | null {
  if (nameProblem(draft, zone) !== null) return null;
  const name = ownerName(draft.name, zone);
  const types = known.filter((set) => set.name === name).map(({ type }) => type);
  if (types.includes(draft.type)) return "taken";
  const all = [...types, draft.type];
  // What is missing beside it may be there and not be known.
  return all.includes("CNAME") ? coexistenceProblem(name, all) : null;
}

/** How many strings the longest TXT value is split into; 1 where none is. */
export function stringsOf({ type, values }: RecordDraft): number {
  if (type !== "TXT") return 1;
  return valuesIn(values).reduce((most, value) => {
    let count = 1;
    problemOf(() => {
      const data = parseRecordData(type, value);
      if (data.type === "TXT") count = data.strings.length;
    });
    return Math.max(most, count);
  }, 1);
}
