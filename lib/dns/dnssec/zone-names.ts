import type { RecordSet } from "./record-set";
import { TYPES } from "./record-types";
import { labelsOf } from "./wire-name";

/**
 * What a name is in its zone. Below a delegation the zone has no say: such names are served (as glue) and neither signed nor
 * hashed; `empty` names have no records of their own, but there are names below them.
 */
export type Standing = "apex" | "authoritative" | "delegation" | "occluded" | "empty";

/** A name of a zone and its records. */
export interface ZoneName {
  /** Absolute, in lower case. */
  readonly name: string;
  readonly standing: Standing;
  readonly sets: readonly RecordSet[];
}

/** Names between a name and its zone, nearest first, with the zone's own last; the name itself is left out. */
export function ancestorsOf(name: string, zone: string): string[] {
  const found: string[] = [];
  for (let at = name; at !== zone && at.includes("."); ) {
    at = parentOf(at);
    found.push(at);
  }
  return found;
}

/** Escaped dots belong to their label. */
function parentOf(name: string): string {
  if (!name.includes("\\")) return name.slice(name.indexOf(".") + 1);
  const first = /^(?:[^.\\]|\\\d{3}|\\\D)*\./.exec(name)?.[0] ?? "";
  return name.slice(first.length);
}

/** Whether somebody else has the say from a name on. */
export function isDelegation(name: string, zone: string, sets: readonly RecordSet[]): boolean {
  return name !== zone && sets.some(({ type }) => type === TYPES.NS);
}

/** Every name of a zone that is served or hashed, in no order. Source: RFC 4035, 2.2; RFC 5155, 7.1. */
export function namesOf(zone: string, sets: readonly RecordSet[]): ZoneName[] {
  const byName = new Map<string, RecordSet[]>();
  for (const set of sets) {
    const held = byName.get(set.owner);
    if (held === undefined) byName.set(set.owner, [set]);
    else held.push(set);
  }
  const cuts = new Set([...byName].filter(([name, own]) => isDelegation(name, zone, own)).map(([name]) => name));
  const names = new Map<string, ZoneName>();
  for (const [name, own] of byName) {
    const ancestors = ancestorsOf(name, zone);
    const standing = ownStanding(name, zone, cuts, ancestors);
    names.set(name, { name, standing, sets: own });
    if (standing === "occluded") continue;
    for (const above of ancestors) {
      if (above !== zone && !byName.has(above)) names.set(above, { name: above, standing: "empty", sets: [] });
    }
  }
  return [...names.values()];
}

function ownStanding(name: string, zone: string, cuts: ReadonlySet<string>, ancestors: readonly string[]): Standing {
  if (name === zone) return "apex";
  if (ancestors.some((above) => cuts.has(above))) return "occluded";
  return cuts.has(name) ? "delegation" : "authoritative";
}

/** The sets of a name that are signed: all of its own, of a delegation only what says whether it is signed. */
export function signedSets({ standing, sets }: Pick<ZoneName, "standing" | "sets">): readonly RecordSet[] {
  if (standing === "occluded" || standing === "empty") return [];
  return standing === "delegation" ? sets.filter(({ type }) => type === TYPES.DS) : sets;
}

/** Types that the apex has beside its own records. */
export interface ApexTypes {
  readonly cds: boolean;
}

/** The types that a name's NSEC3 record lists. Source: RFC 5155, 7.1; RFC 4035, 2.3. */
export function chainTypes(name: Pick<ZoneName, "standing" | "sets">, apex: ApexTypes): number[] {
  const { NS, DS, RRSIG, SOA, DNSKEY, NSEC3PARAM, CDS, CDNSKEY } = TYPES;
  const own = name.sets.map(({ type }) => type);
  if (name.standing === "empty") return [];
  if (name.standing === "delegation") return own.includes(DS) ? [NS, DS, RRSIG] : [NS];
  if (name.standing !== "apex") return [...own, RRSIG];
  return [...new Set([...own, SOA, DNSKEY, NSEC3PARAM, RRSIG, ...(apex.cds ? [CDS, CDNSKEY] : [])])];
}

/** Lower-case names without escapes: all that zones here hold. */
const PLAIN = /^[!-@^-~[\]]+$/;

/**
 * A key by which names of a zone sort in canonical order, and that begins with the keys of the names above: the labels
 * from the zone down, each ended by a zero byte.
 */
export function orderKey(name: string, zone: string): Buffer {
  if (name === zone) return Buffer.alloc(0);
  if (PLAIN.test(name))
    return Buffer.from(
      `${name
        .slice(0, -zone.length - 1)
        .split(".")
        .reverse()
        .join("\0")}\0`,
      "latin1",
    );
  const own = labelsOf(name);
  const below = own.slice(0, own.length - labelsOf(zone).length).reverse();
  return Buffer.concat(below.flatMap((label) => [escapeLow(label), Buffer.of(0)]));
}

/** The first key after all those below a name. */
export function orderKeyAfter(key: Buffer): Buffer {
  const after = Buffer.from(key);
  if (after.length > 0) after[after.length - 1] = 1;
  return after.length > 0 ? after : Buffer.alloc(256, 0xff);
}

/** Zero and one as two bytes each, so that a zero only ends a label. */
function escapeLow(label: Buffer): Buffer {
  if (label.every((byte) => byte > 1)) return label;
  return Buffer.from([...label].flatMap((byte) => (byte > 1 ? [byte] : [1, byte + 1])));
}
