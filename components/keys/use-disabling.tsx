"use client";

import { type ReactNode, useState } from "react";
import type { KmsKey } from "@/lib/contract/kms";
import { DisableDialog } from "./disable-dialog";
import type { KeyChanges, KeyPlace } from "./key-actions";
import { useKeyChanges } from "./use-key-changes";

/** Disables or enables a key; asks first where something depends on it. `dialog` belongs into the page. */
export function useDisabling(
  of: KmsKey,
  place: KeyPlace,
  actions: KeyChanges,
): { toggle: () => void; dialog: ReactNode } {
  const changes = useKeyChanges(actions);
  const [isAsking, setAsking] = useState(false);
  const hasDependents = (of.dependents?.length ?? 0) > 0;

  function toggle(): void {
    if (of.status === "disabled") void changes.enable(place);
    else if (hasDependents) setAsking(true);
    else void changes.disable(place);
  }

  const dialog = (
    <DisableDialog of={of} isOpen={isAsking} onOpenChange={setAsking} onConfirm={() => changes.disable(place)} />
  );
  return { toggle, dialog };
}
