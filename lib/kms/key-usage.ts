import { keyTypeFacts } from "@/lib/contract/key-types";
import { ENCRYPTING_USES } from "@/lib/contract/key-uses";
import { KmsError } from "@/lib/contract/kms-error";
import {
  type KeyUsage,
  type KeyUsageQuery,
  keyUsage as keyUsageMessage,
  keyUsageQuery,
  USAGE_DAYS_MAX,
} from "@/lib/contract/usage";
import type { Call } from "@/lib/door/call";
import { regionOf, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { usesInTime, usesOfVersions, type VersionUses } from "@/lib/metering/key-uses";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { queryOf } from "./key-cache";
import type { KeyFacts } from "./key-facts";
import type { KeyTarget } from "./key-operation";
import { readKey } from "./key-statement";
import { requireKey } from "./require-key";

const HOUR_MS = 3_600_000;
const STEP_MS = { hour: HOUR_MS, day: 24 * HOUR_MS } as const;
const DEFAULT_STEPS = { hour: 24, day: 30 } as const;

/**
 * How a key was used: each version since it was made, exact to this moment, and the calls per hour or day of a span.
 * Errors, beside those of the door: region_not_found, region_unavailable, key_not_found, invalid_request.
 */
export function keyUsage(call: Call, target: KeyTarget, query: unknown): Promise<KeyUsage> {
  const act = { action: call.method, event: "kms.key.read_usage", region: target.region, asked: target.key };
  return throughDoor(call, act, async ({ attempt, caller }) => {
    const { database, slug } = regionOf(attempt);
    attempt.bindsKey = false;
    const found = await readKey(queryOf(database), slug, caller.scope, target.key);
    attempt.key = found;
    const key = requireKey(caller, "kms_key:read", found);
    const span = spanOf(parseRequest(keyUsageQuery, query, "The query"));
    const [totals, uses] = await Promise.all([usesOfVersions(database, key), usesInTime(database, key, span)]);
    return keyUsageMessage.parse({
      by: span.by,
      from: span.from.toISOString(),
      to: span.to.toISOString(),
      objectVersion: key.objectVersion,
      versions: key.versions.map(({ version }) => versionUsage(key, version, totals)),
      uses: uses.map(({ start, keyVersion, event, outcome, calls }) => ({
        ...{ start: start.toISOString(), action: event, outcome, calls },
        version: keyVersion === 0 ? undefined : keyVersion,
      })),
    });
  });
}

function spanOf({ by, from, to }: KeyUsageQuery) {
  const step = STEP_MS[by];
  const endMs = Math.ceil((to ?? clock.now()).getTime() / step) * step;
  const startMs = from === undefined ? endMs - DEFAULT_STEPS[by] * step : Math.floor(from.getTime() / step) * step;
  if (startMs >= endMs) throw new KmsError("invalid_request", { message: "from: must be before to." });
  if (endMs - startMs > (USAGE_DAYS_MAX[by] + 1) * STEP_MS.day) {
    throw new KmsError("invalid_request", {
      message: `from: must be at most ${USAGE_DAYS_MAX[by]} days before to where steps are a ${by}.`,
    });
  }
  return { by, from: new Date(startMs), to: new Date(endMs) };
}

function versionUsage({ keyType }: KeyFacts, version: number, totals: readonly VersionUses[]) {
  const own = totals.filter(({ keyVersion }) => keyVersion === version);
  const last = own.toSorted((one, other) => other.lastUsedAt.getTime() - one.lastUsedAt.getTime())[0];
  return {
    version,
    calls: sum(own),
    lastUsedAt: last?.lastUsedAt.toISOString(),
    lastUsedBy: last?.lastUserId || undefined,
    encryptions: keyTypeFacts(keyType).encryptionsPerVersionMax === null ? undefined : encryptionsOf(own),
    actions: own.map(({ event, calls, lastUsedAt }) => ({
      action: event,
      calls,
      lastUsedAt: lastUsedAt.toISOString(),
    })),
  };
}

function encryptionsOf(uses: readonly VersionUses[]) {
  const count = sum(uses.filter(({ event }) => ENCRYPTING_USES.some((use) => use === event)));
  const max = config().encryptionsPerVersionMax;
  return { count, max, share: count / max };
}

const sum = (uses: readonly VersionUses[]) => uses.reduce((total, { calls }) => total + calls, 0);
