"use client";

import { useCallback, useSyncExternalStore } from "react";
import { readStored, writeStored } from "./browser-storage";

const CHANGED = "pelagos:remembered";

function listen(notify: () => void): () => void {
  window.addEventListener(CHANGED, notify);
  window.addEventListener("storage", notify);
  return () => {
    window.removeEventListener(CHANGED, notify);
    window.removeEventListener("storage", notify);
  };
}

/** A text that this browser remembers under a name; null before anything was, and while the server draws. The same everywhere on a page. */
export function useRemembered(name: string): [string | null, (value: string) => void] {
  const key = `pelagos:${name}`;
  const value = useSyncExternalStore(
    listen,
    () => readStored(key),
    () => null,
  );
  const remember = useCallback(
    (next: string) => {
      writeStored(key, next);
      window.dispatchEvent(new Event(CHANGED));
    },
    [key],
  );
  return [value, remember];
}
