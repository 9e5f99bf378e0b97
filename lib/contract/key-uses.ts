/** The one table of what counts as using a key version: the documented operations, by the name their records carry. */
export const KEY_USES = {
  "kms.encrypt": { encrypts: true },
  "kms.data_key": { encrypts: true },
  "kms.rewrap": { encrypts: true },
  "kms.decrypt": { encrypts: false },
  "kms.sign": { encrypts: false },
  "kms.verify": { encrypts: false },
  "kms.hmac": { encrypts: false },
  "kms.verify_hmac": { encrypts: false },
  "kms.jwt_sign": { encrypts: false },
  "kms.jwt_verify": { encrypts: false },
  "kms.export": { encrypts: false },
} as const;

/** An operation that uses a key version. */
export type KeyUse = keyof typeof KEY_USES;

export const KEY_USE_NAMES = Object.keys(KEY_USES) as [KeyUse, ...KeyUse[]];

/** Those that draw a nonce under the key: their number per version is bounded. */
export const ENCRYPTING_USES = KEY_USE_NAMES.filter((use) => KEY_USES[use].encrypts);

/** Share of the bound at which a version is reported as near it. */
export const NEAR_LIMIT_SHARE = 0.5;
