import type { KeyActions } from "../keys/key-actions";

/** Server actions of the page about rotation; null where the person may not rotate, or may not set schedules. */
export interface RotationActions {
  rotateKey: KeyActions["rotateKey"] | null;
  updateRotation: KeyActions["updateRotation"] | null;
}
