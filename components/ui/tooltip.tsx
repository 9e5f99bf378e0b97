"use client";

import type { DOMAttributes, FocusableElement } from "@react-types/shared";
import type { ReactElement } from "react";
import { Tooltip as AriaTooltip, Focusable, TooltipTrigger } from "react-aria-components/Tooltip";

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

/** Gives a piece of text a tooltip: it becomes reachable with Tab and is underlined with dots. */
export function HintText({
  text,
  children,
  className,
}: {
  text: string;
  children: ReactElement<DOMAttributes<FocusableElement>, string>;
  className?: string;
}) {
  return (
    <TooltipTrigger delay={200} closeDelay={80}>
      <Focusable>{children}</Focusable>
      <AriaTooltip offset={6} className={`${BUBBLE} ${className ?? ""}`}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
