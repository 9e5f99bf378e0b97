"use client";

import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "react-aria-components/Button";
import { Input } from "react-aria-components/Input";
import { SearchField as AriaSearchField } from "react-aria-components/SearchField";
import { classNames } from "./class-names";
import { INPUT } from "./field-style";

interface SearchFieldProps {
  /** Accessible name; also the placeholder unless one is given. */
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  onSubmit?: (value: string) => void;
  className?: string;
}

/** One line to filter a list by; Escape empties it. */
export function SearchField({ label, placeholder, className, ...props }: SearchFieldProps) {
  const t = useTranslations("ui");
  return (
    <AriaSearchField {...props} aria-label={label} className={classNames("group relative", className)}>
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-muted" />
      <Input
        placeholder={placeholder ?? label}
        className={classNames(INPUT, "h-control pr-8 pl-8.5 [&::-webkit-search-cancel-button]:hidden")}
      />
      <Button
        aria-label={t("clearSearch")}
        className="absolute top-1 right-1 inline-flex size-6 items-center justify-center rounded-small text-ink-muted group-data-empty:hidden hover:text-ink"
      >
        <X aria-hidden className="size-3.5" />
      </Button>
    </AriaSearchField>
  );
}
