import { ALL_PERMISSIONS, type Permission } from "@/lib/contract/permissions";
import type { Call } from "@/lib/door/call";
import { visibility } from "@/lib/iam/authorise";
import { methodOf } from "@/lib/iam/explain";
import { accessRead } from "./access-verb";

/**
 * Every permission that the caller holds on some object at least in the scope of the call, at this moment and from this
 * address: what pages offer. Nothing is allowed by it; each verb decides for itself.
 */
export const readHeldPermissions: (call: Call) => Promise<Permission[]> = accessRead({
  event: "iam.held_permissions",
  permission: null,
  async run({ asCalled, at }) {
    return ALL_PERMISSIONS.filter((permission) => {
      const caller = { ...asCalled, origin: { ...asCalled.origin, method: methodOf(permission) } };
      const { allow } = visibility(caller, permission, at.getTime());
      return allow === null || allow.length > 0;
    });
  },
});
