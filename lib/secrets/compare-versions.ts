import { type SecretDifference, secretDifferenceRequest } from "@/lib/contract/secrets";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { openReadable, readableSecret } from "./get-secret-value";
import { enterSecrets, type SecretTarget, secretAct } from "./secret-act";
import { differenceOf } from "./secret-value";

/**
 * Says which names differ between two versions of a secret, never their values. Both are decrypted for it, so it needs
 * what reading a value needs.
 * Errors: those of getSecretValue.
 */
export function compareVersions(call: Call, target: SecretTarget): Promise<SecretDifference> {
  const act = secretAct(call, "secret.compare_versions", target, { action: "secret.compare_versions" });
  return throughDoor(call, act, async (entered) => {
    const { attempt } = entered;
    const region = enterSecrets(entered, target.path);
    await readableSecret(entered, region, target.path, { version: null, stage: null });
    const { from, to } = parseRequest(secretDifferenceRequest, await attempt.call.body());
    const valueAt = async (version: number) => {
      const secret = await readableSecret(entered, region, target.path, { version, stage: null });
      return openReadable(entered, region, secret);
    };
    return { path: target.path, from, to, ...differenceOf(await valueAt(from), await valueAt(to)) };
  });
}
