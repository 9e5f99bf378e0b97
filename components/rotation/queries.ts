"use client";

import type { RotationTrouble } from "@/lib/contract/console";
import type { Scope } from "../layout/scope";
import { useLiveRead } from "../query/use-console-read";

const TROUBLE_MILLISECONDS = 5 * 60_000;

/** How many keys failed to rotate or are overdue. Rotation runs by the hour, and every page asks. */
export function useRotationTrouble(scope: Scope, isEnabled: boolean) {
  return useLiveRead<RotationTrouble>(scope, "rotation/trouble", { everyMs: TROUBLE_MILLISECONDS, isEnabled });
}
