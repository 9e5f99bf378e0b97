"use client";

import type { ReactNode, RefObject } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { POPOVER } from "./field-style";

interface FilterWindowProps {
  label: string;
  triggerRef: RefObject<HTMLButtonElement | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  children: ReactNode;
}

/** What opens under a filter's chip. */
export default function FilterWindow({ label, children, ...popover }: FilterWindowProps) {
  return (
    <Popover {...popover} className={POPOVER} placement="bottom start" offset={6}>
      <Dialog aria-label={label} className="outline-none">
        {children}
      </Dialog>
    </Popover>
  );
}
