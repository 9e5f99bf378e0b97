"use client";

import { lazy, Suspense, useState } from "react";
import type { DialogProps } from "./dialog-window";

const DialogWindow = lazy(() => import("./dialog-window"));

/** A window over the page, in the document from its first opening on. */
export function Dialog(props: DialogProps) {
  const [wasOpened, setOpened] = useState(props.isOpen);
  if (props.isOpen && !wasOpened) setOpened(true);
  if (!wasOpened) return null;
  return (
    <Suspense fallback={null}>
      <DialogWindow {...props} />
    </Suspense>
  );
}
