"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, type ReactNode, Suspense } from "react";
import { Button as AriaButton } from "react-aria-components/Button";
import { classNames } from "./class-names";
import type { FilterOption } from "./filter-options";
import { usePopup } from "./use-popup";

const loadWindow = () => import("./filter-window");
const FilterWindow = lazy(loadWindow);
const FilterOptions = lazy(() => import("./filter-options"));

interface FilterChipProps {
  /** For example "Region". */
  label: string;
  icon?: ReactNode;
  options: readonly FilterOption[];
  selected: readonly string[];
  onChange: (selected: string[]) => void;
  isMono?: boolean;
}

/** Filters a list by one property: dashed while it does nothing, filled with its values while it does. */
export function FilterChip({ label, icon, options, selected, onChange, isMono }: FilterChipProps) {
  const words = options.filter((option) => selected.includes(option.value)).map((option) => option.label);
  return (
    <FilterChipFrame label={label} icon={icon} value={words.join(", ")} onClear={() => onChange([])}>
      <Suspense fallback={<span className="block h-24" />}>
        <FilterOptions label={label} options={options} selected={selected} onChange={onChange} isMono={isMono} />
      </Suspense>
    </FilterChipFrame>
  );
}

interface FilterChipFrameProps {
  label: string;
  icon?: ReactNode;
  /** What it filters by now; empty means not at all. */
  value: string;
  onClear: () => void;
  children: ReactNode;
}

/** The chip and its popover; `children` is what one chooses in (use it for a filter that is not a list). */
export function FilterChipFrame({ label, icon, value, onClear, children }: FilterChipFrameProps) {
  const t = useTranslations("ui");
  const { popup, drawTrigger } = usePopup("dialog", loadWindow);
  const isSet = value !== "";
  return (
    <span
      className={classNames(
        "inline-flex h-7 max-w-full items-center rounded-control border text-control",
        isSet ? "border-accent/60 bg-accent-soft text-accent-text" : "border-line-strong border-dashed text-ink-muted",
      )}
    >
      {drawTrigger(
        <AriaButton
          aria-label={isSet ? `${label}: ${value}` : t("filterAdd", { name: label })}
          className={classNames(
            "inline-flex h-full min-w-0 items-center gap-2 rounded-control px-2.5 [&_svg]:size-3.5 [&_svg]:shrink-0",
            isSet ? "pr-1 font-medium" : "hover:text-ink",
          )}
        >
          {isSet ? icon : <Plus aria-hidden />}
          <span className="truncate">{isSet ? `${label}: ${value}` : label}</span>
        </AriaButton>,
      )}
      {popup ? (
        <Suspense fallback={null}>
          <FilterWindow {...popup} label={t("filterAdd", { name: label })}>
            {children}
          </FilterWindow>
        </Suspense>
      ) : null}
      {isSet ? (
        <AriaButton
          aria-label={t("remove", { name: label })}
          onPress={onClear}
          className="mr-0.5 inline-flex size-6 shrink-0 items-center justify-center rounded-small hover:bg-accent/15"
        >
          <X aria-hidden className="size-3.5" />
        </AriaButton>
      ) : null}
    </span>
  );
}
