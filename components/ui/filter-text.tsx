"use client";

import { useEffect, useState } from "react";
import { SearchField } from "./search-field";

const TYPING_PAUSE_MILLISECONDS = 200;

interface FilterTextProps {
  label: string;
  /** What the list is filtered by. */
  q: string;
  onChange: (q: string) => void;
}

/** Field to filter a list by. Waits for a pause in typing; follows the address when that changes by itself. */
export function FilterText({ label, q, onChange }: FilterTextProps) {
  const [typed, setTyped] = useState(q);
  const [asked, setAsked] = useState(q);
  if (q !== asked) {
    setAsked(q);
    setTyped(q);
  }
  useEffect(() => {
    if (typed.trim() === asked) return;
    const timer = setTimeout(() => {
      setAsked(typed.trim());
      onChange(typed.trim());
    }, TYPING_PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  });
  return <SearchField label={label} value={typed} onChange={setTyped} className="w-65 max-sm:w-full" />;
}
