import { randomBytes } from "node:crypto";
import { type RandomResponse, randomRequest } from "@/lib/contract/kms-operations";
import type { Call } from "@/lib/door/call";
import { regionOf, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { encodeBase64 } from "@/lib/format/base64";
import { requirePermission } from "@/lib/iam/authorise";
import { vaultOf } from "@/lib/regions/health";

/**
 * Gives 1 to 65,536 bytes of the operating system's cryptographic randomness, by way of OpenSSL's generator.
 * Errors, beside those of the door: region_not_found, region_unavailable, permission_denied, invalid_request.
 * Source: NIST SP 800-90A.
 */
export function random(call: Call, target: { readonly region: string }): Promise<RandomResponse> {
  const act = { action: "kms.random", event: "kms.random", region: target.region, asked: "" };
  return throughDoor(call, act, async ({ attempt, caller }) => {
    const region = regionOf(attempt);
    const { organisationId, projectId } = caller.scope;
    requirePermission(caller, "kms_key:random", { type: "kms_key", id: "", organisationId, projectId });
    vaultOf(region);
    const { bytes } = parseRequest(randomRequest, (await call.body()) ?? {});
    attempt.payloadBytes = bytes;
    return { random: encodeBase64(randomBytes(bytes)) };
  });
}
