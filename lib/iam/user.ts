import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/id";
import { hashPassword } from "./password";
import { type IamTransaction, inHomeTransaction, insertUser } from "./store";

const EMAIL_CHARACTERS_MAX = 254;

/** What a new person is made from. */
export interface NewUser {
  email: string;
  name: string;
  /** 12 to 256 characters; null for people who never sign in with one. */
  password: string | null;
  isPlatformAdministrator?: boolean;
}

/** Whether a text can be an e-mail address: something, an at sign, something, at most 254 characters. */
export function looksLikeEmail(text: string): boolean {
  return text.length <= EMAIL_CHARACTERS_MAX && text.isWellFormed() && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(text);
}

/** An e-mail address as it is stored and looked up: without surrounding space, in lower case. */
export function normalisedEmail(email: string): string {
  return email.trim().toLowerCase();
}

/**
 * Creates a person who belongs to no organisation yet.
 * Errors: invalid_request (address malformed or taken, password too short or too long); unavailable.
 */
export async function createUser(request: NewUser, within?: IamTransaction): Promise<{ id: string }> {
  const email = normalisedEmail(request.email);
  if (!looksLikeEmail(email)) throw new KmsError("invalid_request", { message: "email: must be an e-mail address." });
  const user = {
    id: newId("u"),
    email,
    name: request.name.trim(),
    passwordHash: request.password === null ? null : await hashPassword(request.password),
    isPlatformAdministrator: request.isPlatformAdministrator ?? false,
    createdAt: clock.now(),
  };
  await inHomeTransaction(async (transaction) => {
    if (!(await insertUser(transaction, user))) {
      throw new KmsError("invalid_request", { message: "email: somebody has this address already." });
    }
  }, within);
  return { id: user.id };
}
