import { z } from "zod";

/** What an alias looks like: further names of keys, which can be given to other keys. */
const ALIAS = /^alias\/[A-Za-z0-9_][A-Za-z0-9_/.-]{0,127}$/;

/** Whether a text has the form of an alias; no identity or slug has. */
export function isAlias(text: string): boolean {
  return ALIAS.test(text);
}

const alias = z
  .string()
  .regex(ALIAS, "must be alias/ and 1 to 128 characters of A-Z a-z 0-9 / _ - . that begin with a letter, digit or _")
  .describe("alias/ and 1 to 128 characters of A-Z a-z 0-9 / _ - .");

/** Aliases of earlier versions may have such parts, and are still found, given to other keys and deleted. */
const hasPlainParts = (name: string) => !name.split("/").some((part) => /^\.{0,2}$/.test(part));

const newAlias = alias
  .refine(hasPlainParts, "must not end with a slash, hold two in a row, or . or .. between slashes")
  .describe("alias/ and 1 to 128 characters of A-Z a-z 0-9 / _ - ., no slash at the end and no two in a row.");

const keyIdentity = z.string().min(1).max(256).describe("Identity, slug or another alias of a key of the same scope.");

export const createAliasRequest = z.strictObject({ alias: newAlias, keyIdentity });
export const updateAliasRequest = z.strictObject({
  alias,
  keyIdentity: keyIdentity.describe("Identity, slug or another alias of the key that it stands for from now on."),
});
export const deleteAliasRequest = z.strictObject({ alias });

export const aliasQuery = z.object({
  keyIdentity: z.string().max(256).optional().describe("Only aliases of this key, by identity or slug."),
});

export const keyAlias = z.object({
  alias: z.string(),
  keyIdentity: z.string().describe("Identity of the key it stands for."),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export const keyAliasList = z.array(keyAlias);

/** An alias as the API shows it. */
export type KeyAlias = z.output<typeof keyAlias>;
