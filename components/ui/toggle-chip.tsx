"use client";

import { Check, Plus } from "lucide-react";
import { ToggleButton } from "react-aria-components/ToggleButton";
import { classNames } from "./class-names";

interface ToggleChipProps {
  /** What the list is like while it is on. */
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** A filter that is on or off; it stands among filter chips and looks like one. */
export function ToggleChip({ label, isOn, onChange }: ToggleChipProps) {
  return (
    <ToggleButton
      isSelected={isOn}
      onChange={onChange}
      className={classNames(
        "inline-flex h-7 max-w-full items-center gap-2 rounded-control border px-2.5 text-control [&_svg]:size-3.5 [&_svg]:shrink-0",
        isOn
          ? "border-accent/60 bg-accent-soft font-medium text-accent-text"
          : "border-line-strong border-dashed text-ink-muted hover:text-ink",
      )}
    >
      {isOn ? <Check aria-hidden /> : <Plus aria-hidden />}
      <span className="truncate">{label}</span>
    </ToggleButton>
  );
}
