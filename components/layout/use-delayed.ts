"use client";

import { useEffect, useState } from "react";

/** A value that follows after it has rested for `milliseconds`: for searches that ask a server. */
export function useDelayed<Value>(value: Value, milliseconds: number): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return rested;
}
