import { clock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { shared } from "@/lib/platform/shared";
import type { KnownKey } from "./answer-query";
import { openSecondaryKey } from "./secondaries";
import { allSecondaries } from "./secondary-store";

/** How long keys are remembered, in milliseconds: a key that was taken ends then. */
const REMEMBERED_MS = 1_000;
/** The same for the absence of one: a new key works at once, and strangers' names do not cost a query each. */
const ABSENCE_REMEMBERED_MS = 50;

interface Held {
  keys: ReadonlyMap<string, KnownKey>;
  readAtMs: number;
  reading: Promise<ReadonlyMap<string, KnownKey>> | null;
}

const held = () =>
  shared<Held>("secondary-keys", () => ({ keys: new Map(), readAtMs: Number.NEGATIVE_INFINITY, reading: null }));

/** The key of a secondary by its name, at most a second old; null where none has this name. */
export async function keyNamed(name: string): Promise<KnownKey | null> {
  const state = held();
  const ageMs = clock.monotonicMs() - state.readAtMs;
  if (ageMs < (state.keys.has(name) ? REMEMBERED_MS : ABSENCE_REMEMBERED_MS)) return state.keys.get(name) ?? null;
  state.reading ??= readKeys(state.keys)
    .then((keys) => {
      state.keys = keys;
      state.readAtMs = clock.monotonicMs();
      return keys;
    })
    .finally(() => {
      state.reading = null;
    });
  return (await state.reading).get(name) ?? null;
}

/** Keys that are open already stay so: their secrets never change. */
async function readKeys(before: ReadonlyMap<string, KnownKey>): Promise<ReadonlyMap<string, KnownKey>> {
  const rows = await allSecondaries();
  const keys = await Promise.all(
    rows.map(async (row): Promise<[string, KnownKey]> => {
      const { id: secondaryId, organisationId, keyName: name } = row;
      const known = before.get(name);
      if (known?.secondaryId === secondaryId) return [name, known];
      return [name, { name, secondaryId, organisationId, secret: await openSecondaryKey(row) }];
    }),
  );
  return new Map(keys);
}

/** Identity of the zone that an organisation serves under a name; null where it serves none. */
export async function zoneNamed(name: string, organisationId: string): Promise<string | null> {
  const { rows } = await homeDatabase().pool.query<{ id: string }>(
    "SELECT id FROM dns_zone WHERE served_name = $1 AND organisation_id = $2",
    [name, organisationId],
  );
  return rows[0]?.id ?? null;
}
