import { CURRENT_STAGE } from "@/lib/contract/secret-limits";
import type { SecretMessage } from "@/lib/contract/secrets";
import type { Caller } from "@/lib/iam/caller";
import { readableKeys } from "@/lib/kms/readable-keys";
import type { Region } from "@/lib/regions/registry";
import { gatheredAccess } from "./last-access";
import type { SecretRow, SecretVersionRow } from "./secret-store";

const DAY_MS = 86_400_000;

/** What the KMS calls a secret among the dependents of a key. */
export const SECRET_DEPENDENT = "secret";

/** Secrets as the API shows them, each with its key as far as the caller may read that. */
export async function secretMessages(
  caller: Caller,
  region: Region,
  rows: readonly SecretRow[],
): Promise<SecretMessage[]> {
  const keys = await readableKeys(caller, region, [...new Set(rows.map(({ kmsKeyId }) => kmsKeyId))]);
  const { identity, name, slug } = region;
  return rows.map((row) => ({
    path: row.path,
    identity: row.id,
    description: row.description ?? undefined,
    labels: optionalMap(row.labels),
    annotations: optionalMap(row.annotations),
    projectId: row.projectId || undefined,
    region: { identity, name, slug },
    kmsKey: keys.get(row.kmsKeyId) ?? { identity: row.kmsKeyId },
    currentVersion: row.currentVersion,
    latestVersion: row.latestVersion,
    accessPolicy: row.accessPolicy ?? undefined,
    rotationReminderInDays: row.rotationReminderInDays ?? undefined,
    rotationDueAt: rotationDueAt(row)?.toISOString(),
    // Who has just read it, and whoever asks this process, sees that at once.
    lastAccessedAt: (gatheredAccess(region.database, row.id) ?? row.lastAccessedAt)?.toISOString(),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    objectVersion: row.objectVersion,
  }));
}

/** One secret, with its versions where they are given. */
export async function secretMessage(
  caller: Caller,
  region: Region,
  row: SecretRow,
  versions: readonly SecretVersionRow[] | null = null,
): Promise<SecretMessage> {
  const [message] = await secretMessages(caller, region, [row]);
  if (message === undefined) throw new Error("a secret has a message");
  return versions === null
    ? message
    : { ...message, versions: versions.map((version) => versionMessage(row, version)) };
}

function versionMessage({ currentVersion, stages }: SecretRow, row: SecretVersionRow) {
  const named = Object.entries(stages).filter(([, version]) => version === row.version);
  return {
    version: row.version,
    status: row.status,
    stages: [...(row.version === currentVersion ? [CURRENT_STAGE] : []), ...named.map(([stage]) => stage).sort()],
    kmsKeyVersion: String(row.keyVersion),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    destroyedAt: row.destroyedAt?.toISOString(),
  };
}

/** When the newest version is due to be replaced, in days of 24 hours from its writing; null without a reminder. */
export function rotationDueAt({
  rotationReminderInDays,
  lastWrittenAt,
}: Pick<SecretRow, "rotationReminderInDays" | "lastWrittenAt">): Date | null {
  if (rotationReminderInDays === null) return null;
  return new Date(lastWrittenAt.getTime() + rotationReminderInDays * DAY_MS);
}

function optionalMap(map: Readonly<Record<string, string>>): Record<string, string> | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
