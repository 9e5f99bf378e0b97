import {
  DELETION_WINDOW_DAYS,
  KEY_TRANSITIONS,
  type KeyStatus,
  type KeyTransition,
} from "@/lib/contract/key-lifecycle";
import { emptyRequest } from "@/lib/contract/kms";
import { keyChange } from "./key-change";
import type { KeyFacts } from "./key-facts";
import { updateKey } from "./store";

const DAY_MS = 86_400_000;

function statusChange(transition: "disable" | "enable" | "delete" | "cancel_deletion") {
  return keyChange({
    action: null,
    event: `kms.key.${transition}`,
    permission: `kms_key:${transition}`,
    transition,
    request: emptyRequest.optional(),
    withDependents: transition === "disable" || transition === "delete",
    async apply({ tx, key, at }) {
      const status = statusAfter(key, transition);
      if (key.status === status) return key;
      const pending = status === "pending_deletion";
      const changes = {
        status,
        deletionScheduledAt: pending ? new Date(at.getTime() + DELETION_WINDOW_DAYS * DAY_MS) : null,
        statusBeforeDeletion: pending ? activeOrDisabled(key.status) : null,
      };
      return updateKey(tx, key, changes, at);
    },
  });
}

/** The state a transition leads to; cancelling a deletion leads back to where it was asked for. */
export function statusAfter(
  key: Pick<KeyFacts, "status" | "statusBeforeDeletion">,
  transition: KeyTransition,
): KeyStatus {
  const { to } = KEY_TRANSITIONS[transition];
  if (to === null) return key.status;
  return to === "before" ? (key.statusBeforeDeletion ?? "disabled") : to;
}

const activeOrDisabled = (status: KeyStatus): "active" | "disabled" => (status === "active" ? "active" : "disabled");

/** Disables a key: nothing can be done with it until it is enabled. The answer names its dependents. Error: key_state_conflict. */
export const disableKey = statusChange("disable");

/** Enables a disabled key. Error: key_state_conflict. */
export const enableKey = statusChange("enable");

/**
 * Schedules a key's deletion in 30 days; until then it can be read and called back, but not used. The answer names what
 * depends on it. Asking again changes nothing.
 */
export const deleteKey = statusChange("delete");

/** Calls a scheduled deletion off; the key returns to the state it had. Error: key_state_conflict. */
export const cancelDeletion = statusChange("cancel_deletion");
