import { KmsError } from "@/lib/contract/kms-error";
import { CURRENT_STAGE } from "@/lib/contract/secret-limits";
import { getSecretValueRequest, type SecretValueMessage } from "@/lib/contract/secrets";
import { type Call, partOf } from "@/lib/door/call";
import { type Entered, joinedPart, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import type { Region } from "@/lib/regions/registry";
import { requirePolicy } from "./access-policy";
import { noteAccess } from "./last-access";
import { openValue } from "./sealed-value";
import { enterSecrets, placeOf, policed, requireSecret, type SecretTarget, secretAct } from "./secret-act";
import { readableAt } from "./secret-cache";
import type { ReadableSecret } from "./secret-store";
import { type SecretValue, valueFields } from "./secret-value";

/** The secret that a call wants to read, which the caller may. Errors: secret_not_found, access_policy_denied. */
export async function readableSecret(
  { attempt, caller, fresh }: Entered,
  region: Region,
  path: string,
  asked: { readonly version: number | null; readonly stage: string | null },
): Promise<ReadableSecret> {
  const found = await readableAt(region, placeOf(caller, region, path), asked, fresh);
  attempt.secret = found;
  const secret = requireSecret(attempt, caller, "secret:getSecretValue", found);
  requirePolicy(secret.accessPolicy, policed(caller, "getSecretValue"));
  return secret;
}

/**
 * The value of a version that was found, recorded together with the call, or with `alone` by itself.
 * Errors: secret_version_not_found, and those of decrypt.
 */
export async function openReadable(
  entered: Entered,
  region: Region,
  secret: ReadableSecret,
  { alone = false } = {},
): Promise<SecretValue> {
  const { attempt } = entered;
  const { version, ciphertext } = secret;
  if (version === null || ciphertext === null || secret.status !== "active") {
    throw new KmsError("secret_version_not_found");
  }
  attempt.keyVersion = secret.keyVersion;
  attempt.payloadBytes = ciphertext.length;
  const { organisationId = "", projectId = "" } = attempt.caller?.scope ?? {};
  const binding = { region: region.slug, organisationId, projectId, secretId: secret.id, path: secret.path, version };
  const part = (body: unknown) => (alone ? partOf(attempt.call, body) : joinedPart(entered, body));
  return openValue(part, secret.kmsKeyId, binding, ciphertext);
}

/**
 * Reads the value of a secret's current version, or of the one asked for. Needs getSecretValue on the secret and decrypt
 * on its key, which keeps a record of its own under the same request id.
 * Errors, beside those of the door: region_not_found, region_unavailable, secret_not_found, secret_version_not_found,
 * access_policy_denied, invalid_request, key_not_found, key_not_usable, key_version_not_usable, decryption_failed.
 */
export function getSecretValue(call: Call, target: SecretTarget): Promise<SecretValueMessage> {
  const act = secretAct(call, "secret.get_value", target, { action: "secret.get_value" });
  const read = async (entered: Entered, alone: boolean) => {
    const { attempt } = entered;
    const region = enterSecrets(entered, target.path);
    // The body before the row: which version is asked for decides what is read. Whether it is valid counts afterwards.
    const body = await attempt.call.body();
    const parsed = getSecretValueRequest.safeParse(body ?? {});
    const { version = null, stage } = parsed.success ? parsed.data : {};
    const asked = { version: version ?? null, stage: stage === undefined || stage === CURRENT_STAGE ? null : stage };
    const secret = await readableSecret(entered, region, target.path, asked);
    requireSamePath(parseRequest(getSecretValueRequest, body ?? {}), target.path);
    const value = await openReadable(entered, region, secret, { alone });
    noteAccess(region.database, secret.id);
    return {
      path: secret.path,
      version: secret.version ?? 0,
      kmsKeyIdentity: secret.kmsKeyId,
      kmsKeyVersion: String(secret.keyVersion),
      createdAt: secret.createdAt?.toISOString(),
      ...valueFields(value),
    };
  };
  // Where the key keeps changing, its verb alone knows how to read it under a lock.
  const alone = () => throughDoor(call, act, (entered) => read(entered, true));
  return throughDoor(call, act, (entered) => read(entered, false), alone);
}

/** Error: invalid_request where a body names another secret than the address. */
export function requireSamePath({ path }: { readonly path?: string | undefined }, addressed: string): void {
  if (path === undefined || path === addressed) return;
  throw new KmsError("invalid_request", { message: "path: must be the path in the address, or left out." });
}
