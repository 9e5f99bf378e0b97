/**
 * The one table of key states and transitions. A transition that is not in it does not exist, for any edge.
 */

export const KEY_STATUSES = ["active", "disabled", "pending_deletion"] as const;

/** State of a key as the API shows it. */
export type KeyStatus = (typeof KEY_STATUSES)[number];

/** Changes of a key that its state can allow or forbid. */
export type KeyTransition =
  | "rotate"
  | "disable"
  | "enable"
  | "update_rotation"
  | "update_versions"
  | "bind"
  | "delete"
  | "cancel_deletion";

interface TransitionFacts {
  /** States in which the transition is allowed. */
  readonly from: readonly KeyStatus[];
  /** State afterwards; null where it stays what it was; `before` where it goes back to the state before deletion was asked for. */
  readonly to: KeyStatus | "before" | null;
}

/** From which states each transition starts and where it ends. Asking for the state a key is already in is allowed and changes nothing. */
export const KEY_TRANSITIONS: Readonly<Record<KeyTransition, TransitionFacts>> = {
  rotate: { from: ["active"], to: null },
  disable: { from: ["active", "disabled"], to: "disabled" },
  enable: { from: ["active", "disabled"], to: "active" },
  update_rotation: { from: ["active", "disabled"], to: null },
  update_versions: { from: ["active", "disabled"], to: null },
  bind: { from: ["active"], to: null },
  delete: { from: ["active", "disabled", "pending_deletion"], to: "pending_deletion" },
  cancel_deletion: { from: ["pending_deletion"], to: "before" },
};

/** States in which a key may encrypt, decrypt, sign, verify or authenticate. */
export const KEY_STATUSES_USABLE: readonly KeyStatus[] = ["active"];

/** Days between asking for the deletion of a key, or the destruction of a version, and losing it for good. */
export const DELETION_WINDOW_DAYS = 30;

export const KEY_VERSION_STATUSES = ["active", "disabled", "pending_destruction", "destroyed"] as const;

/** State of one version of a key. */
export type KeyVersionStatus = (typeof KEY_VERSION_STATUSES)[number];

/** States a request can ask for: `destroyed` starts the waiting period, each of the others ends it. */
export const KEY_VERSION_STATUSES_ASKED = ["active", "disabled", "destroyed"] as const;
