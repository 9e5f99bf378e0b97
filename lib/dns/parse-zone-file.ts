import { TTL_MAX, VALUES_MAX, ZONE_RECORDS_MAX } from "@/lib/contract/dns-limits";
import {
  APEX,
  asciiName,
  DnsProblem,
  hostmasterName,
  isWithin,
  labelsOf,
  relativeName,
  shown,
} from "@/lib/contract/dns-name";
import { isRecordType, parseWords, type RecordData, type RecordType, recordText } from "@/lib/contract/dns-record-data";
import type { MasterWord } from "@/lib/contract/dns-text";
import { checkedSet, coexistenceProblem, setTitle } from "@/lib/contract/dns-zone-rules";
import { type FileEntry, fileEntries, ZoneFileProblem } from "./zone-file-entries";

/** The records of one name and type, as a zone file says them. */
export interface FileSet {
  /** Relative to the zone. */
  readonly name: string;
  readonly type: RecordType;
  /** Seconds; the smallest where the file gives several (RFC 2181, 5.2). */
  readonly ttl: number;
  /** In canonical master form. */
  readonly data: readonly string[];
}

/** A record that is left out, and why. */
export interface SkippedRecord {
  readonly line: number;
  /** Relative to the zone. */
  readonly name: string;
  readonly type: string;
  readonly reason: string;
}

/** The start of authority as a zone file says it. */
export interface FileStartOfAuthority {
  readonly primaryNameServer: string;
  readonly hostmaster: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly negativeTtl: number;
  readonly ttl: number;
}

/** What a zone file says. */
export interface ParsedZoneFile {
  readonly sets: readonly FileSet[];
  readonly soa: FileStartOfAuthority | null;
  readonly skipped: readonly SkippedRecord[];
}

/** Types that signing makes: the file of a signed zone is read as the zone before it was signed. */
const MADE_BY_SIGNING: readonly string[] = ["RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY", "CDS", "CDNSKEY"];

/** Other types there are, which a zone cannot hold here. A word that is none of them is a mistake, and no type. */
const OTHER_TYPES: readonly string[] = [
  ...MADE_BY_SIGNING,
  ...["AFSDB", "APL", "CERT", "CSYNC", "DHCID", "DNAME", "EUI48", "EUI64", "HINFO", "HIP", "HTTPS", "IPSECKEY", "KEY"],
  ...["KX", "LOC", "MB", "MG", "MINFO", "MR", "NAPTR", "NULL", "OPENPGPKEY", "RP", "SIG", "SMIMEA", "SPF", "SVCB"],
  ...["TKEY", "TSIG", "URI", "WKS", "X25", "ZONEMD"],
];

interface Reading {
  readonly zone: string;
  readonly sets: Map<string, { name: string; type: RecordType; ttl: number; line: number; data: RecordData[] }>;
  readonly skipped: SkippedRecord[];
  soa: FileStartOfAuthority | null;
  /** Complete name that relative ones are completed with. */
  origin: string;
  /** Complete name; null before the first record. */
  owner: string | null;
  /** From `$TTL`. */
  defaultTtl: number | null;
  /** The last one given, where there is no `$TTL` (RFC 1035, 5.1; RFC 2308, 4). */
  lastTtl: number | null;
  records: number;
}

/**
 * What a zone file in master format (RFC 1035, 5) says of a zone: `$ORIGIN` and `$TTL`, parentheses, quoting, escapes,
 * comments, relative names and blank owners are understood, `$INCLUDE` and what is out of the zone are refused. Records
 * that say nothing of their time to live, in a file that does not either, get `defaultTtl` (seconds). Throws ZoneFileProblem.
 */
export function parseZoneFile(text: string, zone: string, defaultTtl: number): ParsedZoneFile {
  const reading: Reading = {
    zone,
    sets: new Map(),
    skipped: [],
    soa: null,
    origin: zone,
    owner: null,
    defaultTtl: null,
    lastTtl: null,
    records: 0,
  };
  const problems: ZoneFileProblem[] = [];
  collect(problems, () => {
    for (const entry of fileEntries(text)) {
      collect(problems, () => onLine(entry.line, () => readEntry(reading, entry, defaultTtl)));
      if (problems.length >= PROBLEMS_MAX) return;
    }
  });
  // What lines that could not be read would have said is missing: how sets stand together is known without them only.
  refuse(problems);
  const sets = checkedSets(reading, problems);
  refuse(problems);
  return { sets, soa: reading.soa, skipped: reading.skipped };
}

/** Problems that are told at once: a file in another format has one on every line. */
const PROBLEMS_MAX = 20;

function collect(problems: ZoneFileProblem[], run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ZoneFileProblem)) throw error;
    problems.push(error);
  }
}

function refuse(problems: readonly ZoneFileProblem[]): void {
  const [first, ...others] = problems.toSorted((one, other) => one.line - other.line).slice(0, PROBLEMS_MAX);
  if (first !== undefined) throw new ZoneFileProblem(first.line, first.message, others);
}

/** Runs what may find a problem, which is then one of this line. */
function onLine<T>(line: number, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ZoneFileProblem || !(error instanceof DnsProblem)) throw error;
    throw new ZoneFileProblem(line, error.message);
  }
}

function readEntry(reading: Reading, { line, startsBlank, words }: FileEntry, defaultTtl: number): void {
  const [first, ...rest] = words;
  if (first === undefined) return;
  if (!startsBlank && !first.quoted && first.text.startsWith("$")) {
    readDirective(reading, first.text, rest);
    return;
  }
  if (!startsBlank) reading.owner = completeName(first.text, reading.origin);
  const { owner } = reading;
  if (owner === null)
    throw new DnsProblem("begins with a blank, but there is no record before it whose name it could have");
  if (!isWithin(owner, reading.zone))
    throw new DnsProblem(`must be in the zone: ${shown(owner)} is not below ${reading.zone}`);
  readRecord(reading, line, owner, startsBlank ? words : rest, defaultTtl);
}

function readDirective(reading: Reading, directive: string, words: readonly MasterWord[]): void {
  const [only, ...more] = words;
  const name = directive.toUpperCase();
  if (name === "$INCLUDE") throw new DnsProblem("has $INCLUDE, which is refused: put everything into one file");
  if (name !== "$ORIGIN" && name !== "$TTL")
    throw new DnsProblem(`has the directive ${shown(directive)}; only $ORIGIN and $TTL are understood`);
  if (only === undefined || more.length > 0) throw new DnsProblem(`must have one word after ${name}`);
  if (name === "$TTL") reading.defaultTtl = timeToLive(only.text);
  else reading.origin = completeName(only.text, reading.origin);
}

function completeName(text: string, origin: string): string {
  if (text === APEX) return origin;
  if (text.endsWith(".")) return asciiName(text, { wildcard: true });
  return asciiName(origin === "" ? text : `${text}.${origin}`, { wildcard: true });
}

function readRecord(
  reading: Reading,
  line: number,
  owner: string,
  words: readonly MasterWord[],
  fallbackTtl: number,
): void {
  const { ttl: given, at } = timeAndClass(words);
  const word = words[at]?.text ?? "";
  const type = word.toUpperCase();
  const ttl = given ?? reading.defaultTtl ?? reading.lastTtl ?? fallbackTtl;
  if (given !== null) reading.lastTtl = given;
  const rest = words.slice(at + 1);
  const name = relativeName(owner, reading.zone);
  if (type === "SOA") {
    readStartOfAuthority(reading, name, ttl, rest);
    return;
  }
  if (!isRecordType(type)) {
    if (!OTHER_TYPES.includes(type) && !/^TYPE\d{1,5}$/.test(type)) throw unknownType(word);
    const reason = MADE_BY_SIGNING.includes(type) ? "made when the zone is signed" : "this type cannot be held";
    reading.skipped.push({ line, name, type, reason });
    return;
  }
  reading.records += 1;
  if (reading.records > ZONE_RECORDS_MAX)
    throw new DnsProblem(`is beyond the ${ZONE_RECORDS_MAX} records that a zone may have`);
  if (rest[0]?.text === "\\#") throw new DnsProblem("has data in the form of RFC 3597, which is not understood");
  addRecord(
    reading,
    { name, type, ttl, line },
    about(reading, { name, type }, () => parseWords(type, rest, { origin: reading.origin })),
  );
}

/** Names the record in the problem. */
function about<T>({ zone }: Reading, set: { readonly name: string; readonly type: RecordType }, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof DnsProblem ? new DnsProblem(`${setTitle(set, zone)}: ${error.message}`) : error;
  }
}

function unknownType(word: string): DnsProblem {
  if (word === "") return new DnsProblem("must have a type and data after the name");
  return new DnsProblem(`has ${shown(word)} where a type such as A or TXT must stand`);
}

const CLASSES: readonly string[] = ["IN", "CH", "HS", "CS"];

/** Time to live and class, in either order (RFC 1035, 5.1), and where the type stands. */
function timeAndClass(words: readonly MasterWord[]): { readonly ttl: number | null; readonly at: number } {
  let ttl: number | null = null;
  let at = 0;
  for (let seenClass = false; at < words.length; at += 1) {
    const { text = "", quoted = false } = words[at] ?? {};
    const upper = text.toUpperCase();
    if (quoted) break;
    if (!seenClass && CLASSES.includes(upper)) {
      if (upper !== "IN") throw new DnsProblem(`has the class ${upper}; only IN is held`);
      seenClass = true;
    } else if (ttl === null && /^\d/.test(text)) ttl = timeToLive(text);
    else break;
  }
  return { ttl, at };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Seconds, or the form `1h30m` that name servers write. */
function duration(text: string): number {
  if (!/^(\d+[smhdw]?)+$/i.test(text)) throw new DnsProblem(`has ${shown(text)} where seconds must stand`);
  return [...text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)].reduce(
    (sum, [, digits, unit = ""]) => sum + Number(digits) * (UNIT_SECONDS[unit] ?? 1),
    0,
  );
}

function timeToLive(text: string): number {
  const seconds = duration(text);
  if (seconds <= TTL_MAX) return seconds;
  throw new DnsProblem(`has a time to live of ${shown(text)}; at most ${TTL_MAX} seconds (a week) are allowed`);
}

function readStartOfAuthority(reading: Reading, name: string, ttl: number, words: readonly MasterWord[]): void {
  if (name !== APEX) throw new DnsProblem("has SOA below the zone's own name");
  if (reading.soa !== null) throw new DnsProblem("is a second SOA; a zone has one");
  const [primary, hostmaster, ...numbers] = words.map(({ text }) => text);
  const [serial, refresh, retry, expire, negativeTtl, ...more] = numbers.map(duration);
  if (negativeTtl === undefined || more.length > 0)
    throw new DnsProblem("must have two names and five numbers after SOA");
  reading.soa = {
    primaryNameServer: completeName(primary ?? "", reading.origin),
    hostmaster: completeHostmaster(hostmaster ?? "", reading.origin),
    serial: bounded("serial", serial, 4_294_967_295),
    refresh: bounded("refresh", refresh, MAX_TIMER),
    retry: bounded("retry", retry, MAX_TIMER),
    expire: bounded("expire", expire, MAX_TIMER),
    negativeTtl: timeToLive(String(negativeTtl)),
    ttl,
  };
}

const MAX_TIMER = 2_147_483_647;

function bounded(name: string, value: number | undefined, max: number): number {
  if (value !== undefined && value <= max) return value;
  throw new DnsProblem(`must have at most ${max} as ${name} of SOA`);
}

function completeHostmaster(text: string, origin: string): string {
  if (text === APEX) throw new DnsProblem("must have a mailbox's name as second name of SOA");
  const complete = text.endsWith(".") ? text.slice(0, -1) : `${text}.${origin}`;
  // One label before the zone is all that some files have.
  return labelsOf(complete).length < 3 ? complete.toLowerCase() : hostmasterName(complete);
}

function addRecord(
  { sets }: Reading,
  set: { readonly name: string; readonly type: RecordType; readonly ttl: number; readonly line: number },
  data: RecordData,
): void {
  const key = `${set.name} ${set.type}`;
  const known = sets.get(key);
  if (known === undefined) {
    sets.set(key, { ...set, data: [data] });
    return;
  }
  // Some files say a record twice; that is one record (RFC 2181, 5).
  if (known.data.length >= VALUES_MAX) {
    throw new DnsProblem(`is beyond the ${VALUES_MAX} records that one name and type may have`);
  }
  const text = recordText(data);
  if (!known.data.some((other) => recordText(other) === text)) known.data.push(data);
  known.ttl = Math.min(known.ttl, set.ttl);
}

function checkedSets(reading: Reading, problems: ZoneFileProblem[]): FileSet[] {
  const typesOf = new Map<string, RecordType[]>();
  const sets: FileSet[] = [];
  for (const { name, type, ttl, line, data } of reading.sets.values()) {
    typesOf.set(name, [...(typesOf.get(name) ?? []), type]);
    collect(problems, () => {
      const texts = onLine(line, () => about(reading, { name, type }, () => checkedSet({ name, type }, data)));
      sets.push({ name, type, ttl, data: texts });
    });
  }
  const told = new Set<string>();
  for (const { name, line } of reading.sets.values()) {
    const problem = coexistenceProblem(name, typesOf.get(name) ?? []);
    if (problem === null || told.has(name)) continue;
    told.add(name);
    problems.push(new ZoneFileProblem(line, `${name} ${problem}`));
  }
  return sets;
}
