"use client";

import { ToggleButton } from "react-aria-components/ToggleButton";
import { ToggleButtonGroup } from "react-aria-components/ToggleButtonGroup";
import { classNames } from "./class-names";

interface SegmentedControlProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string; isDisabled?: boolean }[];
  value: Value;
  onChange: (value: Value) => void;
  className?: string;
}

/** One of a few, all in view. Tab leads to the chosen one, arrow keys move, Enter or Space chooses. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  const { label, options, value, onChange, className } = props;
  function choose(keys: Set<unknown>) {
    const next = options.find((option) => keys.has(option.value));
    if (next) onChange(next.value);
  }
  const open = options.filter(({ isDisabled }) => !isDisabled);
  const stop = open.find((option) => option.value === value) ?? open[0];
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={choose}
      className={classNames(
        "inline-flex h-7 items-stretch rounded-control border border-line bg-sunken p-0.5",
        className,
      )}
    >
      {options.map((option) => (
        <ToggleButton
          key={option.value}
          id={option.value}
          isDisabled={option.isDisabled}
          excludeFromTabOrder={option !== stop}
          className="select-none whitespace-nowrap rounded-small px-2.5 text-control text-ink-muted transition-colors duration-120 hover:text-ink data-disabled:text-ink-faint data-selected:bg-raised data-selected:font-medium data-selected:text-ink data-selected:shadow-panel"
        >
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
