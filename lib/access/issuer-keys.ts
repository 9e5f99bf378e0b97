import type { JWK } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { fetchOutbound, OutboundError } from "@/lib/platform/outbound";
import { shared } from "@/lib/platform/shared";
import { signatureKeysOf } from "./key-set";

/** How long fetched keys serve, in milliseconds: what an issuer withdraws, it withdraws here within this. */
const KEPT_MS = 600_000;
/** While the issuer cannot be reached, keys that were fetched before serve for this long. */
const STALE_MS_MAX = 3_600_000;
/** Shortest time between two fetches of one set: whoever sends tokens with made-up key ids causes no more. */
const PAUSE_MS = 5_000;
/** Limits of one document; a call may need two within its 4.5 seconds. */
const LIMITS = { milliseconds: 1_500, bytes: 262_144 };
const SETS_MAX = 1_000;

/** Where the keys of an issuer are. */
export interface KeySource {
  readonly issuer: string;
  /** Null = found through discovery. */
  readonly jwksUri: string | null;
  /** Keys stored here, null = none; then nothing is fetched. */
  readonly localJwks: unknown;
}

/** The keys of an issuer cannot be had; the message is for people who manage the provider. */
export class IssuerKeysError extends Error {
  override readonly name = "IssuerKeysError";
}

interface Kept {
  readonly keys: readonly JWK[];
  /** Monotonic milliseconds of the last success and of the last attempt. */
  readonly fetchedAtMs: number;
  readonly triedAtMs: number;
  /** Why the last attempt failed; null = it did not. */
  readonly problem: string | null;
}

const held = () =>
  shared("access.issuer-keys", () => ({
    sets: new LRUCache<string, Kept>({ max: SETS_MAX }),
    underWay: new Map<string, Promise<Kept>>(),
  }));

/**
 * The keys with which an issuer's signatures are checked. Fetched ones are kept for 10 minutes; `newer` asks for them again,
 * at most every 5 seconds, when a token names a key that is not among them. Throws IssuerKeysError.
 */
export async function issuerKeys(source: KeySource, wanted: "kept" | "newer" = "kept"): Promise<readonly JWK[]> {
  if (source.localJwks !== null) return signatureKeysOf(source.localJwks) ?? [];
  const name = `${source.jwksUri ?? ""} ${source.issuer}`;
  const known = held().sets.get(name);
  const nowMs = clock.monotonicMs();
  const serves = known !== undefined && (isWithin(known.triedAtMs, PAUSE_MS, nowMs) || isFresh(known, wanted, nowMs));
  const { keys, fetchedAtMs, problem } = serves ? known : await fetchOnce(name, source, known);
  if (problem === null || isWithin(fetchedAtMs, STALE_MS_MAX, nowMs)) return keys;
  throw new IssuerKeysError(problem);
}

/** Drops every fetched key set. */
export function forgetIssuerKeys(): void {
  held().sets.clear();
}

const isWithin = (sinceMs: number, spanMs: number, nowMs: number) => nowMs - sinceMs < spanMs;
const isFresh = ({ fetchedAtMs }: Kept, wanted: string, nowMs: number) =>
  wanted === "kept" && isWithin(fetchedAtMs, KEPT_MS, nowMs);

/** Calls that need the same set share one fetch. */
function fetchOnce(name: string, source: KeySource, known: Kept | undefined): Promise<Kept> {
  const { sets, underWay } = held();
  const running = underWay.get(name);
  if (running !== undefined) return running;
  const fetching = fetched(source, known)
    .then((kept) => {
      sets.set(name, kept);
      return kept;
    })
    .finally(() => underWay.delete(name));
  underWay.set(name, fetching);
  return fetching;
}

async function fetched(source: KeySource, known: Kept | undefined): Promise<Kept> {
  try {
    const keys = await fetchKeys(source);
    const nowMs = clock.monotonicMs();
    return { keys, fetchedAtMs: nowMs, triedAtMs: nowMs, problem: null };
  } catch (error) {
    if (!(error instanceof OutboundError || error instanceof IssuerKeysError)) throw error;
    const { keys = [], fetchedAtMs = Number.NEGATIVE_INFINITY } = known ?? {};
    return { keys, fetchedAtMs, triedAtMs: clock.monotonicMs(), problem: error.message };
  }
}

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.string() });

/** OpenID Connect Discovery 1.0, section 4. */
async function fetchKeys({ issuer, jwksUri }: KeySource): Promise<readonly JWK[]> {
  const address = jwksUri ?? (await discover(issuer));
  const keys = signatureKeysOf(await fetchJson(address));
  if (keys === null) throw new IssuerKeysError(`${hostOf(address)} answered with something that is not a key set.`);
  if (keys.length === 0) throw new IssuerKeysError(`The key set of ${hostOf(address)} has no key for signatures.`);
  return keys;
}

async function discover(issuer: string): Promise<string> {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const found = discoverySchema.safeParse(await fetchJson(address));
  if (!found.success)
    throw new IssuerKeysError(`${hostOf(address)} answered with something that is not a discovery document.`);
  // Section 4.3: it must be the issuer's own to the letter, or one server could speak for another.
  if (found.data.issuer !== issuer)
    throw new IssuerKeysError(`The discovery document of ${hostOf(address)} names another issuer.`);
  if (isOwnAddress(found.data.jwks_uri))
    throw new IssuerKeysError("The discovery document leads to this installation.");
  return found.data.jwks_uri;
}

async function fetchJson(address: string): Promise<unknown> {
  const { status, body } = await fetchOutbound(address, LIMITS);
  if (status !== 200) throw new IssuerKeysError(`${hostOf(address)} answered ${status}, not 200.`);
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new IssuerKeysError(`${hostOf(address)} answered with something that is not JSON.`);
  }
}

const hostOf = (address: string) => new URL(address).host;

/** Whether an address is this installation's own, which never vouches for tokens of others. */
export function isOwnAddress(address: string): boolean {
  return URL.canParse(address) && new URL(address).origin === new URL(config().publicUrl).origin;
}
