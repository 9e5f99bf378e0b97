/** Bounds and forms of rules, apart from their schemas: pages check drafts with them and need no schema library. */

/** Most rules in one policy. */
export const RULES_MAX = 100;

/** Most identities, permissions or addresses in one rule. */
export const RULE_ENTRIES_MAX = 200;

/** Most labels a rule may ask for. */
export const RULE_LABELS_MAX = 10;

/** Characters of a rule's note. */
export const NOTE_CHARACTERS_MAX = 256;

/** An identity, or the beginning of one followed by `*`. */
export const IDENTITY_PATTERN = /^[A-Za-z0-9/_.@=+-]{1,256}\*?$|^\*$/;

/** A time of day, HH:MM. */
export const CLOCK_TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Whether a text names a time zone of the IANA database. */
export function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
