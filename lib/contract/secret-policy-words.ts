/** What a statement of a secret's access policy can be about, in its plain spelling. */
export const POLICED_ACTIONS = ["getSecretValue", "putSecretValue", "*"] as const;
/** Plain spelling of what a statement can be about. */
export type StatementAction = (typeof POLICED_ACTIONS)[number];

/** Identities of users, service accounts and client keys, who alone make calls; teams make none. */
const PRINCIPAL = /^(?:\*|(?:u|sa|ck)-[0-9a-v]{20})$/;

/**
 * The action a statement names: `secrets:GetSecretValue`, `getSecretValue` and `*` are words for one; upper and lower case
 * alike. Null for a word that names none.
 */
export function statementActionOf(word: string): StatementAction | null {
  const plain = word.toLowerCase().replace(/^secrets?:/, "");
  return POLICED_ACTIONS.find((action) => action.toLowerCase() === plain) ?? null;
}

/** Whether a statement's principal can name anybody who makes calls; whether there is one is not looked at. */
export function isStatementPrincipal(word: string): boolean {
  return PRINCIPAL.test(word);
}
