import { open, seal } from "@/lib/crypto/seal";
import type { SecretBytes } from "@/lib/crypto/secret-bytes";
import { config } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { shared } from "@/lib/platform/shared";
import { openVault, type Vault } from "./vault";

const LABEL = "pelagos/1/installation-secret";

const vault = () => shared<{ opened: Promise<Vault> | null }>("home-vault", () => ({ opened: null }));

function homeVault(): Promise<Vault> {
  const held = vault();
  held.opened ??= openVault(homeDatabase(), "home", config().homeRootKey).catch((error: unknown) => {
    held.opened = null;
    throw error;
  });
  return held.opened;
}

const binding = (name: string, keyId: string) => ["installation-secret", 1, name, keyId] as const;

/**
 * A secret of the installation itself, made once by `create` and the same on every node. It rests in the home database
 * sealed under the home root key. Throws SealedError where that key does not open it.
 */
export async function homeSecret(name: string, create: () => Buffer): Promise<SecretBytes> {
  const opened = await homeVault();
  return (await read(opened, name)) ?? (await insert(opened, name, create));
}

async function read(opened: Vault, name: string): Promise<SecretBytes | null> {
  const { rows } = await homeDatabase().pool.query<{ key_id: string; salt: Buffer; sealed: Buffer }>(
    "SELECT key_id, salt, sealed FROM installation_secret WHERE name = $1",
    [name],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const key = opened.keys.get(row.key_id);
  if (key === undefined) throw new Error(`installation secret ${name} is sealed under an unknown key`);
  return open(key, LABEL, binding(name, row.key_id), row);
}

async function insert(opened: Vault, name: string, create: () => Buffer): Promise<SecretBytes> {
  const key = opened.keys.get(opened.newestId);
  if (key === undefined) throw new Error("the home vault has no newest key");
  const { salt, sealed } = seal(key, LABEL, binding(name, opened.newestId), create());
  await homeDatabase().pool.query(
    "INSERT INTO installation_secret (name, key_id, salt, sealed) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING",
    [name, opened.newestId, salt, sealed],
  );
  const stored = await read(opened, name);
  if (stored === null) throw new Error(`installation secret ${name} vanished`);
  return stored;
}

/** A secret that rests in a row of the home database. */
export interface SealedAtHome {
  readonly keyId: string;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly sealed: Uint8Array<ArrayBuffer>;
}

/** Seals a secret under the home root key, bound to its label and to the row it belongs to. */
export async function sealAtHome(label: string, rowId: string, plaintext: Uint8Array): Promise<SealedAtHome> {
  const { keys, newestId } = await homeVault();
  const key = keys.get(newestId);
  if (key === undefined) throw new Error("the home vault has no newest key");
  const { salt, sealed } = seal(key, label, ["home-row", 1, rowId, newestId], plaintext);
  return { keyId: newestId, salt: Uint8Array.from(salt), sealed: Uint8Array.from(sealed) };
}

/** Opens what `sealAtHome` sealed for this row. Throws SealedError where the home root key does not open it. */
export async function openAtHome(label: string, rowId: string, row: SealedAtHome): Promise<SecretBytes> {
  const key = (await homeVault()).keys.get(row.keyId);
  if (key === undefined) throw new Error(`the secret of ${rowId} is sealed under an unknown key`);
  const { salt, sealed } = row;
  return open(key, label, ["home-row", 1, rowId, row.keyId], { salt: Buffer.from(salt), sealed: Buffer.from(sealed) });
}
