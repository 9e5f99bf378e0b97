import { appendFileSync, readFileSync } from "node:fs";
import pg from "pg";

/** Fields of requests and answers whose values no audit record and no line of the log may hold. */
const SECRET_FIELDS = new Set([
  ...["plaintext", "ciphertext", "input", "signature", "hmac", "context", "associatedData", "random", "jwt"],
  ...["keyMaterial", "importKeyMaterial", "wrappedKeyMaterial", "wrappedKey", "encryptedDataKey", "clientKeyContent"],
  ...[
    "token",
    "access_token",
    "accessSecret",
    "secret",
    "secretString",
    "secretKeyValues",
    "keySecret",
    "password",
    "subject_token",
  ],
]);

/** Shorter values may stand in a record by chance. */
const SECRET_CHARACTERS_MIN = 12;

const file = () => process.env.PELAGOS_TEST_SECRETS ?? "";

/** Notes what a body, sent or received, holds that must not be recorded. */
export function noteSecrets(body: unknown): void {
  const found = secretsIn(body);
  if (found.length > 0) appendFileSync(file(), `${found.map((secret) => JSON.stringify(secret)).join("\n")}\n`);
}

/** As `fetch`, with what body and answer hold noted where they are JSON. */
export async function notedFetch(url: string, sent: RequestInit): Promise<Response> {
  if (typeof sent.body === "string") noteSecrets(jsonOrNull(sent.body));
  const answer = await fetch(url, sent);
  noteSecrets(jsonOrNull(await answer.clone().text()));
  return answer;
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function secretsIn(value: unknown, field = ""): string[] {
  if (typeof value === "string") {
    return SECRET_FIELDS.has(field) && value.length >= SECRET_CHARACTERS_MIN ? [value] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, field));
  if (typeof value !== "object" || value === null) return [];
  // A map of secrets has names of its own.
  const fieldOf = (name: string) => (field === "secretKeyValues" ? field : name);
  return Object.entries(value).flatMap(([name, content]) => secretsIn(content, fieldOf(name)));
}

/** Looks for every noted secret in all audit records and in what the server printed; throws where one is found. */
export async function expectNoSecretRecorded(databaseUrl: string, output: string): Promise<void> {
  const noted = readFileSync(file(), "utf8").trim().split("\n");
  const secrets = new Set(noted.map((line): string => JSON.parse(line)));
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  // The body is what is recorded; the other columns repeat parts of it.
  const { rows } = await client.query<{ body: string }>("SELECT body FROM audit_record");
  await client.end();
  if (rows.length === 0 || secrets.size === 0) throw new Error("there are no records or no secrets to look for");
  const places = [rows.map(({ body }) => body).join("\n"), output];
  // Both hold JSON, in which a secret with quotation marks, such as a client key's file, is escaped.
  const formsOf = (secret: string) => [secret, JSON.stringify(secret).slice(1, -1)];
  const isLeaked = (secret: string) => formsOf(secret).some((form) => places.some((place) => place.includes(form)));
  const leaked = [...secrets].filter(isLeaked);
  if (leaked.length > 0) throw new Error(`records or log hold secrets:\n${leaked.slice(0, 10).join("\n")}`);
  process.stdout.write(`${rows.length} audit records and the log hold none of ${secrets.size} secrets\n`);
}
