import { homeDatabase } from "@/lib/platform/db";
import { regionHealth } from "./health";
import { allRegions } from "./registry";

const MINUTE_MS = 60_000;
/** How long the history is kept, in milliseconds: 90 days, and the one they began in. */
const KEPT_MS = 91 * 86_400_000;

/** Notes in the home database how each region is, for the minute of a time. What another node noted for it stands. */
export async function noteRegionMinute(now: Date): Promise<void> {
  const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  const seen = await Promise.all(
    allRegions().map(async (region) => ({ region: region.slug, ...(await regionHealth(region)) })),
  );
  await homeDatabase().pool.query(
    `INSERT INTO region_minute (region, minute, state, latency_in_milliseconds)
     SELECT region, $1, state, latency FROM unnest($2::text[], $3::text[], $4::float8[]) AS n (region, state, latency)
     ON CONFLICT (region, minute) DO NOTHING`,
    [
      minute,
      seen.map(({ region }) => region),
      seen.map(({ state }) => state),
      seen.map(({ latencyInMilliseconds }) => latencyInMilliseconds),
    ],
  );
}

/** Forgets what is older than 90 days at a time. */
export async function forgetOldRegionMinutes(now: Date): Promise<void> {
  await homeDatabase().pool.query("DELETE FROM region_minute WHERE minute < $1", [new Date(now.getTime() - KEPT_MS)]);
}

/** How a region was in one step of time: minutes in each state, and the mean latency in milliseconds. */
export interface RegionStep {
  readonly region: string;
  readonly start: Date;
  readonly available: number;
  readonly slow: number;
  readonly sealed: number;
  readonly unreachable: number;
  readonly latencyInMilliseconds: number | null;
}

const STATES = ["available", "slow", "sealed", "unreachable"]
  .map((state) => `count(*) FILTER (WHERE state = '${state}')::integer AS ${state}`)
  .join(", ");

/** The steps of every region since a time, UTC; minutes that nobody looked at are in none. */
export async function regionSteps(by: "minute" | "hour" | "day", since: Date): Promise<RegionStep[]> {
  const { rows } = await homeDatabase().pool.query<RegionStep>(
    `SELECT region, date_trunc($1, minute, 'UTC') AS start, ${STATES},
       round(avg(latency_in_milliseconds)::numeric, 2)::float8 AS "latencyInMilliseconds"
     FROM region_minute WHERE minute >= $2 GROUP BY 1, 2 ORDER BY 1, 2`,
    [by, since],
  );
  return rows;
}
