"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { Text } from "react-aria-components/Text";
import { classNames } from "./class-names";
import { FieldFrame, type FieldTexts } from "./field-frame";
import { INPUT, OPTION, POPOVER } from "./field-style";

export interface SelectOption {
  value: string;
  label: string;
  /** A second line under the label. */
  detail?: string;
  isDisabled?: boolean;
}

interface SelectProps extends FieldTexts {
  options: readonly SelectOption[];
  value: string | null;
  onChange: (value: string) => void;
  placeholder?: string;
  isMono?: boolean;
  isDisabled?: boolean;
  aside?: ReactNode;
  name?: string;
  className?: string;
}

/** One of several; a list with type-ahead opens under it. */
export function Select(props: SelectProps) {
  const { options, value, onChange, label, help, error, isOptional, aside, placeholder, isMono, ...rest } = props;
  const t = useTranslations("ui");
  return (
    <AriaSelect
      validationBehavior="aria"
      name={rest.name}
      isDisabled={rest.isDisabled}
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      isInvalid={Boolean(error)}
      placeholder={placeholder ?? t("selectPlaceholder")}
      className={classNames("flex flex-col gap-1.5", rest.className)}
    >
      <FieldFrame label={label} help={help} error={error} isOptional={isOptional} aside={aside}>
        <Button className={classNames(INPUT, "flex h-9 items-center justify-between gap-2 text-left")}>
          <SelectValue
            className={classNames("min-w-0 truncate data-placeholder:text-ink-faint", isMono && "font-mono")}
          >
            {({ defaultChildren, isPlaceholder }) =>
              isPlaceholder ? defaultChildren : options.find((option) => option.value === value)?.label
            }
          </SelectValue>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-muted" />
        </Button>
      </FieldFrame>
      <Popover className={POPOVER} offset={4}>
        <ListBox items={options} className="max-h-72 overflow-auto outline-none">
          {(option) => <Option option={option} isMono={isMono} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

function Option({ option, isMono }: { option: SelectOption; isMono?: boolean }) {
  return (
    <ListBoxItem id={option.value} textValue={option.label} isDisabled={option.isDisabled} className={OPTION}>
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
