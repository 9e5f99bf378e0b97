import { z } from "zod";
import type { PolicyVerdict } from "@/lib/contract/secret-pages";
import { keptPolicy } from "@/lib/contract/secrets";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import { clock } from "@/lib/platform/clock";
import { policyDecision } from "@/lib/secrets/access-policy";
import { getSecret } from "@/lib/secrets/get-secret";
import type { SecretTarget } from "@/lib/secrets/secret-act";

const triedCall = z.strictObject({
  accessPolicy: keptPolicy.nullable(),
  action: z.enum(["getSecretValue", "putSecretValue"]),
  actorId: z.string().min(1).max(128),
  clientAddress: z.union([z.ipv4(), z.ipv6()], { error: "must be an IP address" }),
  at: z.iso.datetime().optional(),
});

/**
 * Says what an access policy, saved or not, would say of a call; nothing is called, and rights are not looked at.
 * Errors: those of getSecret, invalid_request.
 */
export async function trySecretPolicy(call: Call, target: SecretTarget): Promise<PolicyVerdict> {
  await getSecret(call, target, {});
  const { accessPolicy: policy, at, ...facts } = parseRequest(triedCall, await call.body());
  const atMs = at === undefined ? clock.nowMs() : Date.parse(at);
  return policyDecision(policy, { ...facts, atMs });
}
