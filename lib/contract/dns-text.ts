import { DnsProblem, shown } from "./dns-name";

/** Words of master files (RFC 1035, 5.1): quoted strings, escapes and everything between blanks. */

const encoder = new TextEncoder();

/** A word: as it is written, whether it was quoted, and the octets it stands for. */
export interface MasterWord {
  readonly text: string;
  readonly quoted: boolean;
}

/** What ends a word that is not quoted. */
const ENDS_WORD = /[\s;"()]/;

/**
 * The word that begins at a place of a text, and where it ends; null where a quotation mark or a backslash has no end.
 * A loop and no pattern: those give up on a word of megabytes.
 */
export function wordAt(text: string, at: number): { readonly word: MasterWord; readonly end: number } | null {
  const isQuoted = text[at] === '"';
  const start = isQuoted ? at + 1 : at;
  let end = start;
  for (; end < text.length; end += 1) {
    const character = text[end] ?? "";
    if (character === "\\") end += 1;
    else if (isQuoted ? character === '"' : ENDS_WORD.test(character)) break;
  }
  if (end > text.length || (isQuoted && end === text.length)) return null;
  return { word: { text: text.slice(start, end), quoted: isQuoted }, end: isQuoted ? end + 1 : end };
}

/** The words of one record's data; escapes stay as they are written. Throws DnsProblem. */
export function masterWords(text: string): MasterWord[] {
  const words: MasterWord[] = [];
  for (let at = text.search(/\S/); at >= 0 && at < text.length; ) {
    if (text[at] === ";") throw new DnsProblem("must not hold ; outside quotation marks");
    const found = wordAt(text, at);
    if (found === null || found.end === at) {
      throw new DnsProblem(`has a quotation mark, escape or parenthesis that does not end: ${shown(text.slice(at))}`);
    }
    const { word, end } = found;
    words.push(word);
    const blanks = text.slice(end).search(/\S/);
    if (blanks === 0 && text[end] !== ";") throw new DnsProblem(`must have a blank before ${shown(text.slice(end))}`);
    at = blanks < 0 ? -1 : end + blanks;
  }
  return words;
}

/** The octets of a word with its escapes resolved: `\DDD` is an octet in decimal, `\X` the character itself. Throws DnsProblem. */
export function octetsOf(word: string): Uint8Array {
  const octets: number[] = [];
  for (let at = 0; at < word.length; ) {
    if (word[at] !== "\\") {
      const next = word.indexOf("\\", at);
      const end = next < 0 ? word.length : next;
      for (const octet of encoder.encode(word.slice(at, end))) octets.push(octet);
      at = end;
      continue;
    }
    const decimal = /^\d{3}/.exec(word.slice(at + 1, at + 4))?.[0];
    if (decimal !== undefined) {
      if (Number(decimal) > 255) throw new DnsProblem(`has the escape \\${decimal}, which is more than \\255`);
      octets.push(Number(decimal));
      at += 4;
      continue;
    }
    const escaped = String.fromCodePoint(word.codePointAt(at + 1) ?? 0);
    if (/\d/.test(escaped)) throw new DnsProblem("has an escape with fewer than three digits");
    for (const octet of encoder.encode(escaped)) octets.push(octet);
    at += 1 + escaped.length;
  }
  return Uint8Array.from(octets);
}

/** Octets as a quoted string of master form: printable ASCII as it is, everything else as `\DDD`. */
export function quoted(octets: Uint8Array): string {
  let text = '"';
  for (const octet of octets) {
    if (octet === 0x22 || octet === 0x5c) text += `\\${String.fromCharCode(octet)}`;
    else if (octet >= 0x20 && octet < 0x7f) text += String.fromCharCode(octet);
    else text += `\\${String(octet).padStart(3, "0")}`;
  }
  return `${text}"`;
}
