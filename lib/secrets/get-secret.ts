import { readSecretQuery, type SecretMessage } from "@/lib/contract/secrets";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { enterSecrets, placeOf, requireSecret, type SecretTarget, secretAct } from "./secret-act";
import { secretMessage } from "./secret-message";
import { findSecret, findVersions } from "./secret-store";

/**
 * A secret without its values, with its versions where the query says so.
 * Errors, beside those of the door: region_not_found, region_unavailable, secret_not_found.
 */
export function getSecret(call: Call, target: SecretTarget, query: unknown): Promise<SecretMessage> {
  return throughDoor(call, secretAct(call, "secret.read", target), async (entered) => {
    const { attempt, caller } = entered;
    const region = enterSecrets(entered, target.path);
    const found = await findSecret(region.database, placeOf(caller, region, target.path));
    const secret = requireSecret(attempt, caller, "secret:read", found);
    const { includeVersions } = parseRequest(readSecretQuery, query, "The query");
    const versions = includeVersions === "true" ? await findVersions(region.database, secret.id) : null;
    return secretMessage(caller, region, secret, versions);
  });
}
