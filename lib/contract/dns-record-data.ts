import { STRING_OCTETS_MAX } from "./dns-limits";
import { asciiName, DnsProblem, ipv6Address, isAddress, isIpv4, shown } from "./dns-name";
import { type MasterWord, masterWords, octetsOf, quoted } from "./dns-text";

/**
 * The types of records a zone may hold, each with its form. The one place that knows them: the API, imports, the console
 * and signing read it. Names inside are complete, in lower case, without the dot at their end; `""` is the root.
 */

/** Types of records that can be set, in the order pages offer them. `SOA` belongs to the zone itself. */
export const RECORD_TYPES = [
  "A",
  "AAAA",
  "CNAME",
  "MX",
  "TXT",
  "NS",
  "SRV",
  "CAA",
  "PTR",
  "DS",
  "TLSA",
  "SSHFP",
] as const;

/** A type of record that can be set. */
export type RecordType = (typeof RECORD_TYPES)[number];

/** Numbers of the types (IANA, DNS parameters). */
export const RECORD_TYPE_NUMBERS: Readonly<Record<RecordType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DS: 43,
  SSHFP: 44,
  TLSA: 52,
  CAA: 257,
};

/** Whether a text is one of the types. */
export function isRecordType(text: string): text is RecordType {
  return RECORD_TYPES.some((type) => type === text);
}

/** One record's data, ready to be encoded. */
export type RecordData =
  | { readonly type: "A" | "AAAA"; readonly address: string }
  | { readonly type: "CNAME" | "NS" | "PTR"; readonly target: string }
  | { readonly type: "MX"; readonly preference: number; readonly exchange: string }
  | { readonly type: "TXT"; readonly strings: readonly Uint8Array[] }
  | { readonly type: "CAA"; readonly flags: number; readonly tag: string; readonly value: Uint8Array }
  | {
      readonly type: "SRV";
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  | {
      readonly type: "DS";
      readonly keyTag: number;
      readonly algorithm: number;
      readonly digestType: number;
      readonly digest: string;
    }
  | {
      readonly type: "TLSA";
      readonly usage: number;
      readonly selector: number;
      readonly matchingType: number;
      readonly certificate: string;
    }
  | {
      readonly type: "SSHFP";
      readonly algorithm: number;
      readonly fingerprintType: number;
      readonly fingerprint: string;
    };

/** How names in data are read: relative to `origin` where it is given (zone files); otherwise they are complete, with or without the dot at their end. */
export interface DataContext {
  /** Complete name without the dot at its end. */
  readonly origin: string | null;
}

const COMPLETE: DataContext = { origin: null };

/**
 * One record's data from what somebody wrote. TXT may be written as bare text, which is taken as it is and split into
 * strings of 255 octets, or as quoted strings in master form. Throws DnsProblem.
 */
export function parseRecordData(type: RecordType, text: string, context: DataContext = COMPLETE): RecordData {
  const trimmed = text.trim();
  if (trimmed === "") throw new DnsProblem("must not be empty");
  if (type === "TXT" && context.origin === null && !trimmed.startsWith('"')) {
    return { type, strings: split(new TextEncoder().encode(text)) };
  }
  return parseWords(type, masterWords(trimmed), context);
}

/** The same from the words of a master file. Throws DnsProblem. */
export function parseWords(type: RecordType, words: readonly MasterWord[], context: DataContext): RecordData {
  const { fields, names } = FORMS[type];
  if (words.length < names.length) throw wrongForm(type);
  if (words.length > names.length && !LAST_GOES_ON.includes(type)) throw wrongForm(type);
  return fields(words, context);
}

/** Types whose last part may be written in several words. */
const LAST_GOES_ON: readonly RecordType[] = ["TXT", "DS", "TLSA", "SSHFP"];

const wrongForm = (type: RecordType) =>
  new DnsProblem(`must have the form ${FORMS[type].names.join(" ")}, for example ${FORMS[type].example}`);

interface Form {
  /** What a value is made of. */
  readonly names: readonly string[];
  readonly example: string;
  fields(words: readonly MasterWord[], context: DataContext): RecordData;
}

const FORMS: Readonly<Record<RecordType, Form>> = {
  A: {
    names: ["address"],
    example: "192.0.2.1",
    fields: ([address]) => ({ type: "A", address: ipv4(plain(address)) }),
  },
  AAAA: {
    names: ["address"],
    example: "2001:db8::1",
    fields: ([address]) => ({ type: "AAAA", address: ipv6(plain(address)) }),
  },
  CNAME: {
    names: ["name"],
    example: "www.example.com",
    fields: ([target], context) => ({ type: "CNAME", target: hostOf(plain(target), context) }),
  },
  NS: {
    names: ["name"],
    example: "ns1.example.net",
    fields: ([target], context) => ({ type: "NS", target: hostOf(plain(target), context) }),
  },
  PTR: {
    names: ["name"],
    example: "host.example.com",
    fields: ([target], context) => ({ type: "PTR", target: hostOf(plain(target), context) }),
  },
  MX: {
    names: ["preference", "name"],
    example: "10 mail.example.com",
    fields([preference, exchange], context) {
      const data = {
        type: "MX" as const,
        preference: whole("preference", plain(preference), 65_535),
        exchange: hostOf(plain(exchange), context, "." as const),
      };
      if (data.exchange === "" && data.preference !== 0) {
        throw new DnsProblem('must be "0 ." where no mail is accepted (RFC 7505)');
      }
      return data;
    },
  },
  TXT: {
    names: ["text"],
    example: '"v=spf1 -all"',
    fields: (words) => ({ type: "TXT", strings: words.flatMap(({ text }) => split(octetsOf(text))) }),
  },
  CAA: {
    names: ["flags", "tag", "value"],
    example: '0 issue "ca.example.net"',
    fields([flags, tag, value]) {
      const name = plain(tag).toLowerCase();
      if (!CAA_TAGS.includes(name)) {
        throw new DnsProblem(`must have one of the tags ${CAA_TAGS.join(", ")}, not ${shown(plain(tag))}`);
      }
      const data = {
        type: "CAA" as const,
        flags: whole("flags", plain(flags), 255),
        tag: name,
        value: octetsOf(value?.text ?? ""),
      };
      requireCaaValue(name, value?.text ?? "");
      return data;
    },
  },
  SRV: {
    names: ["priority", "weight", "port", "name"],
    example: "10 5 443 www.example.com",
    fields: ([priority, weight, port, target], context) => ({
      type: "SRV",
      priority: whole("priority", plain(priority), 65_535),
      weight: whole("weight", plain(weight), 65_535),
      port: whole("port", plain(port), 65_535),
      target: hostOf(plain(target), context, "."),
    }),
  },
  DS: {
    names: ["key-tag", "algorithm", "digest-type", "digest"],
    example: "2371 13 2 1F98…",
    fields: ([keyTag, algorithm, digestType, ...digest]) => ({
      type: "DS",
      keyTag: whole("key tag", plain(keyTag), 65_535),
      algorithm: whole("algorithm", plain(algorithm), 255),
      digestType: whole("digest type", plain(digestType), 255),
      digest: digestOf(whole("digest type", plain(digestType), 255), digest),
    }),
  },
  TLSA: {
    names: ["usage", "selector", "matching-type", "data"],
    example: "3 1 1 8CB0…",
    fields: ([usage, selector, matchingType, ...certificate]) => ({
      type: "TLSA",
      usage: whole("usage", plain(usage), 255),
      selector: whole("selector", plain(selector), 255),
      matchingType: whole("matching type", plain(matchingType), 255),
      certificate: hexOf("data", certificate),
    }),
  },
  SSHFP: {
    names: ["algorithm", "type", "fingerprint"],
    example: "4 2 123ABC…",
    fields: ([algorithm, fingerprintType, ...fingerprint]) => ({
      type: "SSHFP",
      algorithm: whole("algorithm", plain(algorithm), 255),
      fingerprintType: whole("type", plain(fingerprintType), 255),
      fingerprint: hexOf("fingerprint", fingerprint),
    }),
  },
};

/** What a value of a type is made of, and one for example. */
export function recordForm(type: RecordType): { readonly names: readonly string[]; readonly example: string } {
  return FORMS[type];
}

/** Tags of CAA records (RFC 8659, 4 and the registry that it opens). A misspelt one would allow what it was to forbid. */
const CAA_TAGS: readonly string[] = [
  "issue",
  "issuewild",
  "iodef",
  "contactemail",
  "contactphone",
  "issuemail",
  "issuevmc",
];

function requireCaaValue(tag: string, value: string): void {
  if (tag === "iodef" && !/^(mailto:|https?:\/\/)\S+$/.test(value)) {
    throw new DnsProblem("must name a mailto:, http: or https: address for the tag iodef");
  }
  if (!tag.startsWith("issue")) return;
  const issuer = value.split(";")[0]?.trim() ?? "";
  if (issuer !== "") asciiName(issuer);
}

const DIGEST_OCTETS: Readonly<Record<number, number>> = { 1: 20, 2: 32, 4: 48 };

function digestOf(digestType: number, words: readonly MasterWord[]): string {
  const digest = hexOf("digest", words);
  const octets = DIGEST_OCTETS[digestType];
  if (octets === undefined) throw new DnsProblem(`must have the digest type 1, 2 or 4, not ${digestType}`);
  if (digest.length === octets * 2) return digest;
  throw new DnsProblem(`must have a digest of ${octets * 2} hexadecimal digits for the digest type ${digestType}`);
}

function hexOf(name: string, words: readonly MasterWord[]): string {
  const text = words.map(({ text }) => text).join("");
  if (text.length > 0 && text.length % 2 === 0 && /^[0-9a-f]+$/i.test(text)) return text.toUpperCase();
  throw new DnsProblem(`must end with the ${name} as pairs of hexadecimal digits`);
}

/** A word that needs neither quotation marks nor escapes. */
function plain(word: MasterWord | undefined): string {
  return word?.text ?? "";
}

function whole(name: string, text: string, max: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= max) return Number(text);
  throw new DnsProblem(`must have a whole number from 0 to ${max} as ${name}, not ${shown(text)}`);
}

function ipv4(text: string): string {
  if (isIpv4(text)) return text;
  throw new DnsProblem(`must be an IPv4 address such as 192.0.2.1, not ${shown(text)}`);
}

function ipv6(text: string): string {
  const address = ipv6Address(text);
  if (address !== null) return address;
  throw new DnsProblem(`must be an IPv6 address such as 2001:db8::1, not ${shown(text)}`);
}

/** The name of a host; `root` where a single dot says that there is none. */
function hostOf(text: string, { origin }: DataContext, root?: "."): string {
  if (isAddress(text))
    throw new DnsProblem(`must name a host, not an address: ${text} belongs into an A or AAAA record of that host`);
  if (text === ".") {
    if (root !== undefined) return "";
    throw new DnsProblem("must not be the root");
  }
  if (origin !== null) {
    if (text === "@") return origin;
    return text.endsWith(".") ? asciiName(text) : asciiName(origin === "" ? text : `${text}.${origin}`);
  }
  const name = asciiName(text);
  if (name.includes(".") || text.endsWith(".")) return name;
  throw new DnsProblem(`must name a host in full, such as ${name}.example.com, not ${shown(text)}`);
}

/** Octets in strings of at most 255. */
function split(octets: Uint8Array): Uint8Array[] {
  if (octets.length <= STRING_OCTETS_MAX) return [octets];
  const count = Math.ceil(octets.length / STRING_OCTETS_MAX);
  return Array.from({ length: count }, (_, at) => octets.slice(at * STRING_OCTETS_MAX, (at + 1) * STRING_OCTETS_MAX));
}

const dotted = (name: string) => `${name}.`;

/** Data in its one canonical master form: what is stored, exported and compared. */
export function recordText(data: RecordData): string {
  switch (data.type) {
    case "A":
    case "AAAA":
      return data.address;
    case "CNAME":
    case "NS":
    case "PTR":
      return dotted(data.target);
    case "MX":
      return `${data.preference} ${dotted(data.exchange)}`;
    case "TXT":
      return data.strings.map(quoted).join(" ");
    case "CAA":
      return `${data.flags} ${data.tag} ${quoted(data.value)}`;
    case "SRV":
      return `${data.priority} ${data.weight} ${data.port} ${dotted(data.target)}`;
    case "DS":
      return `${data.keyTag} ${data.algorithm} ${data.digestType} ${data.digest}`;
    case "TLSA":
      return `${data.usage} ${data.selector} ${data.matchingType} ${data.certificate}`;
    case "SSHFP":
      return `${data.algorithm} ${data.fingerprintType} ${data.fingerprint}`;
  }
}
