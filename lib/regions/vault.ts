import { timingSafeEqual } from "node:crypto";
import { REVEAL_SECRET, SecretBytes } from "@/lib/crypto/secret-bytes";
import { config, readEnvironment } from "@/lib/platform/config";
import type { Database } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { type RootKeyProvider, rootKeyProvider } from "./root-key";
import { RootKeyError } from "./root-key-error";

const REGION_KEY_BYTES = 32;
const CHECK_TEXT = "pelagos root key check";

/** Region keys of one scope, unwrapped: what seals and opens its rows. */
export interface Vault {
  /** `home` or the slug of a region. */
  readonly scope: string;
  /** Identity of the newest region key, the one that seals. */
  readonly newestId: string;
  /** Every region key that may still open a row, by identity. */
  readonly keys: ReadonlyMap<string, SecretBytes>;
}

/** A root key that is missing, wrong or unreadable: the scope stays sealed until it is put right. */
export class SealedError extends Error {
  override readonly name = "SealedError";
}

/** The provider of a root key address, with this installation's data directory and environment. */
export function configuredRootKey(uri: string): RootKeyProvider {
  return rootKeyProvider(uri, { dataDirectory: config().dataDirectory, readEnvironment });
}

const checkBinding = (scope: string) => ["root-key-check", 1, scope] as const;
const keyBinding = (scope: string, id: string, version: number) => ["region-key", 1, scope, id, version] as const;

/**
 * Proves that a root key is the one this scope was set up with. Throws SealedError in words for the operator; makes root key
 * and check value where the scope is new.
 */
export async function proveRootKey(database: Database, scope: string, provider: RootKeyProvider): Promise<void> {
  const stored = (await readCheck(database, scope)) ?? (await createCheck(database, scope, provider));
  try {
    const opened = await provider.unwrap(stored, checkBinding(scope));
    const expected = Buffer.from(CHECK_TEXT);
    const text = opened.reveal(REVEAL_SECRET);
    if (text.length !== expected.length || !timingSafeEqual(text, expected))
      throw new RootKeyError("The check value differs.");
    opened.destroy();
  } catch (error) {
    throw new SealedError(`The root key ${provider.uri} does not open ${scope}: ${message(error)}`);
  }
}

async function readCheck(database: Database, scope: string): Promise<Buffer | null> {
  const { rows } = await database.pool.query<{ check_value: Buffer }>(
    "SELECT check_value FROM root_key_check WHERE scope = $1",
    [scope],
  );
  return rows[0]?.check_value ?? null;
}

/** Inserted once and read back: of two nodes that start at the same time, both end with the same value. */
async function createCheck(database: Database, scope: string, provider: RootKeyProvider): Promise<Buffer> {
  try {
    if (!(await provider.exists())) await provider.create();
    const check = await provider.wrap(SecretBytes.take(Buffer.from(CHECK_TEXT)), checkBinding(scope));
    await database.pool.query(
      "INSERT INTO root_key_check (scope, check_value) VALUES ($1, $2) ON CONFLICT (scope) DO NOTHING",
      [scope, check],
    );
  } catch (error) {
    if (error instanceof RootKeyError)
      throw new SealedError(`The root key ${provider.uri} cannot be used: ${error.message}`);
    throw error;
  }
  const stored = await readCheck(database, scope);
  if (stored === null) throw new Error(`root key check of ${scope} vanished`);
  return stored;
}

/** Opens the region keys of a scope, making the first one where there is none. Throws SealedError. */
export async function openVault(database: Database, scope: string, rootKeyUri: string): Promise<Vault> {
  const provider = providerOf(rootKeyUri);
  try {
    await proveRootKey(database, scope, provider);
    let rows = await readRegionKeys(database, scope);
    if (rows.length === 0) {
      await createRegionKey(database, scope, provider);
      rows = await readRegionKeys(database, scope);
    }
    return await unwrapAll(scope, rows, provider);
  } finally {
    provider.close();
  }
}

function providerOf(uri: string): RootKeyProvider {
  try {
    return configuredRootKey(uri);
  } catch (error) {
    throw new SealedError(message(error));
  }
}

interface RegionKeyRow {
  id: string;
  version: number;
  wrapped: Buffer;
}

async function readRegionKeys(database: Database, scope: string): Promise<RegionKeyRow[]> {
  const { rows } = await database.pool.query<RegionKeyRow>(
    "SELECT id, version, wrapped FROM region_key WHERE scope = $1 ORDER BY version",
    [scope],
  );
  return rows;
}

async function createRegionKey(database: Database, scope: string, provider: RootKeyProvider): Promise<void> {
  const id = newId("rk");
  const key = SecretBytes.random(REGION_KEY_BYTES);
  const wrapped = await provider.wrap(key, keyBinding(scope, id, 1));
  key.destroy();
  await database.pool.query(
    "INSERT INTO region_key (id, scope, version, wrapped) VALUES ($1, $2, 1, $3) ON CONFLICT (scope, version) DO NOTHING",
    [id, scope, wrapped],
  );
}

async function unwrapAll(scope: string, rows: readonly RegionKeyRow[], provider: RootKeyProvider): Promise<Vault> {
  const keys = new Map<string, SecretBytes>();
  try {
    for (const row of rows)
      keys.set(row.id, await provider.unwrap(row.wrapped, keyBinding(scope, row.id, row.version)));
  } catch (error) {
    throw new SealedError(`A region key of ${scope} does not open: ${message(error)}`);
  }
  const newest = rows.at(-1);
  if (newest === undefined) throw new Error(`${scope} has no region key`);
  return { scope, newestId: newest.id, keys };
}

/** Overwrites the keys of a vault that is no longer used. */
export function closeVault(vault: Vault): void {
  for (const key of vault.keys.values()) key.destroy();
}

const message = (error: unknown) => (error instanceof Error ? error.message : String(error));
