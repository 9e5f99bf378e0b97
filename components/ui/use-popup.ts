"use client";

import { cloneElement, type ReactElement, type Ref, type RefObject, useRef, useState } from "react";
import type { ButtonProps } from "react-aria-components/Button";

/** What a button must accept to open something. */
export type PopupTriggerProps = Pick<ButtonProps, "onPress" | "onHoverStart" | "onFocus" | "onKeyDown"> & {
  ref?: Ref<HTMLButtonElement>;
  "aria-haspopup"?: "menu" | "listbox" | "dialog";
  "aria-expanded"?: boolean;
};

interface Popup {
  triggerRef: RefObject<HTMLButtonElement | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/**
 * A button and something that opens at it, whose code is fetched when the pointer or the focus comes near. `popup` is null
 * until the first opening, of which `onOpen` is told as of every other.
 */
export function usePopup(kind: "menu" | "listbox" | "dialog", load: () => Promise<unknown>, onOpen?: () => void) {
  const triggerRef = useRef<HTMLButtonElement>(null);
  const [state, setState] = useState({ isOpen: false, wasOpened: false });
  function open() {
    setState({ isOpen: true, wasOpened: true });
    onOpen?.();
  }
  const onOpenChange = (isOpen: boolean) => setState(({ wasOpened }) => ({ isOpen, wasOpened }));
  const preload = () => void load();

  function drawTrigger(trigger: ReactElement<PopupTriggerProps>) {
    return cloneElement(trigger, {
      ref: triggerRef,
      onPress: open,
      onHoverStart: preload,
      onFocus: preload,
      onKeyDown: (event) => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          event.preventDefault();
          open();
        } else event.continuePropagation();
      },
      "aria-haspopup": kind,
      "aria-expanded": state.isOpen,
    });
  }

  const popup: Popup | null = state.wasOpened ? { triggerRef, isOpen: state.isOpen, onOpenChange } : null;
  return { popup, drawTrigger };
}
