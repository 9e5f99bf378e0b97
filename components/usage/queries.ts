"use client";

import type { UsagePage } from "@/lib/contract/console";
import type { Scope } from "../layout/scope";
import { useLiveRead } from "../query/use-console-read";

/** Counts are made once a minute. */
const COUNTED_MILLISECONDS = 60_000;

/** What the scope used from one month to another. */
export function useUsage(scope: Scope, months: { from: string; to: string }, isEnabled: boolean) {
  return useLiveRead<UsagePage>(scope, "usage", { query: months, everyMs: COUNTED_MILLISECONDS, isEnabled });
}
