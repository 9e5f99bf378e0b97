import { LRUCache } from "lru-cache";
import type { JsonWebKeySet } from "@/lib/contract/kms-operations";
import { shared } from "@/lib/platform/shared";
import type { KeyFacts } from "./key-facts";

/** Sets held per process; one of a key with a hundred RSA versions has about 60 KiB. */
const SETS_MAX = 500;

const sets = () => shared("jwks", () => new LRUCache<string, JsonWebKeySet>({ max: SETS_MAX }));

// A revision is drawn anew at every change, so that a set never outlives the state it was made from.
const nameOf = ({ id, revision }: KeyFacts) => `${id} ${revision}`;

/** The key set of exactly this state of a key, or null. */
export function heldJwks(key: KeyFacts): JsonWebKeySet | null {
  return sets().get(nameOf(key)) ?? null;
}

/** Keeps the key set of a state of a key and returns it. */
export function holdJwks(key: KeyFacts, set: JsonWebKeySet): JsonWebKeySet {
  sets().set(nameOf(key), set);
  return set;
}
