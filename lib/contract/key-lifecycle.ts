/**
 * The one table of key states and transitions. A transition that is not in it does not exist, for any edge.
 */

export const KEY_STATUSES = ["active", "disabled", "pending_deletion"] as const;

/** State of a key as the API shows it. */
export type KeyStatus = (typeof KEY_STATUSES)[number];

/** Changes of a key that its state can allow or forbid. */
export type KeyTransition = "rotate" | "disable" | "enable" | "update_rotation";

interface TransitionFacts {
  /** States in which the transition is allowed. */
  readonly from: readonly KeyStatus[];
  /** State afterwards; null where it stays what it was. */
  readonly to: KeyStatus | null;
}

/** From which states each transition starts and where it ends. Asking for the state a key is already in is allowed and changes nothing. */
export const KEY_TRANSITIONS: Readonly<Record<KeyTransition, TransitionFacts>> = {
  rotate: { from: ["active"], to: null },
  disable: { from: ["active", "disabled"], to: "disabled" },
  enable: { from: ["active", "disabled"], to: "active" },
  update_rotation: { from: ["active", "disabled"], to: null },
};

/** States in which a key may encrypt, decrypt, sign, verify or authenticate. */
export const KEY_STATUSES_USABLE: readonly KeyStatus[] = ["active"];

export const KEY_VERSION_STATUSES = ["active", "disabled", "destroyed"] as const;

/** State of one version of a key. */
export type KeyVersionStatus = (typeof KEY_VERSION_STATUSES)[number];
