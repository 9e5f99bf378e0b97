"use client";

import { lazy, type ReactElement, type ReactNode, Suspense } from "react";
import type { MenuGroup, MenuPlacement, MenuSelection } from "./menu-entry";
import { type PopupTriggerProps, usePopup } from "./use-popup";

const loadPopover = () => import("./menu-popover");
const MenuPopover = lazy(loadPopover);

interface MenuProps {
  /** Accessible name of the list. */
  label: string;
  /** The button that opens it: Button, IconButton or a React Aria button. */
  trigger: ReactElement<PopupTriggerProps>;
  groups: readonly MenuGroup[];
  placement?: MenuPlacement;
  /** Shown above the entries, not choosable. */
  head?: ReactNode;
  /** Turns the entries into things that are on or off. */
  selection?: MenuSelection;
  /** Name of a field above the entries that finds among them; shown where they are many. */
  search?: string;
  /** Called each time it opens: to read what its entries are made from. */
  onOpen?: () => void;
}

/** Actions and links behind a button. */
export function Menu({ trigger, placement = "bottom end", onOpen, ...menu }: MenuProps) {
  const { popup, drawTrigger } = usePopup("menu", loadPopover, onOpen);
  return (
    <>
      {drawTrigger(trigger)}
      {popup ? (
        <Suspense fallback={null}>
          <MenuPopover {...menu} {...popup} placement={placement} />
        </Suspense>
      ) : null}
    </>
  );
}
