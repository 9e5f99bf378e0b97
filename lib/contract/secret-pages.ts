/** Messages between the pages of secrets and `lib/console`. */
import type { SecretMessage } from "./secrets";

/** One row of the tree of secrets. */
export type SecretRow = Omit<SecretMessage, "versions" | "annotations" | "accessPolicy">;

/** Answer of `GET /console-api/{org}/secrets/{region}`: a page of a folder's level, or of what a search finds below it. */
export interface SecretPage {
  /** With a slash at its end. */
  readonly folder: string;
  /** Folders in it, each with a slash at its end; on the first page only, and not for a search. */
  readonly folders: readonly string[];
  readonly secrets: readonly SecretRow[];
  /** Cursor of the next page; null on the last. */
  readonly nextCursor: string | null;
  /** Whether the person may create secrets at all; on a path, the server decides. */
  readonly mayCreate: boolean;
}

/** What the person at the page may do with a secret: for what the page offers; the server decides each call anew. */
export interface SecretRights {
  readonly readValue: boolean;
  readonly writeValue: boolean;
  readonly update: boolean;
  readonly delete: boolean;
}

/** Answer of `GET /console-api/{org}/secrets/{region}/secret?path=`. */
export interface SecretDetail {
  /** With its versions. */
  readonly secret: SecretMessage;
  /** Names of those who wrote versions, by identity; who is gone has none. */
  readonly names: Readonly<Record<string, string>>;
  readonly rights: SecretRights;
}

/** What an access policy says of a call that is only thought of. */
export interface PolicyVerdict {
  readonly allowed: boolean;
  /** A sentence. */
  readonly reason: string;
}
