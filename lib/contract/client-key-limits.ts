/** What client keys may have. It stands apart from the schemas so that a page can use it without loading them. */

/** Built-in policies that a client key can have: those about what its protocol can ask for. */
export const CLIENT_KEY_POLICIES = [
  "kms:FullAccess",
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:Sign",
  "kms:Verify",
  "kms:HMAC",
  "kms:ReadAccess",
  "secrets:GetSecretValue",
] as const;

/** Years after which a client key opens nothing any more unless another moment is named, and the most that can be. */
export const CLIENT_KEY_YEARS_DEFAULT = 1;
export const CLIENT_KEY_YEARS_MAX = 5;

/** Bounds of the password of a client key, in characters. */
export const CLIENT_KEY_PASSWORD_MIN = 8;
export const CLIENT_KEY_PASSWORD_MAX = 64;

const PASSWORD = /^[0-9A-Za-z~!@#$%^&*?_-]{8,64}$/;
const KINDS = [/[0-9]/, /[A-Za-z]/, /[~!@#$%^&*?_-]/];

/** What is wrong with a password, as the end of a sentence; null where nothing is. */
export function clientKeyPasswordProblem(password: string): string | null {
  if (!PASSWORD.test(password)) return "must be 8 to 64 digits, letters and ~!@#$%^&*?_-";
  const kinds = KINDS.filter((kind) => kind.test(password)).length;
  return kinds >= 2 ? null : "must have at least two of: digits, letters, other characters";
}

const KEY_ID = /^KAAP\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text can be what calls name a client key by. */
export function looksLikeClientKeyId(text: string): boolean {
  return KEY_ID.test(text);
}

/** What calls name a client key by, made from a UUID. */
export const clientKeyIdOf = (uuid: string) => `KAAP.${uuid}`;
