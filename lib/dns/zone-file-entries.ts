import { DnsProblem } from "@/lib/contract/dns-name";
import { type MasterWord, wordAt } from "@/lib/contract/dns-text";

/** One entry of a master file: a record or a directive, of one line or, in parentheses, of several. */
export interface FileEntry {
  /** Line it begins on, from 1. */
  readonly line: number;
  /** Whether it begins with a blank: then it has the owner of the entry before. */
  readonly startsBlank: boolean;
  readonly words: readonly MasterWord[];
}

/** A problem of a zone file, with the line it is on; with it come those of later lines, so that all are mended at once. */
export class ZoneFileProblem extends DnsProblem {
  readonly line: number;
  readonly others: readonly ZoneFileProblem[];

  constructor(line: number, message: string, others: readonly ZoneFileProblem[] = []) {
    super(message);
    this.line = line;
    this.others = others;
  }
}

/** Lines of one entry: what a parenthesis that is never closed would make of the rest of the file. */
const ENTRY_LINES_MAX = 10_000;

/** The mark with which some editors begin a file of UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

/** The entries of a master file (RFC 1035, 5.1). Throws ZoneFileProblem. */
export function* fileEntries(text: string): Generator<FileEntry> {
  let line = 1;
  let entry = newEntry(line);
  let depth = 0;
  for (let at = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0; at < text.length; ) {
    const character = text[at] ?? "";
    if (character === "\n") {
      line += 1;
      at += 1;
      if (depth === 0 && entry.words.length > 0) yield entry;
      if (depth === 0) entry = newEntry(line);
      else if (line - entry.line > ENTRY_LINES_MAX) throw unclosed(entry.line);
    } else if (character === ";") at = endOfLine(text, at);
    else if (character === "(" || character === ")") {
      depth += character === "(" ? 1 : -1;
      if (depth < 0) throw new ZoneFileProblem(line, "closes a parenthesis that is not open");
      at += 1;
    } else if (/\s/.test(character)) {
      if (entry.words.length === 0 && depth === 0) entry.startsBlank = true;
      at += 1;
    } else {
      const found = wordAt(text, at);
      if (found === null) throw new ZoneFileProblem(line, "has a quotation mark or a backslash without its end");
      entry.words.push(found.word);
      line += countLines(found.word.text);
      at = found.end;
    }
  }
  if (depth > 0) throw unclosed(entry.line);
  if (entry.words.length > 0) yield entry;
}

const unclosed = (line: number) => new ZoneFileProblem(line, "opens a parenthesis that is not closed");

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

const newEntry = (line: number) => ({ line, startsBlank: false, words: [] as MasterWord[] });

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
