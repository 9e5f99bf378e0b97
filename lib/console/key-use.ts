import type { KeyUse } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";
import type { KeyTarget } from "@/lib/kms/key-operation";
import { keyUsage } from "@/lib/kms/key-usage";
import { namesOf } from "./names-of";

/** How a key was used, and what those who used its versions last are called. Errors: those of keyUsage. */
export async function readKeyUse(call: Call, target: KeyTarget, query: unknown): Promise<KeyUse> {
  const usage = await keyUsage(call, target, query);
  const { scope } = await call.authenticate({ fresh: false });
  const users = new Set(usage.versions.flatMap(({ lastUsedBy }) => lastUsedBy ?? []));
  return { ...usage, names: await namesOf(scope.organisationId, [...users]) };
}
