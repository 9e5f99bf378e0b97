"use client";

import { Check } from "lucide-react";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { classNames } from "./class-names";
import { OPTION } from "./field-style";

export interface FilterOption {
  value: string;
  label: string;
  /** How many rows it would show. */
  count?: number;
}

interface FilterOptionsProps {
  label: string;
  options: readonly FilterOption[];
  selected: readonly string[];
  onChange: (selected: string[]) => void;
  isMono?: boolean;
}

/** The values of a filter, several of which may be on. Loaded when a chip opens. */
export default function FilterOptions({ label, options, selected, onChange, isMono }: FilterOptionsProps) {
  return (
    <ListBox
      autoFocus="first"
      aria-label={label}
      items={options}
      selectionMode="multiple"
      // Escape closes the popover and leaves the choice as it is.
      escapeKeyBehavior="none"
      selectedKeys={selected}
      onSelectionChange={(keys) =>
        onChange(options.map((option) => option.value).filter((value) => keys === "all" || keys.has(value)))
      }
      className="max-h-80 overflow-auto outline-none"
    >
      {(option) => (
        <ListBoxItem id={option.value} textValue={option.label} className={OPTION}>
          <span className="flex size-4 items-center justify-center rounded-small border border-line-field group-data-selected:border-accent group-data-selected:bg-accent">
            <Check
              aria-hidden
              strokeWidth={3}
              className="invisible size-3! text-accent-ink! group-data-selected:visible"
            />
          </span>
          <span className={classNames("flex-1", isMono && "font-mono")}>{option.label}</span>
          {option.count === undefined ? null : <span className="pl-4 text-caption text-ink-faint">{option.count}</span>}
        </ListBoxItem>
      )}
    </ListBox>
  );
}
