/** Largest value of a secret, in bytes: 64 KiB. For key-values names and values are added up. */
export const SECRET_VALUE_BYTES_MAX = 65_536;
/** Most key-values of a secret. */
export const SECRET_KEY_VALUES_MAX = 500;
/** Longest name of a key-value, in characters. */
export const SECRET_NAME_CHARACTERS_MAX = 255;
/** Bounds of a generated value, in bytes. */
export const GENERATED_BYTES_MIN = 16;
export const GENERATED_BYTES_MAX = 4_096;
export const GENERATED_BYTES_DEFAULT = 32;
/** Most stage labels of a secret. */
export const STAGES_MAX = 20;
/** What a stage label looks like. */
export const STAGE_NAME = /^[a-z][a-z0-9-]{0,62}$/;
/** The stage of the newest version that is not destroyed. */
export const CURRENT_STAGE = "current";
/** Longest time to a reminder, in days. */
export const REMINDER_DAYS_MAX = 3_650;
/** Largest page of a list of secrets. */
export const SECRET_PAGE_MAX = 1_000;
