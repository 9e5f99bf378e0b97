import { type RotationOverview, type RotationRow, type RotationTrouble, rotationRow } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";
import { queryOf } from "@/lib/kms/key-cache";
import { purposeOf } from "@/lib/kms/key-facts";
import { countKeys, findRotatableKeys, type KeyFilter, type ScheduledListedKey } from "@/lib/kms/key-list-store";
import { type RotationFailure, rotationFailuresOf } from "@/lib/kms/rotation-failures";
import { nextRotationAt, rotationDueAt, rotationState } from "@/lib/kms/rotation-schedule";
import { findTroubledRotations } from "@/lib/kms/troubled-rotations";
import { clock } from "@/lib/platform/clock";
import { overDatabases } from "./over-databases";

/** Most keys of one database in an answer. */
const KEYS_MAX = 2_000;
const CAN_ROTATE: KeyFilter["statuses"] = ["active", "disabled"];

/**
 * Every key of the scope that may get further versions, over all regions, and how it stands with its schedule. A region that
 * cannot be asked is named and does not hold up the others. Errors: those of the door.
 */
export function readRotationOverview(call: Call): Promise<RotationOverview> {
  return overDatabases(call, async (database, caller, filter) => {
    const keys = await findRotatableKeys(database, caller.scope, { ...filter, statuses: CAN_ROTATE }, KEYS_MAX + 1);
    const shown = keys.slice(0, KEYS_MAX);
    const failures = await rotationFailuresOf(
      queryOf(database),
      shown.map(({ id }) => id),
    );
    const failed = new Map(failures.map((failure) => [failure.keyId, failure]));
    const now = clock.now();
    return { rows: shown.map((key) => rowOf(key, failed.get(key.id) ?? null, now)), hasMore: keys.length > KEYS_MAX };
  }).then(({ answers, unavailableRegions }) => ({
    keys: answers.flatMap(({ rows }) => rows),
    hasMore: answers.some(({ hasMore }) => hasMore),
    unavailableRegions,
  }));
}

/** How many keys of the scope wait longer than they should for their scheduled rotation. Errors: those of the door. */
export async function readRotationTrouble(call: Call): Promise<RotationTrouble> {
  const { answers } = await overDatabases(call, async (database, caller, filter) => {
    const identities = await findTroubledRotations(database, caller.scope, clock.now());
    return identities.length === 0 ? 0 : countKeys(database, caller.scope, { ...filter, identities });
  });
  return { count: answers.reduce((sum, count) => sum + count, 0) };
}

function rowOf(key: ScheduledListedKey, failure: RotationFailure | null, now: Date): RotationRow {
  const newest = key.versions[0]?.createdAt ?? key.createdAt;
  return rotationRow.parse({
    identity: key.id,
    name: key.name,
    slug: key.slug,
    region: key.region,
    keyType: key.keyType,
    purpose: purposeOf(key),
    latestVersion: key.latestVersion,
    minDecryptionVersion: key.minDecryptionVersion,
    state: rotationState(key, failure !== null, now),
    isActive: key.status === "active",
    rotationPeriodInDays: key.rotationPeriodInDays,
    newestSince: newest.toISOString(),
    dueAt: rotationDueAt(key)?.toISOString() ?? null,
    nextRotationAt: nextRotationAt(key, now, failure?.nextTryAt)?.toISOString() ?? null,
    failure: failure && {
      message: failure.message,
      attempts: failure.attempts,
      lastTriedAt: failure.lastTriedAt.toISOString(),
      nextTryAt: failure.nextTryAt.toISOString(),
    },
  });
}
