"use client";

import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { classNames } from "./class-names";
import { Tooltip } from "./tooltip";

interface IconButtonProps extends Omit<AriaButtonProps, "className" | "children" | "aria-label"> {
  /** Says what the button does: its accessible name and its tooltip. */
  label: string;
  icon: ReactNode;
  size?: "control" | "small";
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with a picture only. 32 px, or 24 px inside text and tables. */
export function IconButton({ label, icon, size = "control", className, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <AriaButton
        {...props}
        aria-label={label}
        className={classNames(
          "inline-flex shrink-0 items-center justify-center rounded-control text-ink-muted transition-colors duration-120 hover:bg-sunken hover:text-ink data-pressed:bg-sunken data-pressed:text-ink data-disabled:opacity-50 [&_svg]:size-4",
          size === "control" ? "size-control" : "size-6 rounded-small [&_svg]:size-3.5",
          className,
        )}
      >
        {icon}
      </AriaButton>
    </Tooltip>
  );
}
