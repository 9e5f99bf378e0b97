import { createPublicKey } from "node:crypto";
import { LRUCache } from "lru-cache";
import { looksLikeClientKeyId } from "@/lib/contract/client-key-limits";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { type CacheLookups, cacheLookups } from "@/lib/platform/metrics";
import { shared } from "@/lib/platform/shared";
import { accessTokenHash, looksLikeAccessToken } from "./access-token";
import { builtInPolicy } from "./built-in-policies";
import type { Principal } from "./caller";
import { clientKeyGrants } from "./client-key-grants";
import type { Grant } from "./grants";
import { looksLikeServiceToken, type ServiceTokenClaims, serviceTokenHash } from "./service-token";
import { sessionHash } from "./session";
import { looksLikeSessionId, sessionExpiry } from "./session-limits";
import {
  type ActorRow,
  type GrantRow,
  readAccessToken,
  readClientKey,
  readServiceAccount,
  readSession,
  touchAccessToken,
  touchClientKey,
  touchServiceCredential,
  touchSession,
} from "./store";

/** How long decisions made before the home database went away may serve, in milliseconds of monotonic time. */
export const CACHED_DECISION_MS_MAX = 60_000;
/** A home database that has not confirmed a cached decision after this long counts as unreachable for this call. */
const CONFIRMATION_PATIENCE_MS = 1_000;
/** After a failed confirmation, cached decisions serve for this long without another attempt. */
const CONFIRMATION_PAUSE_MS = 1_000;
const TOUCH_INTERVAL_MS = 60_000;
const PRINCIPALS_MAX = 10_000;

/** How sure a caller of this module needs to be. */
export interface PrincipalOptions {
  /** Read anew, whatever is cached: the commit of a record found that rights have changed. */
  fresh?: boolean;
  /** Read anew what the home database last confirmed longer ago than this (monotonic milliseconds). */
  confirmedWithinMs?: number;
}

interface Entry {
  principal: Principal;
  /** Absolute end of a session; equals the principal's expiry for a token. */
  readonly endsAtMs: number | null;
  touchedAtMs: number;
}

interface PrincipalState {
  readonly entries: LRUCache<string, Entry>;
  readonly reads: Map<string, Promise<Entry>>;
  /** What verified tokens of service accounts say, so that no signature is checked twice. */
  readonly claims: LRUCache<string, ServiceTokenClaims>;
  readonly lookups: CacheLookups;
  confirmationFailedAtMs: number;
}

const state = () =>
  shared<PrincipalState>("iam.principals", () => ({
    entries: new LRUCache({ max: PRINCIPALS_MAX }),
    reads: new Map(),
    claims: new LRUCache({ max: PRINCIPALS_MAX }),
    lookups: cacheLookups("credential"),
    confirmationFailedAtMs: Number.NEGATIVE_INFINITY,
  }));

// One text for every reason: a caller learns nothing about a credential that does not open anything.
const unauthenticated = (detail: string) => new KmsError("unauthenticated", { detail });
const homeUnreachable = (cause: unknown) =>
  new KmsError("unavailable", { detail: "the home database cannot be asked", retryAfterInSeconds: 5, cause });

const TOKEN = "t";
const SESSION = "s";
const SERVICE = "j";
const CLIENT = "c";

/**
 * Who an access token proves, from memory or from the home database. Expiry is checked at every call.
 * Errors: unauthenticated; unavailable when the home database is needed and cannot be asked.
 */
export async function principalOfAccessToken(token: string, options: PrincipalOptions = {}): Promise<Principal> {
  if (!looksLikeAccessToken(token)) throw unauthenticated("not in the form of an access token");
  return principalOf(TOKEN + accessTokenHash(token), options);
}

/** The same for the random id in a session's cookie, which has an idle and an absolute limit. */
export async function principalOfSession(sessionId: string, options: PrincipalOptions = {}): Promise<Principal> {
  if (!looksLikeSessionId(sessionId)) throw unauthenticated("not in the form of a session id");
  return principalOf(SESSION + sessionHash(sessionId), options);
}

/** Checks the signature of a service account's token. Error: unauthenticated. */
export type VerifyServiceToken = (token: string) => Promise<ServiceTokenClaims>;

/**
 * Who the token of a service account proves. Its signature is checked once; account, credential and rights are read anew
 * whenever those of any other credential would be. Errors: as for access tokens.
 */
export async function principalOfServiceToken(
  token: string,
  verify: VerifyServiceToken,
  options: PrincipalOptions = {},
): Promise<Principal> {
  if (!looksLikeServiceToken(token)) throw unauthenticated("not in the form of a token");
  const key = SERVICE + serviceTokenHash(token);
  const { claims } = state();
  if (!claims.has(key)) claims.set(key, await verify(token));
  return principalOf(key, options);
}

/**
 * Who the client key that a call names belongs to; that the call is signed with it is the caller's to check, with the
 * public key of the answer. Errors: as for access tokens.
 */
export async function principalOfClientKey(keyId: string, options: PrincipalOptions = {}): Promise<Principal> {
  if (!looksLikeClientKeyId(keyId)) throw unauthenticated("not in the form of a client key's id");
  return principalOf(CLIENT + keyId, options);
}

/** The same from memory; null where that does not hold it. Never waits. */
export function cachedPrincipalOfClientKey(keyId: string, options: PrincipalOptions = {}): Principal | null {
  return cachedPrincipal(CLIENT + keyId, options);
}

/** The same from memory; null where that does not hold it. Never waits. */
export function cachedPrincipalOfServiceToken(token: string, options: PrincipalOptions = {}): Principal | null {
  return cachedPrincipal(SERVICE + serviceTokenHash(token), options);
}

/** Who a token proves if that is in memory and not expired; null otherwise. Never waits: for the hot path. */
export function cachedPrincipalOfAccessToken(token: string, options: PrincipalOptions = {}): Principal | null {
  return cachedPrincipal(TOKEN + accessTokenHash(token), options);
}

/** Drops everything remembered: this process then decides as one that has just started. */
export function forgetAllPrincipals(): void {
  const held = state();
  held.entries.clear();
  held.claims.clear();
  held.confirmationFailedAtMs = Number.NEGATIVE_INFINITY;
}

function cachedPrincipal(key: string, options: PrincipalOptions): Principal | null {
  if (options.fresh) return null;
  const { entries, lookups } = state();
  const entry = entries.get(key);
  if (entry === undefined) return null;
  if (isExpired(entry.principal)) return null;
  if (options.confirmedWithinMs !== undefined && ageMs(entry.principal) > options.confirmedWithinMs) return null;
  lookups.hits += 1;
  return used(key, entry);
}

async function principalOf(key: string, options: PrincipalOptions): Promise<Principal> {
  const cached = cachedPrincipal(key, options);
  if (cached !== null) return cached;
  const { entries, lookups } = state();
  lookups.misses += 1;
  const known = entries.get(key);
  const servable = known !== undefined && !options.fresh && !isExpired(known.principal) ? known : null;
  const entry = servable === null ? await read(key, options) : await confirm(key, servable, options);
  if (isExpired(entry.principal)) throw unauthenticated("expired");
  return used(key, entry);
}

/** Reads a remembered principal anew; while the home database cannot be asked, what is remembered serves for a while. */
async function confirm(key: string, known: Entry, options: PrincipalOptions): Promise<Entry> {
  const held = state();
  const servable = ageMs(known.principal) <= CACHED_DECISION_MS_MAX;
  if (servable && clock.monotonicMs() - held.confirmationFailedAtMs < CONFIRMATION_PAUSE_MS) return known;
  try {
    return await (servable ? withPatience(read(key, options)) : read(key, options));
  } catch (error) {
    if (isKmsError(error) && error.code === "unauthenticated") throw error;
    held.confirmationFailedAtMs = clock.monotonicMs();
    if (ageMs(known.principal) <= CACHED_DECISION_MS_MAX) return known;
    throw error;
  }
}

/** One statement on the home database; calls for the same credential share it unless one insists on a read of its own. */
function read(key: string, options: PrincipalOptions): Promise<Entry> {
  const { reads } = state();
  const underWay = reads.get(key);
  // A read that began before this call may not see the change that made it ask.
  if (underWay !== undefined && !options.fresh) return underWay;
  const reading = readEntry(key).finally(() => {
    if (reads.get(key) === reading) reads.delete(key);
  });
  reads.set(key, reading);
  return reading;
}

async function readEntry(key: string): Promise<Entry> {
  const { entries } = state();
  // Taken before the statement: what it returns is at least this recent.
  const confirmedAtMs = clock.monotonicMs();
  const entry = await entryBehind(key, confirmedAtMs).catch((error: unknown) => {
    throw homeUnreachable(error);
  });
  if (entry === null) {
    entries.delete(key);
    throw unauthenticated("unknown or revoked");
  }
  const present = entries.peek(key);
  if (present === undefined || present.principal.confirmedAtMs <= confirmedAtMs) entries.set(key, entry);
  return entry;
}

function entryBehind(key: string, confirmedAtMs: number): Promise<Entry | null> {
  if (key.startsWith(TOKEN)) return tokenEntry(key, confirmedAtMs);
  if (key.startsWith(CLIENT)) return clientKeyEntry(key, confirmedAtMs);
  return key.startsWith(SERVICE) ? serviceEntry(key, confirmedAtMs) : sessionEntry(key, confirmedAtMs);
}

async function serviceEntry(key: string, confirmedAtMs: number): Promise<Entry | null> {
  const claims = state().claims.get(key);
  if (claims === undefined) return null;
  const row = await readServiceAccount(claims.sub, claims.cred, clock.now());
  if (row === undefined || row.organisations[0]?.id !== claims.org) return null;
  return entryOf({
    ...actorOf("service_account", row),
    credentialKind: "service_token",
    credentialId: claims.cred,
    // What its credential may be used for can have been narrowed since.
    scopes: claims.scope.split(" ").filter((scope) => row.credential_scopes.includes(scope)),
    confinedToProject: claims.project ?? null,
    confinedToOrganisation: claims.org,
    expiresAtMs: Math.min(claims.exp * 1_000, row.credential_expires_at?.getTime() ?? Number.POSITIVE_INFINITY),
    confirmedAtMs,
  });
}

async function tokenEntry(key: string, confirmedAtMs: number): Promise<Entry | null> {
  const row = await readAccessToken(Buffer.from(key.slice(1), "hex"));
  if (row === undefined) return null;
  const only = row.confined_to_organisation;
  const actor = actorOf("user", row);
  return entryOf({
    ...actor,
    // What is confined to one organisation does nothing to others.
    isPlatformAdministrator: only === null && actor.isPlatformAdministrator,
    organisations: only === null ? actor.organisations : actor.organisations.filter(({ id }) => id === only),
    credentialKind: "access_token",
    credentialId: row.id,
    scopes: row.scopes.length === 0 ? null : row.scopes,
    confinedToProject: null,
    confinedToOrganisation: only,
    expiresAtMs: row.expires_at?.getTime() ?? null,
    confirmedAtMs,
  });
}

async function clientKeyEntry(key: string, confirmedAtMs: number): Promise<Entry | null> {
  const row = await readClientKey(key.slice(1));
  if (row === undefined) return null;
  const actor = actorOf("client_key", row);
  const grants = clientKeyGrants({ ...row, id: row.actor_id });
  return entryOf({
    ...actor,
    organisations: actor.organisations.map((organisation) => ({ ...organisation, grants })),
    credentialKind: "client_key",
    credentialId: row.actor_id,
    scopes: null,
    confinedToProject: row.project_id || null,
    confinedToOrganisation: actor.organisations[0]?.id ?? null,
    expiresAtMs: row.expires_at.getTime(),
    confirmedAtMs,
    clientKey: {
      region: row.region,
      publicKey: createPublicKey({ key: row.public_key, format: "der", type: "spki" }),
    },
  });
}

async function sessionEntry(key: string, confirmedAtMs: number): Promise<Entry | null> {
  const row = await readSession(Buffer.from(key.slice(1), "hex"));
  if (row === undefined) return null;
  const endsAtMs = row.expires_at.getTime();
  const principal: Principal = {
    ...actorOf("user", row),
    credentialKind: "session",
    credentialId: key.slice(1, 17),
    scopes: null,
    confinedToProject: null,
    confinedToOrganisation: null,
    expiresAtMs: sessionExpiry(row.last_seen_at.getTime(), endsAtMs),
    confirmedAtMs,
  };
  return { ...entryOf(principal), endsAtMs };
}

function entryOf(principal: Principal): Entry {
  return { principal, endsAtMs: principal.expiresAtMs, touchedAtMs: Number.NEGATIVE_INFINITY };
}

type Actor = Pick<
  Principal,
  "kind" | "actorId" | "actorName" | "actorEmail" | "isPlatformAdministrator" | "organisations"
>;

function actorOf(kind: Principal["kind"], row: ActorRow): Actor {
  return {
    kind,
    actorId: row.actor_id,
    actorName: row.actor_name,
    actorEmail: row.actor_email,
    isPlatformAdministrator: row.is_platform_administrator,
    organisations: row.organisations.map((organisation) => ({
      ...organisation,
      epoch: BigInt(organisation.epoch),
      grants: organisation.grants.flatMap(grantOf),
    })),
  };
}

/** What a binding gives; one of a built-in policy that this version no longer has gives nothing. */
export function grantOf({ builtIn, policy, ...binding }: GrantRow): Grant[] {
  if (policy !== null) return [{ ...binding, policyId: policy.id, policyName: policy.name, rules: policy.rules }];
  const found = builtIn === null ? undefined : builtInPolicy(builtIn);
  return found === undefined
    ? []
    : [{ ...binding, policyId: found.identity, policyName: found.name, rules: found.rules }];
}

function isExpired(principal: Principal): boolean {
  return principal.expiresAtMs !== null && principal.expiresAtMs <= clock.nowMs();
}

function ageMs(principal: Principal): number {
  return clock.monotonicMs() - principal.confirmedAtMs;
}

/** Notes the use at most once a minute, in the background: a call never waits for it and never fails because of it. */
function used(key: string, entry: Entry): Principal {
  const nowMs = clock.monotonicMs();
  if (nowMs - entry.touchedAtMs < TOUCH_INTERVAL_MS) return entry.principal;
  entry.touchedAtMs = nowMs;
  touch(key, entry, clock.now()).catch((error: unknown) => {
    log.debug({ credential: entry.principal.credentialId, error: String(error) }, "last use could not be noted");
  });
  return entry.principal;
}

async function touch(key: string, entry: Entry, at: Date): Promise<void> {
  if (key.startsWith(TOKEN)) return touchAccessToken(entry.principal.credentialId, at);
  if (key.startsWith(CLIENT)) return touchClientKey(entry.principal.credentialId, at);
  if (key.startsWith(SERVICE)) return touchServiceCredential(entry.principal.credentialId, at);
  await touchSession(Buffer.from(key.slice(1), "hex"), at);
  if (entry.endsAtMs === null) return;
  entry.principal = { ...entry.principal, expiresAtMs: sessionExpiry(at.getTime(), entry.endsAtMs) };
}

async function withPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const outOfPatience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(homeUnreachable(undefined)), CONFIRMATION_PATIENCE_MS);
  });
  try {
    return await Promise.race([work, outOfPatience]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
