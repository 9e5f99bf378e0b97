"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

const NameContext = createContext<string | null>(null);
const SetNameContext = createContext<(name: string | null) => void>(() => {});

/** Lets a page tell the bar above it what the thing is called whose identity stands in the address. */
export function PageNameProvider({ children }: { children: ReactNode }) {
  const [name, setName] = useState<string | null>(null);
  return (
    <SetNameContext value={setName}>
      <NameContext value={name}>{children}</NameContext>
    </SetNameContext>
  );
}

/** What the page said; null where it said nothing. */
export const usePageName = () => useContext(NameContext);

/** Says it, for as long as the page is there. */
export function PageName({ name }: { name: string }) {
  const setName = useContext(SetNameContext);
  useEffect(() => {
    setName(name);
    return () => setName(null);
  }, [name, setName]);
  return null;
}
