"use client";

import { Tag, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button";
import { FilterChipFrame } from "../ui/filter-chip";
import { IconButton } from "../ui/icon-button";
import { TextField } from "../ui/text-field";

interface LabelFilterProps {
  /** `key=value`. */
  selected: readonly string[];
  onChange: (selected: string[]) => void;
}

/** Filters by labels; each must be on the key with exactly this value. */
export function LabelFilter({ selected, onChange }: LabelFilterProps) {
  const t = useTranslations("keys");
  return (
    <FilterChipFrame
      label={t("filter.label")}
      icon={<Tag aria-hidden />}
      value={selected.join(", ")}
      onClear={() => onChange([])}
    >
      <div className="flex w-72 flex-col gap-3 p-2">
        {selected.length === 0 ? null : (
          <ul className="flex flex-col gap-1">
            {selected.map((pair) => (
              <li key={pair} className="flex items-center justify-between gap-2 rounded-small bg-sunken pl-2">
                <span className="truncate font-mono text-caption">{pair}</span>
                <IconButton
                  size="small"
                  label={t("filter.removeLabel", { pair })}
                  icon={<X aria-hidden />}
                  onPress={() => onChange(selected.filter((other) => other !== pair))}
                />
              </li>
            ))}
          </ul>
        )}
        <NewLabel selected={selected} onChange={onChange} />
      </div>
    </FilterChipFrame>
  );
}

function NewLabel({ selected, onChange }: LabelFilterProps) {
  const t = useTranslations("keys");
  const [pair, setPair] = useState("");
  const [error, setError] = useState<string | null>(null);

  function add(event: FormEvent) {
    event.preventDefault();
    const at = pair.indexOf("=");
    if (at < 1 || pair.includes(",")) return setError(t("filter.labelForm"));
    const wanted = `${pair.slice(0, at).trim()}=${pair.slice(at + 1).trim()}`;
    setPair("");
    // A key has one value per label, so a second value takes the place of the first.
    const others = selected.filter((other) => !other.startsWith(wanted.slice(0, wanted.indexOf("=") + 1)));
    onChange([...others, wanted]);
  }

  return (
    <form onSubmit={add} className="flex flex-col gap-3">
      <TextField
        label={t("filter.labelField")}
        help={t("filter.labelHelp")}
        placeholder="team=platform"
        value={pair}
        onChange={(value) => {
          setPair(value);
          setError(null);
        }}
        error={error}
        isMono
        autoFocus
        autoComplete="off"
        spellCheck="false"
      />
      <Button type="submit">{t("filter.addLabel")}</Button>
    </form>
  );
}
