"use client";

import { type ReactElement, type ReactNode, useState } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components/Tooltip";
import { classNames } from "./class-names";

interface TooltipProps {
  text: string;
  /** One focusable element, or a React Aria component. */
  children: ReactElement;
  placement?: "top" | "bottom" | "left" | "right";
}

const BUBBLE =
  "max-w-72 rounded-control border border-line bg-raised px-2.5 py-1.5 text-caption text-ink shadow-overlay transition-opacity duration-120 data-entering:opacity-0 data-exiting:opacity-0";

/** Explains a control on hover and focus. Never the only place of a fact that matters. */
export function Tooltip({ text, children, placement = "bottom" }: TooltipProps) {
  return (
    <TooltipTrigger delay={350} closeDelay={80}>
      {children}
      <AriaTooltip offset={6} placement={placement} className={BUBBLE}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}

interface HintTextProps {
  text: string;
  children: ReactNode;
  /** For the words themselves. */
  className?: string;
  bubbleClassName?: string;
}

/**
 * Gives a piece of text a tooltip. It is a button, so that Tab reaches it, a screen reader says that there is more, and a
 * finger, which cannot hover, opens it too.
 */
export function HintText({ text, children, className, bubbleClassName }: HintTextProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <TooltipTrigger delay={200} closeDelay={80} shouldCloseOnPress={false} isOpen={isOpen} onOpenChange={setOpen}>
      <AriaButton
        onPress={() => setOpen(true)}
        className={classNames("cursor-default rounded-small text-left select-text", className)}
      >
        {children}
      </AriaButton>
      <AriaTooltip offset={6} className={classNames(BUBBLE, bubbleClassName)}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
