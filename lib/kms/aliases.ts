import type { z } from "zod";
import { ChangeMissed, type ChangeTransaction } from "@/lib/audit/change-writer";
import {
  aliasQuery,
  createAliasRequest,
  deleteAliasRequest,
  type KeyAlias,
  updateAliasRequest,
} from "@/lib/contract/key-alias";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { type Entered, regionOf, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { requireSomewhere } from "@/lib/iam/authorise";
import { clock } from "@/lib/platform/clock";
import {
  ALIASES_PER_KEY_MAX,
  type AliasPlace,
  type AliasRow,
  countAliases,
  findAliases,
  insertAlias,
  moveAlias,
  readAlias,
  removeAlias,
} from "./alias-store";
import { queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import { readKey, readKeyLocked, readKeysLocked } from "./key-statement";
import { readableKeys } from "./readable-keys";
import { requireKey, requireTransition } from "./require-key";
import { transactionQuery, updateKey } from "./store";

/** Where an alias is, in a region. */
interface AliasTarget {
  /** Slug or identity. */
  readonly region: string;
}

const PERMISSION = "kms_key:update_aliases";

/**
 * Aliases of the keys that the caller may read, by name; of one key where the query names it.
 * Errors, beside those of the door: region_not_found, key_not_found, invalid_request.
 */
export function listAliases(
  call: Call,
  target: AliasTarget,
  query: Readonly<Record<string, unknown>>,
): Promise<KeyAlias[]> {
  const act = { action: call.method, event: "kms.alias.list", region: target.region, asked: "" };
  return throughDoor(call, act, async ({ attempt, caller }) => {
    const region = regionOf(attempt);
    attempt.resource = { type: "kms_alias", id: "" };
    const { keyIdentity } = parseRequest(aliasQuery, query, "The query");
    const place = { region: region.slug, scope: caller.scope };
    const only =
      keyIdentity === undefined
        ? null
        : requireKey(
            caller,
            "kms_key:read",
            await readKey(queryOf(region.database), region.slug, caller.scope, keyIdentity),
          );
    const rows = await findAliases(region.database, place, only?.id ?? null);
    const readable = await readableKeys(caller, region, [...new Set(rows.map(({ keyId }) => keyId))]);
    return rows.filter(({ keyId }) => readable.has(keyId)).map(aliasMessage);
  });
}

/**
 * Gives a key an alias. A name is free again once its alias is removed, but never those of keys that are gone.
 * Errors, beside those of the door: region_not_found, permission_denied, key_not_found, key_state_conflict, slug_taken,
 * state_conflict (more than 50 aliases), invalid_request.
 */
export const createAlias = aliasChange("kms.alias.create", createAliasRequest, 201, async (given) => {
  const { tx, entered, place, request, at } = given;
  const { attempt, caller } = entered;
  const found = await readKeyLocked(transactionQuery(tx), "UPDATE", place.region, place.scope, request.keyIdentity);
  attempt.key = found;
  const key = requireKey(caller, PERMISSION, found);
  about(entered, key, request.alias);
  requireTransition(key, "update_rotation");
  await requireRoom(tx, key.id);
  const row = { alias: request.alias, keyId: key.id, createdAt: at, updatedAt: at };
  if (await insertAlias(tx, place, row)) return aliasMessage(row);
  throw new KmsError("slug_taken", { message: `The name ${request.alias} is taken in this region and scope.` });
});

/**
 * Gives an alias to another key. Once this is answered no call that starts later, on any node, takes it for the old one.
 * Needs the right on both keys. Errors: as for creating, object_not_found.
 */
export const updateAlias = aliasChange("kms.alias.update", updateAliasRequest, undefined, async (given) => {
  const { tx, entered, place, request, at } = given;
  const { caller } = entered;
  const query = transactionQuery(tx);
  const [row, next] = [
    await readAlias(query, place, request.alias),
    requireKey(caller, PERMISSION, await readKey(query, place.region, place.scope, request.keyIdentity)),
  ];
  const { own, locked } = await ownLocked(given, row, [next.id]);
  const key = requireKey(caller, PERMISSION, locked.find(({ id }) => id === next.id) ?? null);
  requireTransition(key, "update_rotation");
  if (own.id !== key.id) {
    await requireRoom(tx, key.id);
    await moveAlias(tx, place, { alias: request.alias, keyId: key.id }, at);
    await updateKey(tx, own, {}, at);
  }
  about(entered, key, request.alias);
  return aliasMessage({ alias: request.alias, keyId: key.id, createdAt: row?.createdAt ?? at, updatedAt: at });
});

/** Takes an alias away. Errors, beside those of the door: region_not_found, permission_denied, object_not_found, invalid_request. */
export const deleteAlias = aliasChange("kms.alias.delete", deleteAliasRequest, undefined, async (given) => {
  const { tx, entered, place, request, at } = given;
  const row = await readAlias(transactionQuery(tx), place, request.alias);
  const { own } = await ownLocked(given, row, []);
  await removeAlias(tx, place, request.alias);
  await updateKey(tx, own, {}, at);
  about(entered, own, request.alias);
  return { alias: request.alias, deleted: true as const };
});

interface AliasGiven<Request> {
  readonly tx: ChangeTransaction;
  readonly entered: Entered;
  readonly place: AliasPlace;
  readonly request: Request;
  readonly at: Date;
}

function aliasChange<Schema extends z.ZodType, Answer>(
  event: string,
  schema: Schema,
  status: 201 | undefined,
  apply: (given: AliasGiven<z.output<Schema>>) => Promise<Answer>,
): (call: Call, target: AliasTarget) => Promise<Answer> {
  return async (call, { region }) => {
    const act = { action: call.method, event, region, asked: "", status };
    const { changed } = await changeThroughDoor<never, Answer>(call, act, {
      async apply(entered, tx) {
        const { attempt, caller } = entered;
        attempt.resource = { type: "kms_alias", id: "" };
        const place = { region: regionOf(attempt).slug, scope: caller.scope };
        requireSomewhere(caller, PERMISSION);
        const request = parseRequest(schema, await call.body());
        return apply({ tx, entered, place, request, at: clock.now() });
      },
    });
    return changed;
  };
}

/**
 * The key that has an alias, locked with others in the order of everybody. Its revision must change with the alias: what
 * other nodes remember under this name then no longer commits.
 */
async function ownLocked(
  { tx, entered, place }: Omit<AliasGiven<unknown>, "request" | "at">,
  row: AliasRow | null,
  others: readonly string[],
): Promise<{ readonly own: KeyFacts; readonly locked: readonly KeyFacts[] }> {
  if (row === null) throw noSuchAlias();
  const query = transactionQuery(tx);
  const locked = await readKeysLocked(query, [row.keyId, ...others]);
  const present = await readAlias(query, place, row.alias, true);
  if (present?.keyId !== row.keyId) throw new ChangeMissed("the alias has changed");
  const own = locked.find(({ id }) => id === row.keyId) ?? null;
  try {
    return { own: requireKey(entered.caller, PERMISSION, own), locked };
  } catch {
    throw noSuchAlias();
  }
}

const noSuchAlias = () => new KmsError("object_not_found", { message: "No such alias." });

async function requireRoom(tx: ChangeTransaction, keyId: string): Promise<void> {
  if ((await countAliases(tx, keyId)) < ALIASES_PER_KEY_MAX) return;
  throw new KmsError("state_conflict", { message: `A key has at most ${ALIASES_PER_KEY_MAX} aliases.` });
}

/** The record stands under the key, by the name of the alias. */
function about({ attempt }: Entered, { id }: KeyFacts, alias: string): void {
  attempt.resource = { type: "kms_alias", id, slug: alias };
}

function aliasMessage({ alias, keyId, createdAt, updatedAt }: AliasRow): KeyAlias {
  return { alias, keyIdentity: keyId, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
