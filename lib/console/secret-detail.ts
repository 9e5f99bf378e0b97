import type { Permission } from "@/lib/contract/permissions";
import type { SecretDetail } from "@/lib/contract/secret-pages";
import type { Call } from "@/lib/door/call";
import { getSecret } from "@/lib/secrets/get-secret";
import { mayOn, type SecretTarget } from "@/lib/secrets/secret-act";
import { namesOf } from "./names-of";

/**
 * A secret with its versions and who wrote them, never their values, and what the caller may do with it.
 * Errors: those of getSecret.
 */
export async function readSecretDetail(call: Call, target: SecretTarget): Promise<SecretDetail> {
  const secret = await getSecret(call, target, { includeVersions: "true" });
  const caller = await call.authenticate({ fresh: false });
  const may = (permission: Permission) =>
    mayOn(caller, permission, { path: secret.path, labels: secret.labels ?? {} }).allowed;
  const writers = [...new Set(secret.versions?.map(({ createdBy }) => createdBy))];
  return {
    secret,
    names: await namesOf(caller.scope.organisationId, writers),
    rights: {
      readValue: may("secret:getSecretValue"),
      writeValue: may("secret:putSecretValue"),
      update: may("secret:update"),
      delete: may("secret:delete"),
    },
  };
}
