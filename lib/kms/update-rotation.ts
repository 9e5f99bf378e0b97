import { type UpdateRotationRequest, updateRotationRequest } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import { keyChange } from "./key-change";
import type { KeyFacts } from "./key-facts";
import { forgetRotationFailures } from "./rotation-failures";
import { transactionQuery, updateKey } from "./store";

/**
 * Switches automatic rotation on or off and sets its period (1 to 3,650 days). An empty request changes nothing; switched
 * off, the stored period is kept.
 * Errors: rotation_period_required, rotation_not_allowed.
 */
export const updateRotation = keyChange({
  action: null,
  event: "kms.key.update_rotation",
  permission: "kms_key:update_rotation",
  transition: "update_rotation",
  request: updateRotationRequest.optional(),
  async apply({ tx, key, request, at }) {
    const wanted = rotationAfter(key, request ?? {});
    const changed =
      wanted.rotationEnabled !== key.rotationEnabled || wanted.rotationPeriodInDays !== key.rotationPeriodInDays;
    if (!changed) return key;
    await forgetRotationFailures(transactionQuery(tx), [key.id]);
    return updateKey(tx, key, wanted, at);
  },
});

/** Rotation settings after a request. Errors as above. */
export function rotationAfter(
  key: Pick<KeyFacts, "rotationEnabled" | "rotationPeriodInDays" | "allowRotation">,
  request: UpdateRotationRequest,
): Pick<KeyFacts, "rotationEnabled" | "rotationPeriodInDays"> {
  const rotationEnabled = request.keyRotationEnabled ?? key.rotationEnabled;
  // Left out, the period stays; null takes it away, which only a key without a schedule can bear.
  const { rotationPeriodInDays = key.rotationPeriodInDays } = request;
  if (rotationEnabled && rotationPeriodInDays === null) throw new KmsError("rotation_period_required");
  if (rotationEnabled && !key.allowRotation) throw new KmsError("rotation_not_allowed");
  return { rotationEnabled, rotationPeriodInDays };
}
