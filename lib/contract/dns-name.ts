import { LABEL_OCTETS_MAX, NAME_CHARACTERS_MAX } from "./dns-limits";

/** What is wrong with a name or a record, as the end of a sentence that begins with what it is about. */
export class DnsProblem extends Error {
  override readonly name = "DnsProblem";
}

/** The apex of a zone among its relative names. */
export const APEX = "@";

/** Letters, digits, hyphens and underscores; a hyphen neither first nor last. */
const LABEL = /^(?!-)[a-z0-9_-]+(?<!-)$/;

interface NameRules {
  /** Whether the first label may be `*` (RFC 4592). */
  readonly wildcard?: boolean;
}

/**
 * A name in lower-case A-labels, without the dot at its end; labels beyond ASCII are converted (IDNA, as browsers do).
 * `""` stands for the root. Throws DnsProblem.
 */
export function asciiName(text: string, { wildcard = false }: NameRules = {}): string {
  const bare = text.endsWith(".") ? text.slice(0, -1) : text;
  if (bare === "") {
    if (text === ".") return "";
    throw new DnsProblem("must not be empty");
  }
  if (bare.includes("\\")) throw new DnsProblem("must not hold escaped characters");
  const labels = bare
    .split(/[.\u3002\uff0e\uff61]/)
    .map((label, at) => (wildcard && at === 0 && label === "*" ? label : asciiLabel(label, text)));
  const name = labels.join(".");
  if (name.length <= NAME_CHARACTERS_MAX) return name;
  throw new DnsProblem(`must have at most ${NAME_CHARACTERS_MAX} characters (it has ${name.length})`);
}

function asciiLabel(label: string, name: string): string {
  if (label === "") throw new DnsProblem(`must not hold an empty label, as in ${shown(name)}`);
  const ascii = isAscii(label) ? label.toLowerCase() : idnaLabel(label);
  if (ascii.length > LABEL_OCTETS_MAX) {
    throw new DnsProblem(
      `must have labels of at most ${LABEL_OCTETS_MAX} characters (${shown(label)} has ${ascii.length})`,
    );
  }
  if (LABEL.test(ascii)) return ascii;
  throw new DnsProblem(
    `must be made of letters, digits, - and _, with no - at the ends of a label (${shown(label)} is not)`,
  );
}

const isAscii = (text: string) => !/[^\p{ASCII}]/u.test(text);

function idnaLabel(label: string): string {
  // The parser of addresses is the one converter that browsers and servers share.
  const parsed = URL.canParse(`http://${label}.a`) ? new URL(`http://${label}.a`).hostname : "";
  if (/^[a-z0-9-]+\.a$/.test(parsed)) return parsed.slice(0, -2);
  throw new DnsProblem(`must be a name that can be registered (${shown(label)} cannot)`);
}

const LATIN = /\p{Script=Latin}/u;
const LOOKS_LATIN = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;

/** Whether a label of a name mixes letters of Latin with those of Cyrillic or Greek, many of which look alike. */
export function mixesScripts(unicodeName: string): boolean {
  return unicodeName.split(".").some((label) => LATIN.test(label) && LOOKS_LATIN.test(label));
}

/** A text inside a message: short, and without control characters. */
export function shown(text: string): string {
  const legible = text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "?");
  return legible.length > 64 ? `${legible.slice(0, 60)}…` : legible;
}

/** A relative name and its zone as one complete name without the dot at its end. */
export function absoluteName(name: string, zone: string): string {
  return name === APEX ? zone : `${name}.${zone}`;
}

/** Whether a complete name is the zone's own or below it. */
export function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

/** A complete name of a zone relative to it. */
export function relativeName(name: string, zone: string): string {
  return name === zone ? APEX : name.slice(0, -zone.length - 1);
}

/** A zone's name: lower-case A-labels, at least two of them unless it ends in a dot; no wildcard. Throws DnsProblem. */
export function zoneName(text: string): string {
  const name = asciiName(text.trim());
  if (name === "") throw new DnsProblem("must not be the root");
  if (!name.includes(".") && !text.trim().endsWith(".")) {
    throw new DnsProblem("must be a complete name such as example.com");
  }
  if (isAddress(name)) throw new DnsProblem("must be a name, not an address");
  return name;
}

/**
 * The name of a record relative to its zone. `@` and an empty text are the zone itself; with a dot at its end a name is
 * complete and must be in the zone. Throws DnsProblem.
 */
export function ownerName(text: string, zone: string): string {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed === APEX) return APEX;
  const name = asciiName(trimmed, { wildcard: true });
  if (trimmed.endsWith(".")) {
    if (!isWithin(name, zone)) throw new DnsProblem(`must be in the zone: ${shown(trimmed)} is not below ${zone}`);
    return relativeName(name, zone);
  }
  if (isWithin(name, zone)) {
    throw new DnsProblem(
      `would be ${name}.${zone}. Send it relative to the zone (${relativeName(name, zone)}), or with a dot at its end`,
    );
  }
  const { length } = absoluteName(name, zone);
  if (length > NAME_CHARACTERS_MAX) {
    throw new DnsProblem(`must have at most ${NAME_CHARACTERS_MAX} characters with the zone (it has ${length})`);
  }
  return name;
}

/** The complete name of a host, in the form in which names are stored. Throws DnsProblem. */
export function hostName(text: string): string {
  return zoneName(text);
}

/** Characters of a mailbox's local part that need no escape but the dot. */
const MAILBOX = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/**
 * The name under which a zone's hostmaster is written (RFC 1035, 3.3.13), from an e-mail address or from that name: dots of
 * the mailbox are `\.`. Without the dot at its end, in lower case. Throws DnsProblem.
 */
export function hostmasterName(text: string): string {
  const lower = text.trim().toLowerCase();
  const at = lower.lastIndexOf("@");
  const [, escaped = "", rest = ""] = /^((?:[^\\.]|\\.)+)\.(.+)$/.exec(lower) ?? [];
  const mailbox = at < 0 ? escaped.replaceAll("\\.", ".") : lower.slice(0, at);
  const domain = at < 0 ? rest : lower.slice(at + 1);
  if (mailbox.length > LABEL_OCTETS_MAX || !MAILBOX.test(mailbox)) {
    throw new DnsProblem("must be an e-mail address such as hostmaster@example.com");
  }
  return `${mailbox.replaceAll(".", "\\.")}.${zoneName(domain)}`;
}

/** The e-mail address that a hostmaster's name stands for; the name itself where it stands for none. */
export function hostmasterAddress(name: string): string {
  const [mailbox, ...domain] = labelsOf(name);
  return mailbox === undefined || domain.length === 0 ? name : `${mailbox}@${domain.join(".")}`;
}

/** The labels of a name, whose escaped dots divide nothing. */
export function labelsOf(name: string): string[] {
  const labels = name.match(/(?:[^\\.]|\\.)+/g) ?? [];
  return labels.map((label) => label.replaceAll("\\.", "."));
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** Whether a text is an IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
  return IPV4.test(text) || ipv6Address(text) !== null;
}

/** Whether a text is an IPv4 address in its one decimal form. */
export function isIpv4(text: string): boolean {
  return IPV4.test(text);
}

/** An IPv6 address in its one canonical form (RFC 5952); null where the text is none. */
export function ipv6Address(text: string): string | null {
  if (!text.includes(":") || !/^[0-9a-f:.]+$/i.test(text)) return null;
  const groups = ipv6Groups(text);
  return groups === null ? null : compressed(groups);
}

/** The eight groups of 16 bits of an IPv6 address; null where the text is none. */
function ipv6Groups(text: string): number[] | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const parts = halves.map(groupsOf);
  const [head, tail] = parts;
  if (head === null || head === undefined || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? head : null;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? null : [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

function groupsOf(half: string, at: number, halves: readonly string[]): number[] | null {
  if (half === "") return halves.length === 1 ? null : [];
  const groups: number[] = [];
  const texts = half.split(":");
  for (const [position, group] of texts.entries()) {
    const isLast = position === texts.length - 1 && at === halves.length - 1;
    if (group.includes(".")) {
      if (!isLast || !IPV4.test(group)) return null;
      const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[0-9a-f]{1,4}$/i.test(group)) groups.push(Number.parseInt(group, 16));
    else return null;
  }
  return groups;
}

/** The longest run of two or more zero groups becomes `::`, the first of equal ones. */
function compressed(groups: readonly number[]): string {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length += 1;
    if (length > best.length) best = { start, length };
  }
  const hex = (some: readonly number[]) => some.map((group) => group.toString(16)).join(":");
  if (best.start < 0) return hex(groups);
  return `${hex(groups.slice(0, best.start))}::${hex(groups.slice(best.start + best.length))}`;
}
