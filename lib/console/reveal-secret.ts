import { z } from "zod";
import { KmsError } from "@/lib/contract/kms-error";
import type { SecretValueMessage } from "@/lib/contract/secrets";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { proveByPassword } from "@/lib/iam/password-proof";
import { getSecretValue } from "@/lib/secrets/get-secret-value";
import { aboutSecret, type SecretTarget, secretAct } from "@/lib/secrets/secret-act";

const revealRequest = z.strictObject({ password: z.string().max(1_024), version: z.number().int().min(1).optional() });

/**
 * The value of a secret for the person at the page, who proves the password anew for each look, slowed down like a
 * sign-in. A wrong one is on record as a refused reading of the secret.
 * Errors, beside those of getSecretValue: invalid_request, too_many_requests.
 */
export async function revealSecret(call: Call, target: SecretTarget): Promise<SecretValueMessage> {
  const { principal } = await call.authenticate({ fresh: true });
  const { password, version } = parseRequest(revealRequest, await call.body());
  const { proven } = await proveByPassword({ email: principal.actorEmail, password }, call.clientAddress);
  if (!proven) return refuse(call, target);
  return getSecretValue({ ...call, body: async () => ({ version }) }, target);
}

function refuse(call: Call, target: SecretTarget): Promise<never> {
  const act = secretAct(call, "secret.get_value", target, { action: "secret.get_value" });
  return throughDoor(call, act, async ({ attempt }) => {
    aboutSecret(attempt, target.path);
    throw new KmsError("invalid_request", { message: "password: is not your password." });
  });
}
