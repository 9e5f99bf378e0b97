import { randomBytes, randomInt } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { KmsError } from "@/lib/contract/kms-error";
import { shared } from "@/lib/platform/shared";

/** Shortest and longest password, in Unicode code points. */
export const PASSWORD_CHARACTERS_MIN = 12;
export const PASSWORD_CHARACTERS_MAX = 256;

/** Argon2id (the library's default algorithm) as the OWASP Password Storage Cheat Sheet recommends: 19 MiB, 2 passes, 1 lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// Each computation takes 19 MiB and one of the four threads that file access and name resolution share.
const COMPUTATIONS_AT_ONCE = 2;
const WAITING_MAX = 64;

interface Turns {
  running: number;
  readonly waiting: (() => void)[];
  /** Hash of a password nobody has: what is verified where there is no person or no password. */
  dummyHash: Promise<string> | undefined;
}

const turns = () => shared<Turns>("iam.passwords", () => ({ running: 0, waiting: [], dummyHash: undefined }));

/**
 * Hashes a password of 12 to 256 characters with Argon2id, as a PHC string.
 * Errors: invalid_request (length); unavailable (too many computations are waiting).
 */
export async function hashPassword(password: string): Promise<string> {
  const characters = [...password].length;
  if (characters < PASSWORD_CHARACTERS_MIN || characters > PASSWORD_CHARACTERS_MAX) {
    const bounds = `${PASSWORD_CHARACTERS_MIN} to ${PASSWORD_CHARACTERS_MAX}`;
    throw new KmsError("invalid_request", { message: `password: must have ${bounds} characters.` });
  }
  return inTurn(() => hash(normalised(password), PARAMETERS));
}

/**
 * Whether a password belongs to a hash. Without a hash (no such person, or one without a password) it does the same work
 * on a dummy, so that the time of the answer does not tell who exists.
 * Errors: unavailable (too many computations are waiting).
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const tooLong = password.length > PASSWORD_CHARACTERS_MAX * 2;
  const candidate = tooLong ? "" : normalised(password);
  return inTurn(async () => {
    const matches = await verify(passwordHash ?? (await dummyHash()), candidate);
    return matches && passwordHash !== null && !tooLong;
  });
}

/** Computes the dummy hash ahead of the first sign-in, which would otherwise take twice as long as later ones. */
export async function prepareDummyHash(): Promise<void> {
  await dummyHash();
}

/** A password people can read out and type: five groups of five letters and digits, 125 random bits. */
export function newReadablePassword(): string {
  // Crockford's base32: no i, l, o, u.
  const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return Array.from({ length: 5 }, group).join("-");
}

function dummyHash(): Promise<string> {
  const held = turns();
  held.dummyHash ??= hash(randomBytes(32), PARAMETERS);
  return held.dummyHash;
}

/** One person's keyboard may compose what another's sends as one character (NIST SP 800-63B, 5.1.1.2). */
function normalised(password: string): string {
  return password.normalize("NFKC");
}

/** Runs at most two computations at once and lets at most 64 wait, so that a flood of sign-ins does not take the memory. */
async function inTurn<T>(compute: () => Promise<T>): Promise<T> {
  const held = turns();
  if (held.running >= COMPUTATIONS_AT_ONCE) await waitForTurn(held);
  else held.running += 1;
  try {
    return await compute();
  } finally {
    const next = held.waiting.shift();
    // A turn is handed on; only when nobody waits does the count go down.
    if (next === undefined) held.running -= 1;
    else next();
  }
}

function waitForTurn(held: Turns): Promise<void> {
  if (held.waiting.length >= WAITING_MAX) {
    throw new KmsError("unavailable", { detail: "too many password checks are waiting", retryAfterInSeconds: 5 });
  }
  return new Promise((resolve) => held.waiting.push(resolve));
}
