/** One variable of a `.env` file. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string;
}

/** What a `.env` file holds, and what in it cannot be read. */
export interface EnvText {
  /** By first appearance; of a name that is there twice the last value counts. */
  readonly entries: readonly EnvEntry[];
  /** Names that are there more than once. */
  readonly duplicates: readonly string[];
  /** Numbers of lines, from 1, that are neither a variable nor a comment. */
  readonly unreadable: readonly number[];
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=[^\S\n]*/;
const IGNORED = /^\s*(?:#.*)?$/;
const AFTER_QUOTE = /^[^\S\n]*(?:#.*)?$/;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/**
 * Reads a `.env` file as shells and dotenv do: comments, `export `, CRLF, single quotes (as they are) and double quotes
 * (with \n, \r, \t, \", \\ and \$), both over several lines. Nothing is put in the place of `$NAME`.
 */
export function readEnvText(text: string): EnvText {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const values = new Map<string, string>();
  const duplicates = new Set<string>();
  const unreadable: number[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (IGNORED.test(line)) continue;
    const [head, name] = ASSIGNMENT.exec(line) ?? [];
    const value = head === undefined ? null : readValue(lines, at, line.slice(head.length));
    if (name === undefined || value === null) {
      unreadable.push(at + 1);
      continue;
    }
    if (values.has(name)) duplicates.add(name);
    values.set(name, value.text);
    at = value.endsAt;
  }
  const entries = [...values].map(([name, value]) => ({ name, value }));
  return { entries, duplicates: [...duplicates], unreadable };
}

interface ReadValue {
  readonly text: string;
  /** The line on which the value ends, from 0. */
  readonly endsAt: number;
}

function readValue(lines: readonly string[], at: number, rest: string): ReadValue | null {
  const quote = rest[0];
  if (quote === '"' || quote === "'") return readQuoted(lines, at, rest.slice(1), quote);
  const comment = /(?:^|\s)#/.exec(rest);
  return { text: (comment === null ? rest : rest.slice(0, comment.index)).trim(), endsAt: at };
}

/** Null where the quote is not closed, or something else than a comment follows it. */
function readQuoted(lines: readonly string[], at: number, rest: string, quote: string): ReadValue | null {
  let text = "";
  for (let line = at, open = rest; ; line += 1, open = lines[line] ?? "") {
    for (let position = 0; position < open.length; position += 1) {
      const character = open[position] ?? "";
      if (character === quote) return AFTER_QUOTE.test(open.slice(position + 1)) ? { text, endsAt: line } : null;
      const next = open[position + 1];
      if (quote === '"' && character === "\\" && next !== undefined) {
        text += ESCAPES[next] ?? ('"\\$'.includes(next) ? next : `\\${next}`);
        position += 1;
      } else text += character;
    }
    if (line + 1 >= lines.length) return null;
    text += "\n";
  }
}

const PLAIN = /^[\w./:@%+,=-]*$/;

/** Variables as a `.env` file that `readEnvText` reads back. */
export function writeEnvText(entries: readonly EnvEntry[]): string {
  return entries.map(({ name, value }) => `${name}=${PLAIN.test(value) ? value : quoted(value)}\n`).join("");
}

const ESCAPED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r" };

const quoted = (value: string) =>
  `"${value.replaceAll(/["\\$\n\r]/g, (character) => ESCAPED[character] ?? `\\${character}`)}"`;
