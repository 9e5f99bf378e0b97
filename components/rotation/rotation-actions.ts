import type { KeyActions } from "../keys/key-actions";

/** Server actions of the page about rotation. */
export type RotationActions = Pick<KeyActions, "rotateKey" | "updateRotation">;
