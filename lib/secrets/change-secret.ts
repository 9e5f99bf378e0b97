import { z } from "zod";
import { KmsError } from "@/lib/contract/kms-error";
import { STAGES_MAX } from "@/lib/contract/secret-limits";
import {
  destroyVersionQuery,
  type SecretMessage,
  secretPolicyRequest,
  updateSecretRequest,
} from "@/lib/contract/secrets";
import type { Call } from "@/lib/door/call";
import { unbindDependent } from "@/lib/kms/dependents";
import type { SecretTarget } from "./secret-act";
import { secretChange } from "./secret-change";
import { SECRET_DEPENDENT } from "./secret-message";
import {
  changeSecret,
  destroyVersion,
  findVersions,
  removeSecret,
  type SecretRow,
  type SecretVersionRow,
} from "./secret-store";

const setPolicy = secretChange({
  event: "secret.update_policy",
  permission: "secret:update",
  request: secretPolicyRequest,
  apply({ tx, secret, request, at }) {
    const isEmpty = request.accessPolicy === null || Object.keys(request.accessPolicy).length === 0;
    return changeSecret(tx, secret.id, { accessPolicy: isEmpty ? null : request.accessPolicy }, at);
  },
});

/** Sets a secret's access policy, or lifts it. Errors: those of every change to a secret. */
export async function updateSecretPolicy(call: Call, target: SecretTarget): Promise<SecretMessage> {
  return present(await setPolicy(call, target));
}

const setStages = secretChange({
  event: "secret.update",
  permission: "secret:update",
  request: updateSecretRequest,
  async apply({ tx, secret, request, at }) {
    const { rotationReminderInDays } = request;
    const stages =
      request.stages === undefined
        ? undefined
        : await movedStages(secret, request.stages, () => findVersions(tx, secret.id));
    return changeSecret(tx, secret.id, { rotationReminderInDays, stages }, at);
  },
});

/** Sets a secret's reminder and stage labels. Errors: those of every change to a secret, secret_version_not_found. */
export async function updateSecret(call: Call, target: SecretTarget): Promise<SecretMessage> {
  return present(await setStages(call, target));
}

async function movedStages(
  secret: SecretRow,
  asked: Readonly<Record<string, number | null>>,
  versions: () => Promise<SecretVersionRow[]>,
): Promise<Record<string, number>> {
  const active = new Set((await versions()).filter(({ status }) => status === "active").map(({ version }) => version));
  const merged = Object.entries({ ...secret.stages, ...asked });
  const stages = Object.fromEntries(merged.flatMap(([name, version]) => (version === null ? [] : [[name, version]])));
  if (!Object.values(stages).every((version) => active.has(version))) throw new KmsError("secret_version_not_found");
  if (Object.keys(stages).length <= STAGES_MAX) return stages;
  throw new KmsError("invalid_request", { message: `stages: a secret has at most ${STAGES_MAX}.` });
}

const destroy = secretChange({
  event: "secret.destroy_version",
  permission: "secret:delete",
  request: destroyVersionQuery,
  async apply({ tx, attempt, secret, request, at }) {
    const versions = await findVersions(tx, secret.id);
    const found = versions.find(({ version }) => version === request.version);
    if (found === undefined) throw new KmsError("secret_version_not_found");
    if (found.status === "destroyed") {
      throw new KmsError("state_conflict", { message: `Version ${request.version} is destroyed already.` });
    }
    attempt.keyVersion = found.keyVersion;
    await destroyVersion(tx, secret.id, request.version, at);
    const left = versions.filter(({ version, status }) => status === "active" && version !== request.version);
    const stages = Object.fromEntries(
      Object.entries(secret.stages).filter(([, version]) => version !== request.version),
    );
    return changeSecret(tx, secret.id, { currentVersion: left.at(-1)?.version ?? 0, stages }, at);
  },
});

/**
 * Destroys one version for good, the current one too; the newest that is left becomes current.
 * Errors: those of every change to a secret, secret_version_not_found, state_conflict.
 */
export async function destroySecretVersion(call: Call, target: SecretTarget, query: unknown): Promise<SecretMessage> {
  return present(await destroy(call, target, query));
}

const remove = secretChange({
  event: "secret.delete",
  permission: "secret:delete",
  request: z.unknown(),
  async apply({ tx, secret }) {
    await removeSecret(tx, secret.id);
    await unbindDependent(tx, secret.kmsKeyId, { kind: SECRET_DEPENDENT, identity: secret.id });
    return null;
  },
});

/** Deletes a secret with all its versions, at once and for good. Errors: those of every change to a secret. */
export async function deleteSecret(call: Call, target: SecretTarget): Promise<{ path: string; deleted: true }> {
  await remove(call, target, {});
  return { path: target.path, deleted: true };
}

function present(message: SecretMessage | null): SecretMessage {
  if (message === null) throw new Error("a secret that was changed is still there");
  return message;
}
