import { KmsError } from "@/lib/contract/kms-error";
import { AVAILABILITY_DAYS_MAX, type Availability, availabilityQuery } from "@/lib/contract/usage";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { evaluate } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { callsPerMinute, callsSince } from "@/lib/metering/call-minutes";
import { clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { type RegionStep, regionSteps } from "@/lib/regions/region-minutes";
import { allRegions, type Region } from "@/lib/regions/registry";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const STEP_MS = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: DAY_MS } as const;
const STEPS_DEFAULT = { minute: 60, hour: 24, day: 90 } as const;

type RegionAvailability = Availability["regions"][number];

/**
 * How each region was in the last minutes, hours or days, as the installation noted it every minute, and how many calls the
 * scope made there lately, from the counts. Errors, beside those of the door: invalid_request.
 */
export function readAvailability(call: Call, query: unknown): Promise<Availability> {
  const act = { action: call.method, event: "kms.availability", region: null, asked: "" };
  return throughDoor(call, act, async ({ caller }) => {
    const { by, steps: asked } = parseRequest(availabilityQuery, query, "The query");
    const steps = asked ?? STEPS_DEFAULT[by];
    if (steps * STEP_MS[by] > AVAILABILITY_DAYS_MAX[by] * DAY_MS) {
      const most = (AVAILABILITY_DAYS_MAX[by] * DAY_MS) / STEP_MS[by];
      throw new KmsError("invalid_request", { message: `steps: must be at most ${most} where steps are a ${by}.` });
    }
    const now = clock.now();
    const from = new Date((Math.floor(now.getTime() / STEP_MS[by]) - steps + 1) * STEP_MS[by]);
    const found = await regionSteps(by, from);
    const regions = await Promise.all(allRegions().map((region) => availabilityOf(region, caller, found, now)));
    return { by, from: from.toISOString(), to: now.toISOString(), regions };
  });
}

async function availabilityOf(
  region: Region,
  caller: Caller,
  found: readonly RegionStep[],
  now: Date,
): Promise<RegionAvailability> {
  const { identity, slug, name } = region;
  const own = found.filter((step) => step.region === slug);
  const usable = sum(own.map(({ available, slow }) => available + slow));
  const seen = usable + sum(own.map(({ sealed, unreachable }) => sealed + unreachable));
  const steps = own.map(({ region: _, start, ...step }) => ({ start: start.toISOString(), ...step }));
  const availability = seen === 0 ? null : usable / seen;
  return { identity, slug, name, availability, steps, calls: await callsOf(region, caller, now) };
}

async function callsOf({ slug, database }: Region, caller: Caller, now: Date): Promise<RegionAvailability["calls"]> {
  const { organisationId, projectId } = caller.scope;
  const resource = { type: "usage", id: "", organisationId, projectId } as const;
  if (!evaluate(caller, "usage:read", resource, now.getTime()).allowed) return null;
  const scope = { organisationId, projectId: projectId || null, region: slug };
  const since = (ms: number) => new Date(Math.floor((now.getTime() - ms) / MINUTE_MS) * MINUTE_MS);
  try {
    const minutes = await callsPerMinute(database, scope, since(60 * MINUTE_MS));
    const perMinute = minutes.map(({ minute, ...counts }) => ({ minute: minute.toISOString(), ...counts }));
    return { perMinute, last24Hours: await callsSince(database, scope, since(DAY_MS)) };
  } catch (error) {
    log.warn({ region: slug, error: String(error) }, "calls cannot be counted");
    return null;
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
