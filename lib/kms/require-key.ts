import { KEY_STATUSES_USABLE, KEY_TRANSITIONS, type KeyTransition } from "@/lib/contract/key-lifecycle";
import { isCapable, purposeAllows } from "@/lib/contract/key-purposes";
import { type Capability, keyTypeFacts } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/contract/permissions";
import { evaluate } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { clock } from "@/lib/platform/clock";
import { type KeyFacts, purposeOf } from "./key-facts";

/** The key, where there is one and the caller may do this with it; otherwise key_not_found, the same for both. */
export function requireKey<Key extends KeyFacts | { facts: KeyFacts }>(
  caller: Caller,
  permission: Permission,
  key: Key | null,
): Key {
  if (key === null) throw new KmsError("key_not_found");
  const { allowed, reason } = decisionOn(caller, permission, key);
  if (allowed) return key;
  throw new KmsError("key_not_found", { recordedAs: "permission_denied", detail: reason.text });
}

/** Whether the caller may do this with a key. */
export function mayUse(caller: Caller, permission: Permission, key: KeyFacts | { facts: KeyFacts }): boolean {
  return decisionOn(caller, permission, key).allowed;
}

function decisionOn(caller: Caller, permission: Permission, key: KeyFacts | { facts: KeyFacts }) {
  const { id, organisationId, projectId, labels } = "facts" in key ? key.facts : key;
  const resource = { type: "kms_key", id, organisationId, projectId, labels } as const;
  return evaluate(caller, permission, resource, clock.nowMs());
}

/** Error: key_not_usable where the key's state forbids using it. */
export function requireUsable(key: KeyFacts): void {
  if (KEY_STATUSES_USABLE.includes(key.status)) return;
  const remedy = key.status === "disabled" ? "Enable it to use it again." : "Cancel its deletion to use it again.";
  const message = `The key is ${key.status.replace("_", " ")}. ${remedy}`;
  throw new KmsError("key_not_usable", { message, fact: key.status });
}

/** Errors: operation_not_supported where keys of this type cannot do it, purpose_forbids where this key is not meant for it. */
export function requireCapability(key: KeyFacts, capability: Capability): void {
  const { keyType, publicOnly } = key;
  const purpose = purposeOf(key);
  if (isCapable({ keyType, purpose, publicOnly }, capability)) return;
  const word = capability.replace("_", " ");
  if (!keyTypeFacts(key.keyType).capabilities.includes(capability)) {
    const message = `Keys of type ${key.keyType} do not support ${word}.`;
    throw new KmsError("operation_not_supported", { message, fact: keyTypeFacts(key.keyType).family });
  }
  if (!purposeAllows(purpose, capability)) {
    throw new KmsError("purpose_forbids", { message: `A key with the purpose ${purpose} does not allow ${word}.` });
  }
  throw new KmsError("operation_not_supported", {
    message: `Only the public half of this key was imported; ${word} needs the private one.`,
  });
}

/** Error: key_state_conflict where the key's state does not allow the change. */
export function requireTransition(key: KeyFacts, transition: KeyTransition): void {
  const { from } = KEY_TRANSITIONS[transition];
  if (from.includes(key.status)) return;
  const states = from.join(" or ");
  throw new KmsError("key_state_conflict", {
    message: `A key that is ${key.status} cannot do this; it must be ${states}.`,
  });
}
