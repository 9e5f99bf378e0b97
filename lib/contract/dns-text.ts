import { DnsProblem, shown } from "./dns-name";

/** Words of master files (RFC 1035, 5.1): quoted strings, escapes and everything between blanks. */

const encoder = new TextEncoder();

/** A word: as it is written, whether it was quoted, and the octets it stands for. */
export interface MasterWord {
  readonly text: string;
  readonly quoted: boolean;
}

const WORD = /\s*(?:"((?:[^"\\]|\\[\s\S])*)"|((?:[^\s"\\]|\\[\s\S])+))(?=\s|$)/y;

/** The words of one record's data; escapes stay as they are written. Throws DnsProblem. */
export function masterWords(text: string): MasterWord[] {
  const words: MasterWord[] = [];
  const trimmed = text.trimEnd();
  for (let at = 0; at < trimmed.length; ) {
    WORD.lastIndex = at;
    const found = WORD.exec(trimmed);
    if (found === null)
      throw new DnsProblem(
        `has a quotation mark or escape that does not end, or no blank after it: ${shown(trimmed.slice(at).trim())}`,
      );
    at = WORD.lastIndex;
    words.push({ text: found[1] ?? found[2] ?? "", quoted: found[1] !== undefined });
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
