/** Bounds of the KMS messages. They stand apart from the schemas so that a page can name a bound without loading a schema. */

/** Largest version number: 2^31 - 1. */
export const KEY_VERSION_MAX = 2_147_483_647;
/** Bounds of a plaintext at the REST edge, in bytes. */
export const PLAINTEXT_BYTES_MAX = 65_535;
/** Largest plaintext that services on top of keys may encrypt, in bytes: 3 MiB. */
export const SERVICE_PLAINTEXT_BYTES_MAX = 3_145_728;
/** Longest `associatedData`, in bytes. */
export const ASSOCIATED_DATA_BYTES_MAX = 8_192;
/** Longest `context`, in bytes. */
export const CONTEXT_BYTES_MAX = 1_024;
/** Bounds of `rotationPeriodInDays`. */
export const ROTATION_PERIOD_DAYS_MIN = 1;
export const ROTATION_PERIOD_DAYS_MAX = 3_650;
/** Most entries of `labels` or `annotations`. */
export const LABELS_MAX = 64;
/** Largest page of a key list. */
export const KEY_PAGE_MAX = 1_000;
/** What the key of a label or annotation is made of: letters and digits at both ends, at most 128 characters. */
export const LABEL_KEY = /^[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,126}[A-Za-z0-9])?$/;
/** Longest input of sign, verify and HMAC, in bytes. */
export const SIGN_INPUT_BYTES_MAX = 65_535;
/** Bounds of a data key, in bytes. */
export const DATA_KEY_BYTES_MIN = 16;
export const DATA_KEY_BYTES_MAX = 1_024;
/** Most random bytes of one call. */
export const RANDOM_BYTES_MAX = 65_536;
/** Most items of a batch. */
export const BATCH_ITEMS_MAX = 1_000;
/** Most items of a batch that need a thread: private-key RSA, P-384, P-521, and digests signed ready-made. */
export const BATCH_HEAVY_ITEMS_MAX = 100;
/** Largest body of a batch, in bytes: 8 MiB. */
export const BATCH_BODY_BYTES_MAX = 8_388_608;
/** Longest claims set of a token as JSON, in bytes. */
export const JWT_CLAIMS_BYTES_MAX = 16_384;
/** Longest lifetime that `lifetimeInSeconds` can give a token: a year. */
export const JWT_LIFETIME_SECONDS_MAX = 31_536_000;
/** Longest leeway for the times of a token: ten minutes. */
export const JWT_CLOCK_TOLERANCE_SECONDS_MAX = 600;
/** Most dependents of a key that an answer names. */
export const DEPENDENTS_NAMED_MAX = 100;
