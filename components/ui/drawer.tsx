"use client";

import { lazy, type ReactNode, Suspense } from "react";

const DrawerWindow = lazy(() => import("./drawer-window"));

export interface DrawerProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** A sheet at the right edge over the page, for one thing out of a list. At 390 px it takes the whole width. */
export function Drawer(props: DrawerProps) {
  return (
    <Suspense fallback={null}>
      <DrawerWindow {...props} />
    </Suspense>
  );
}
