"use client";

import type { ReactNode } from "react";
import { Switch as AriaSwitch, type SwitchProps as AriaSwitchProps } from "react-aria-components/Switch";

interface SwitchProps extends Omit<AriaSwitchProps, "className" | "children"> {
  label: ReactNode;
  help?: ReactNode;
}

/** Something that is on or off. The words say what is on. */
export function Switch({ label, help, ...props }: SwitchProps) {
  return (
    <AriaSwitch {...props} className="group flex items-start gap-3 text-control data-disabled:text-ink-faint">
      <span className="mt-px flex h-[18px] w-8 shrink-0 items-center rounded-full border border-line-field bg-sunken p-0.5 transition-colors duration-150 group-data-focus-visible:outline-2 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-focus group-data-selected:border-accent group-data-selected:bg-accent">
        <span
          data-fill
          className="size-3 rounded-full bg-ink-muted transition-transform duration-150 ease-calm group-data-selected:translate-x-3.5 group-data-selected:bg-accent-ink"
        />
      </span>
      <span>
        <span className="block font-medium">{label}</span>
        {help ? <span className="mt-0.5 block text-caption text-ink-muted">{help}</span> : null}
      </span>
    </AriaSwitch>
  );
}
