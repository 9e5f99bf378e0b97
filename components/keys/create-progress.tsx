"use client";

import { LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";

/** What is being done and for how many seconds already, where it takes some. No bar: nobody knows how far it is. */
export function CreateProgress({ words }: { words: (seconds: number) => string }) {
  const [seconds, setSeconds] = useState(0);

  useEffect(() => {
    const began = Date.now();
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - began) / 1_000)), 250);
    return () => clearInterval(timer);
  }, []);

  return (
    <p role="status" aria-live="off" className="flex items-start gap-2 text-control text-ink-muted">
      <LoaderCircle aria-hidden className="mt-0.5 size-4 shrink-0 animate-spin text-accent-text" />
      {words(seconds)}
    </p>
  );
}
