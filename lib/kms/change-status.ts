import { KEY_TRANSITIONS } from "@/lib/contract/key-lifecycle";
import { emptyRequest } from "@/lib/contract/kms";
import { keyChange } from "./key-change";
import { updateKey } from "./store";

function statusChange(transition: "disable" | "enable") {
  return keyChange({
    action: null,
    event: `kms.key.${transition}`,
    permission: `kms_key:${transition}`,
    transition,
    request: emptyRequest.optional(),
    async apply({ tx, key, at }) {
      const status = KEY_TRANSITIONS[transition].to;
      return status === null || key.status === status ? key : updateKey(tx, key, { status }, at);
    },
  });
}

/** Disables a key: nothing can be encrypted or decrypted with it until it is enabled. Error: key_state_conflict. */
export const disableKey = statusChange("disable");

/** Enables a disabled key. Error: key_state_conflict. */
export const enableKey = statusChange("enable");
