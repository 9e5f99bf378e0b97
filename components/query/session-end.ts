"use client";

import { useSyncExternalStore } from "react";

/** `set-aside`: it has ended, and the person wants to see the page first. */
export type SessionState = "open" | "ended" | "set-aside";

let state: SessionState = "open";
const listeners = new Set<() => void>();

/** Says what has become of the session this page was opened with. */
export function setSession(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** A read was refused because the session has ended. Asks once: reads repeat by themselves. */
export function reportEndedAtRead(): void {
  if (state === "open") setSession("ended");
}

/** Whether the session this page was opened with still stands. */
export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state, beforeAnyEnd);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const beforeAnyEnd = (): SessionState => "open";
