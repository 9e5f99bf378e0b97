import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { type CheckpointKey, type CheckpointKeys, checkpointKeyOf } from "@/lib/crypto/checkpoint-signature";
import { open, seal } from "@/lib/crypto/seal";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import { config } from "@/lib/platform/config";
import { type Database, homeDatabase } from "@/lib/platform/db";
import { shared } from "@/lib/platform/shared";
import { allRegions } from "./registry";
import { closeVault, openVault, type Vault } from "./vault";

const LABEL = "pelagos/1/checkpoint-key";

const opened = () => shared("checkpoint-keys", () => new Map<string, CheckpointKey>());

const binding = (scope: string, keyId: string, fingerprint: string) =>
  ["checkpoint-key", 1, scope, keyId, fingerprint] as const;

/**
 * The keys that sign a database's checkpoints: Ed25519, resting in that database sealed under its own root key (the home
 * database's under the home root key, another's under that of its first region). All methods throw SealedError where that root
 * key does not open them.
 */
export function checkpointKeysOf(database: Database): CheckpointKeys {
  return {
    async first() {
      const fingerprint = await oldest(database);
      return fingerprint === null ? makeFirst(database) : named(database, fingerprint);
    },
    named: (fingerprint: string) => named(database, fingerprint),
    make: () => withVault(database, (vault) => insert(database, vault)),
  };
}

/** The scope whose root key seals what belongs to a database as a whole. */
function placeOf(database: Database): { scope: string; rootKeyUri: string } {
  if (database === homeDatabase()) return { scope: "home", rootKeyUri: config().homeRootKey };
  const [first] = allRegions()
    .filter((region) => region.database === database)
    .sort((one, other) => (one.slug < other.slug ? -1 : 1));
  if (first === undefined) throw new Error(`database ${database.name} belongs to no region`);
  return { scope: first.slug, rootKeyUri: first.rootKeyUri };
}

async function withVault<T>(database: Database, work: (vault: Vault) => Promise<T>): Promise<T> {
  const { scope, rootKeyUri } = placeOf(database);
  const vault = await openVault(database, scope, rootKeyUri);
  try {
    return await work(vault);
  } finally {
    closeVault(vault);
  }
}

async function oldest(database: Database): Promise<string | null> {
  const { rows } = await database.pool.query<{ fingerprint: string }>(
    "SELECT fingerprint FROM audit_signing_key ORDER BY created_at, fingerprint LIMIT 1",
  );
  return rows[0]?.fingerprint ?? null;
}

/** Of two nodes that start at the same time one makes the key, the other waits and takes it. */
async function makeFirst(database: Database): Promise<CheckpointKey> {
  const lock = await database.pool.connect();
  try {
    await lock.query("BEGIN");
    await lock.query("SELECT pg_advisory_xact_lock(hashtextextended('audit_signing_key', 0))");
    const fingerprint = await oldest(database);
    if (fingerprint !== null) return await named(database, fingerprint);
    return await withVault(database, (vault) => insert(database, vault));
  } finally {
    await lock.query("ROLLBACK");
    lock.release();
  }
}

async function insert(database: Database, vault: Vault): Promise<CheckpointKey> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const key = checkpointKeyOf(privateKey);
  const regionKey = vault.keys.get(vault.newestId);
  if (regionKey === undefined) throw new Error(`${vault.scope} has no newest key`);
  const material = privateKey.export({ format: "der", type: "pkcs8" });
  const { salt, sealed } = seal(regionKey, LABEL, binding(vault.scope, vault.newestId, key.fingerprint), material);
  material.fill(0);
  await database.pool.query(
    "INSERT INTO audit_signing_key (fingerprint, scope, key_id, salt, sealed, public_key) VALUES ($1, $2, $3, $4, $5, $6)",
    [key.fingerprint, vault.scope, vault.newestId, salt, sealed, Buffer.from(key.publicKey, "base64")],
  );
  opened().set(key.fingerprint, key);
  return key;
}

async function named(database: Database, fingerprint: string): Promise<CheckpointKey> {
  const held = opened().get(fingerprint);
  if (held !== undefined) return held;
  const { rows } = await database.pool.query<{ scope: string; key_id: string; salt: Buffer; sealed: Buffer }>(
    "SELECT scope, key_id, salt, sealed FROM audit_signing_key WHERE fingerprint = $1",
    [fingerprint],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`the signing key ${fingerprint} is not kept in ${database.name}`);
  return withVault(database, async (vault) => {
    const regionKey = vault.keys.get(row.key_id);
    if (regionKey === undefined) throw new Error(`the signing key ${fingerprint} is sealed under an unknown key`);
    const material = open(regionKey, LABEL, binding(row.scope, row.key_id, fingerprint), row);
    const der = material.reveal(REVEAL_SECRET);
    const key = checkpointKeyOf(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
    material.destroy();
    opened().set(fingerprint, key);
    return key;
  });
}
