import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { log } from "@/lib/platform/log";
import { verifyPassword } from "./password";
import { findUserByEmail, type SignInRow } from "./store";
import { type Attempt, abandonAttempt, beginAttempt, settleAttempt } from "./throttle";
import { looksLikeEmail, normalisedEmail } from "./user";

/** How an attempt to sign in ended. `person` is who the address belongs to, for the record; null where nobody. */
export interface PasswordProof {
  readonly proven: boolean;
  readonly person: SignInRow | null;
}

/**
 * Proves a person by e-mail and password. Takes the same steps and the same work whether or not the address is anybody's.
 * Errors: too_many_requests; unavailable.
 */
export async function proveByPassword(
  given: { email: string; password: string },
  clientAddress: string,
): Promise<PasswordProof> {
  const email = normalisedEmail(given.email);
  const attempt = await orUnavailable(beginAttempt(email, clientAddress));
  try {
    const person = looksLikeEmail(email) ? await findUserByEmail(email) : null;
    const proven = await verifyPassword(person?.passwordHash ?? null, given.password);
    if (proven) await settleAttempt(attempt);
    return { proven, person };
  } catch (error) {
    await abandon(attempt);
    throw isKmsError(error) ? error : unavailable(error);
  }
}

async function abandon(attempt: Attempt): Promise<void> {
  await abandonAttempt(attempt).catch((error: unknown) => {
    log.warn({ error: String(error) }, "a sign-in that was not decided stays counted as failed");
  });
}

async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw isKmsError(error) ? error : unavailable(error);
  }
}

function unavailable(cause: unknown): KmsError {
  return new KmsError("unavailable", { detail: "the home database cannot be asked", retryAfterInSeconds: 5, cause });
}
