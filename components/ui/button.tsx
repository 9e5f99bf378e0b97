"use client";

import { LoaderCircle } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { type ButtonTone, buttonStyle } from "./button-style";

interface ButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
  tone?: ButtonTone;
  /** An icon of lucide-react, shown before the words; a spinner takes its place while pending. */
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ tone = "secondary", icon, className, children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={buttonStyle(tone, className)}>
      {props.isPending ? <LoaderCircle aria-hidden className="animate-spin" /> : icon}
      {children}
    </AriaButton>
  );
}
