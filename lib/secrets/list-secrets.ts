import { KmsError } from "@/lib/contract/kms-error";
import { asFolder } from "@/lib/contract/secret-path";
import { browseSecretsQuery, type SecretLevel, type SecretMessage } from "@/lib/contract/secrets";
import type { Call } from "@/lib/door/call";
import { type Entered, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { visibility } from "@/lib/iam/authorise";
import { clock } from "@/lib/platform/clock";
import { enterSecrets, secretAct } from "./secret-act";
import { secretMessages } from "./secret-message";
import { findFolders, findSecrets, type SecretFilter, type SecretRow } from "./secret-store";

/** One page of secrets; `nextCursor` is null on the last. */
export interface SecretListing {
  readonly answer: SecretLevel | SecretMessage[];
  readonly nextCursor: string | null;
}

/**
 * The secrets that the caller may list and read: with `path` one level of that folder and the folders in it, otherwise
 * everything below `pathPrefix`, by path.
 * Errors, beside those of the door: region_not_found, region_unavailable, invalid_request.
 */
export function listSecrets(call: Call, target: { readonly region: string }, query: unknown): Promise<SecretListing> {
  return throughDoor(call, secretAct(call, "secret.list", target), async (entered) => {
    const { caller } = entered;
    const region = enterSecrets(entered);
    const wanted = parseRequest(browseSecretsQuery, query, "The query");
    const isLevel = wanted.path !== undefined;
    const folder = asFolder(wanted.path ?? wanted.pathPrefix ?? "/");
    const filter = filterOf(entered, { region: region.slug, folder, below: !isLevel, text: wanted.q });
    const limit = wanted.limit ?? null;
    const after = wanted.cursor === undefined ? null : pathOfCursor(wanted.cursor, folder);
    const found = await findSecrets(region.database, filter, { after, limit: limit && limit + 1 });
    const page = limit === null ? found : found.slice(0, limit);
    const secrets = await secretMessages(caller, region, page);
    const nextCursor = found.length > page.length ? cursorAfter(page.at(-1)) : null;
    if (!isLevel) return { answer: secrets, nextCursor };
    const folders = after === null ? await findFolders(region.database, filter) : [];
    return { answer: { path: folder, prefixes: nextLevel(folder, folders), secrets }, nextCursor };
  });
}

function filterOf({ caller }: Entered, which: Omit<SecretFilter, "scope" | "visible">): SecretFilter {
  const atMs = clock.nowMs();
  const visible = (["secret:list", "secret:read"] as const).map((permission) => visibility(caller, permission, atMs));
  return { ...which, scope: caller.scope, visible };
}

/** The folders directly in a folder, from every folder below it. */
export function nextLevel(folder: string, folders: readonly string[]): string[] {
  const below = folders.filter((name) => name.length > folder.length && name.startsWith(folder));
  return [...new Set(below.map((name) => name.slice(0, name.indexOf("/", folder.length) + 1)))].sort();
}

const cursorAfter = (last: SecretRow | undefined) => Buffer.from(last?.path ?? "").toString("base64url");

function pathOfCursor(cursor: string, folder: string): string {
  const path = Buffer.from(cursor, "base64url").toString();
  if (path.startsWith(folder) && /^[\x21-\x7e]+$/.test(path)) return path;
  throw new KmsError("invalid_request", { message: "cursor: must be the one that the previous page gave." });
}
