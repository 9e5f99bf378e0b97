import { Client } from "pg";

/**
 * Notes that something depends on a key, as a feature that binds to it does in its own transaction; there is no verb of the
 * API for it.
 */
export async function bindDependent(keyIdentity: string, dependent: { kind: string; name: string }): Promise<void> {
  const client = new Client({ connectionString: process.env.PELAGOS_TEST_DATABASE_URL });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO kms_key_dependent (key_id, kind, dependent_id, name, created_at) VALUES ($1, $2, $3, $4, now())`,
      [keyIdentity, dependent.kind, `${dependent.kind}-${dependent.name}`, dependent.name],
    );
  } finally {
    await client.end();
  }
}
