import { ChangeMissed } from "@/lib/audit/change-writer";
import { putSecretValueRequest, type WrittenVersion } from "@/lib/contract/secrets";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import type { Entered } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { clock } from "@/lib/platform/clock";
import { requirePolicy } from "./access-policy";
import { requireSamePath } from "./get-secret-value";
import { type SealedValue, sealValue } from "./sealed-value";
import {
  enterSecrets,
  placeOf,
  policed,
  requireMatch,
  requireSecret,
  type SecretTarget,
  secretAct,
} from "./secret-act";
import { changeSecret, findSecret, insertVersion, lockSecret, type SecretRow } from "./secret-store";
import { givenValue } from "./secret-value";

interface PreparedVersion {
  readonly secretId: string;
  readonly version: number;
  readonly sealed: SealedValue;
}

/**
 * Writes a new version of a secret, which becomes the current one; older ones stay readable. Of two writers at once each
 * gets a version of its own. Needs putSecretValue on the secret and encrypt on its key.
 * Errors, beside those of the door: region_not_found, region_unavailable, secret_not_found, access_policy_denied,
 * version_mismatch, invalid_request, invalid_base64, payload_size, key_not_found, key_not_usable.
 */
export async function putSecretValue(call: Call, target: SecretTarget): Promise<WrittenVersion> {
  const act = secretAct(call, "secret.put_value", target, { action: "secret.put_value" });
  const { changed } = await changeThroughDoor<PreparedVersion, WrittenVersion>(call, act, {
    prepare: (entered) => prepare(call, target, entered),
    async apply(entered, tx, prepared) {
      if (prepared === undefined) throw new Error("a version to be written has no value");
      const { attempt, caller } = entered;
      const region = enterSecrets(entered, target.path);
      const found = await lockSecret(tx, placeOf(caller, region, target.path));
      const secret = requireSecret(attempt, caller, "secret:putSecretValue", found);
      requireMatch(call, secret);
      const { version, sealed } = prepared;
      // Somebody else was faster: the value is bound to its number, so it is encrypted again for the next one.
      if (secret.id !== prepared.secretId || secret.latestVersion + 1 !== version)
        throw new ChangeMissed("another version");
      const at = clock.now();
      const row = { version, status: "active", createdBy: caller.principal.actorId, createdAt: at } as const;
      await insertVersion(tx, secret.id, { ...row, ...sealed, destroyedAt: null });
      await changeSecret(tx, secret.id, { latestVersion: version, currentVersion: version, lastWrittenAt: at }, at);
      attempt.keyVersion = sealed.keyVersion;
      attempt.payloadBytes = sealed.ciphertext.length;
      return { path: secret.path, version };
    },
  });
  return changed;
}

async function prepare(call: Call, target: SecretTarget, entered: Entered): Promise<PreparedVersion> {
  const { attempt, caller } = entered;
  const region = enterSecrets(entered, target.path);
  const found = await findSecret(region.database, placeOf(caller, region, target.path));
  const secret = requireSecret(attempt, caller, "secret:putSecretValue", found);
  requirePolicy(secret.accessPolicy, policed(caller, "putSecretValue"));
  const request = parseRequest(putSecretValueRequest, await attempt.call.body());
  requireSamePath(request, target.path);
  requireMatch(call, secret);
  const version = secret.latestVersion + 1;
  const sealed = await sealValue(call, secret.kmsKeyId, bindingOf(secret, version), givenValue(request));
  return { secretId: secret.id, version, sealed };
}

function bindingOf({ region, organisationId, projectId, id, path }: SecretRow, version: number) {
  return { region, organisationId, projectId, secretId: id, path, version };
}
