"use client";

import { Radio, RadioGroup } from "react-aria-components/RadioGroup";

interface RadioListProps<Value extends string> {
  /** Accessible name. */
  label: string;
  options: readonly { value: Value; label: string }[];
  value: Value | null;
  onChange: (value: Value) => void;
}

/** One of a few, one under the other. */
export function RadioList<Value extends string>({ label, options, value, onChange }: RadioListProps<Value>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onChange={(chosen) => {
        const next = options.find((option) => option.value === chosen);
        if (next) onChange(next.value);
      }}
      className="flex flex-col"
    >
      {options.map((option) => (
        <Radio
          key={option.value}
          value={option.value}
          className="group flex h-8 items-center gap-2.5 rounded-control px-1.5 text-control hover:bg-sunken data-focus-visible:outline-2 data-focus-visible:outline-focus max-sm:h-10"
        >
          <span className="flex size-4 items-center justify-center rounded-full border border-line-field group-data-selected:border-accent">
            <span data-fill className="size-2 rounded-full group-data-selected:bg-accent" />
          </span>
          {option.label}
        </Radio>
      ))}
    </RadioGroup>
  );
}
