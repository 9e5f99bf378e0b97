import { KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { shared } from "@/lib/platform/shared";
import { allRegions, type Region } from "./registry";
import { forgetSeen, requireNotOlder } from "./restore-guard";
import { closeVault, configuredRootKey, openVault, proveRootKey, SealedError, type Vault } from "./vault";

/** State of a region as this process last saw it. */
export interface RegionHealth {
  readonly state: "available" | "slow" | "sealed" | "unreachable";
  /** Round trip to the region's database; null where it did not answer. */
  readonly latencyInMilliseconds: number | null;
  /** For people with access to the console; null when available. */
  readonly reason: string | null;
  readonly checkedAt: Date;
}

interface Held {
  health: RegionHealth;
  checkedAtMs: number;
  vault: Vault | null;
  checking: Promise<RegionHealth> | null;
}

const CHECK_INTERVAL_MS = 2_000;
const SLOW_MS = 250;
const RETRY_AFTER_SECONDS = 2;

interface Watch {
  readonly byRegion: Map<string, Held>;
  timer: NodeJS.Timeout | null;
}

const watch = () => shared<Watch>("region-health", () => ({ byRegion: new Map(), timer: null }));

/** Checks a region now, or gives the answer of a check that is at most two seconds old. */
export async function regionHealth(region: Region): Promise<RegionHealth> {
  const held = watch().byRegion.get(region.slug);
  if (held !== undefined && clock.monotonicMs() - held.checkedAtMs < CHECK_INTERVAL_MS) return held.health;
  return checkRegion(region);
}

/** Checks a region: its database answers and its root key opens its check value. Opens or closes its vault accordingly. */
export function checkRegion(region: Region): Promise<RegionHealth> {
  const { byRegion } = watch();
  const held = byRegion.get(region.slug) ?? unchecked();
  byRegion.set(region.slug, held);
  held.checking ??= check(watched(region), held).finally(() => {
    held.checking = null;
  });
  return held.checking;
}

/** The region over the connection that only checks use. */
const watched = (region: Region): Region => ({
  ...region,
  database: { ...region.database, pool: region.database.watch },
});

function unchecked(): Held {
  const health = {
    state: "unreachable",
    latencyInMilliseconds: null,
    reason: "Not checked yet.",
    checkedAt: clock.now(),
  } as const;
  return { health, checkedAtMs: Number.NEGATIVE_INFINITY, vault: null, checking: null };
}

async function check(region: Region, held: Held): Promise<RegionHealth> {
  const previous = held.health.state;
  const startedMs = clock.monotonicMs();
  try {
    await region.database.pool.query("SELECT 1");
    const latencyInMilliseconds = clock.monotonicMs() - startedMs;
    await prove(region, held);
    const state = latencyInMilliseconds > SLOW_MS ? "slow" : "available";
    const reason = state === "slow" ? "The database answers slowly." : null;
    held.health = { state, latencyInMilliseconds, reason, checkedAt: clock.now() };
  } catch (error) {
    held.health = failed(error, held);
  }
  held.checkedAtMs = clock.monotonicMs();
  if (held.health.state !== previous)
    log.info({ region: region.slug, state: held.health.state, reason: held.health.reason }, "region state");
  return held.health;
}

async function prove(region: Region, held: Held): Promise<void> {
  if (held.vault === null) {
    held.vault = await openUnlessOlder(region);
    return;
  }
  const provider = configuredRootKey(region.rootKeyUri);
  try {
    await proveRootKey(region.database, region.slug, provider);
  } finally {
    provider.close();
  }
  await requireNotOlder(region, held.vault);
}

/** Nothing may use the vault before it is certain that the database is not an older one. */
async function openUnlessOlder(region: Region): Promise<Vault> {
  const vault = await openVault(region.database, region.slug, region.rootKeyUri);
  try {
    await requireNotOlder(region, vault);
    return vault;
  } catch (error) {
    closeVault(vault);
    throw error;
  }
}

function failed(error: unknown, held: Held): RegionHealth {
  const base = { latencyInMilliseconds: null, checkedAt: clock.now() };
  if (!(error instanceof SealedError)) {
    log.debug({ error: String(error) }, "region check failed");
    return { ...base, state: "unreachable", reason: "The region's database does not answer." };
  }
  if (held.vault !== null) closeVault(held.vault);
  held.vault = null;
  return { ...base, state: "sealed", reason: error.message };
}

/**
 * The open vault of a region, from memory. Error: region_unavailable where the region is sealed, or its database did not
 * answer the last check.
 */
export function vaultOf(region: Region): Vault {
  const held = watch().byRegion.get(region.slug);
  if (held === undefined || held.vault === null || held.health.state === "unreachable") {
    throw new KmsError("region_unavailable", {
      detail: held?.health.reason ?? "region not checked",
      retryAfterInSeconds: RETRY_AFTER_SECONDS,
    });
  }
  return held.vault;
}

/** Checks every region now, and again every two seconds until `stopRegionWatch`. */
export async function startRegionWatch(): Promise<void> {
  const held = watch();
  await Promise.all(allRegions().map(checkRegion));
  held.timer ??= setInterval(() => void Promise.all(allRegions().map(checkRegion)), CHECK_INTERVAL_MS).unref();
}

/** Stops checking and overwrites the region keys of this process. */
export function stopRegionWatch(): void {
  const held = watch();
  if (held.timer !== null) clearInterval(held.timer);
  held.timer = null;
  for (const { vault } of held.byRegion.values()) if (vault !== null) closeVault(vault);
  held.byRegion.clear();
  forgetSeen();
}
