import { APEX, absoluteName, DnsProblem } from "./dns-name";
import { parseRecordData, type RecordData, type RecordType, recordText } from "./dns-record-data";

/** What must hold of every record set, and of those that stand beside each other under one name. */

/** Characters of all records of one set together: what one message carries, with room for signatures (RFC 1035, 4.2.2). */
const SET_CHARACTERS_MAX = 60_000;

/** A record set as these rules look at it. */
export interface RuledSet {
  /** Relative to the zone; `@` is the zone itself. */
  readonly name: string;
  readonly type: RecordType;
}

/**
 * The records of one set from what somebody wrote, in canonical master form and the same order. Throws DnsProblem, which
 * names the record by its number where there are several.
 */
export function recordsOf({ name, type }: RuledSet, values: readonly string[]): string[] {
  const parsed = values.map((value, at) => {
    try {
      return parseRecordData(type, value);
    } catch (error) {
      if (error instanceof DnsProblem && values.length > 1) throw new DnsProblem(`value ${at + 1} ${error.message}`);
      throw error;
    }
  });
  return checkedSet({ name, type }, parsed);
}

/** The same from data that is parsed already. Throws DnsProblem. */
export function checkedSet({ name, type }: RuledSet, parsed: readonly RecordData[]): string[] {
  if (type === "CNAME" && name === APEX)
    throw new DnsProblem("must not stand at the zone itself, where SOA and NS are (RFC 1034, 3.6.2)");
  if (type === "CNAME" && parsed.length > 1) throw new DnsProblem("must have one value: a name has one canonical name");
  if (type === "DS" && name === APEX)
    throw new DnsProblem("must not stand at the zone itself: the DS records of a zone are in the zone above");
  if ((type === "NS" || type === "DS") && name.startsWith("*"))
    throw new DnsProblem("must not stand at a wildcard (RFC 4592, 4.2)");
  if (type === "MX" && parsed.length > 1 && parsed.some((data) => data.type === "MX" && data.exchange === "")) {
    throw new DnsProblem('must have "0 ." alone where no mail is accepted (RFC 7505)');
  }
  const texts = parsed.map(recordText);
  const twice = texts.find((text, at) => texts.indexOf(text) !== at);
  if (twice !== undefined) throw new DnsProblem(`must not have the same value twice: ${twice.slice(0, 80)}`);
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  if (characters > SET_CHARACTERS_MAX)
    throw new DnsProblem(`must have at most ${SET_CHARACTERS_MAX} characters together (it has ${characters})`);
  return texts;
}

/** What is wrong with the types that stand under one name, as the end of a sentence; null where nothing is. */
export function coexistenceProblem(name: string, types: readonly RecordType[]): string | null {
  if (types.includes("CNAME") && types.length > 1) {
    const others = types.filter((type) => type !== "CNAME").join(", ");
    return `has a CNAME, which must stand alone, and ${others} (RFC 1034, 3.6.2)`;
  }
  if (types.includes("DS") && !types.includes("NS")) return "has DS without NS: a DS record belongs to a delegation";
  if (name === APEX && types.includes("CNAME")) return "is the zone itself, where no CNAME may stand";
  return null;
}

/** How messages name a record set. */
export function setTitle({ name, type }: RuledSet, zone: string): string {
  return `${absoluteName(name, zone)} ${type}`;
}
