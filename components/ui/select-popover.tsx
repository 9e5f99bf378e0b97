"use client";

import { Check } from "lucide-react";
import type { RefObject } from "react";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Text } from "react-aria-components/Text";
import { classNames } from "./class-names";
import { OPTION, POPOVER } from "./field-style";

export interface SelectOption {
  value: string;
  label: string;
  /** A second line under the label. */
  detail?: string;
  isDisabled?: boolean;
}

interface SelectPopoverProps {
  labelledBy: string;
  options: readonly SelectOption[];
  value: string | null;
  onChange: (value: string) => void;
  isMono?: boolean;
  triggerRef: RefObject<HTMLButtonElement | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Choosing what is chosen already closes the list too. React Stately has the option, the list box does not name it. */
const CHOOSING_AGAIN = { allowDuplicateSelectionEvents: true };

/** The list of a select: type-ahead, arrows, Enter. Loaded at the first touch of the field. */
export default function SelectPopover(props: SelectPopoverProps) {
  const { labelledBy, options, value, onChange, isMono, onOpenChange, ...popover } = props;
  return (
    <Popover
      {...popover}
      aria-labelledby={labelledBy}
      onOpenChange={onOpenChange}
      className={POPOVER}
      placement="bottom start"
      offset={4}
    >
      <ListBox
        autoFocus
        aria-labelledby={labelledBy}
        items={options}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={value === null ? [] : [value]}
        {...CHOOSING_AGAIN}
        onSelectionChange={(keys) => {
          const [next] = keys === "all" ? [] : keys;
          if (next !== undefined) onChange(String(next));
          onOpenChange(false);
        }}
        className="max-h-72 overflow-auto outline-none"
      >
        {/* React Aria takes the id from here; without it items are told apart by their place and may not change. */}
        {(option) => <Option id={option.value} option={option} isMono={isMono} />}
      </ListBox>
    </Popover>
  );
}

function Option({ id, option, isMono }: { id: string; option: SelectOption; isMono?: boolean }) {
  return (
    <ListBoxItem id={id} textValue={option.label} isDisabled={option.isDisabled} className={OPTION}>
      <span className="min-w-0 flex-1">
        <Text slot="label" className={classNames("block truncate", isMono && "font-mono")}>
          {option.label}
        </Text>
        {option.detail ? (
          <Text slot="description" className="block text-caption text-ink-muted">
            {option.detail}
          </Text>
        ) : null}
      </span>
      <Check aria-hidden className="invisible group-data-selected:visible" />
    </ListBoxItem>
  );
}
