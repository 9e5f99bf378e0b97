"use client";

import { type RefObject, useEffect, useRef } from "react";

/** Calls back when the returned element comes within 600 px of the window; again after every change of `rowCount`. */
export function useEndReached(
  onEndReached: (() => void) | undefined,
  rowCount: number,
): RefObject<HTMLDivElement | null> {
  const sentinel = useRef<HTMLDivElement>(null);
  const callback = useRef(onEndReached);
  useEffect(() => {
    callback.current = onEndReached;
  });
  useEffect(() => {
    const element = sentinel.current;
    if (!element || rowCount === 0) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && callback.current?.(),
      { rootMargin: "600px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [rowCount]);
  return sentinel;
}
