/** The facts of a record that words are looked for in. */
export interface WordedFacts {
  readonly event: string;
  readonly action: string;
  readonly resourceId: string;
  readonly resourceSlug: string;
  readonly path: string;
  readonly reason: string;
  readonly clientAddress: string;
  readonly userAgent: string;
  readonly actorId: string;
  readonly credentialId: string;
  readonly keyType: string;
  readonly region: string;
}

/** Longest word that is looked for, in characters. */
const WORD_CHARACTERS_MAX = 64;
/** Words of one field; the longest has 512 characters. */
const FIELD_WORDS_MAX = 256;

/** What separates words: everything that does not occur inside names, addresses and identities. */
const BETWEEN_WORDS = /[^\p{L}\p{N}._:@-]+/u;
const INSIDE_WORD = /[._:@-]+/;

/**
 * The words of a text, lower case: what stands between spaces and slashes, and what is left of it after each dot, hyphen, colon or at sign, so
 * that `key.disable` is found in `kms.key.disable`.
 */
export function textWords(text: string): string[] {
  const found: string[] = [];
  for (const whole of text.toLowerCase().split(BETWEEN_WORDS)) {
    for (let word = whole; word !== ""; word = afterFirstPart(word)) {
      if (found.length === FIELD_WORDS_MAX) return found;
      if (/^[\p{L}\p{N}]/u.test(word)) found.push(word.slice(0, WORD_CHARACTERS_MAX));
    }
  }
  return found;
}

function afterFirstPart(word: string): string {
  const separator = INSIDE_WORD.exec(word);
  return separator === null ? "" : word.slice(separator.index + separator[0].length);
}

/** What to look for when somebody types a text: at most eight words, without those that are empty. */
export function wantedWords(text: string): string[] {
  const words = text.toLowerCase().split(BETWEEN_WORDS);
  const trimmed = words.map((word) => word.replace(/^[._:@-]+/, "").slice(0, WORD_CHARACTERS_MAX));
  return [...new Set(trimmed)].filter((word) => word !== "").slice(0, WANTED_WORDS_MAX);
}

const WANTED_WORDS_MAX = 8;

/** The texts of a record whose words are looked for. */
export function wordedTexts(facts: WordedFacts): string[] {
  return [
    facts.event,
    facts.action,
    facts.resourceId,
    facts.resourceSlug,
    facts.path,
    facts.reason,
    facts.clientAddress,
    facts.userAgent,
    facts.actorId,
    facts.credentialId,
    facts.keyType,
    facts.region,
  ];
}

/** Identities that are different for every record: looked for as a whole, in the time that they name. */
export const isOwnId = (word: string) => /^(req|evt)-[0-9a-v]{20}$/.test(word);
