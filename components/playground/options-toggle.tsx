"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { classNames } from "../ui/class-names";

interface OptionsToggleProps {
  /** Of the element with the options. */
  controls: string;
  isOpen: boolean;
  onPress: () => void;
}

/** Shows and hides what most calls do not need. */
export function OptionsToggle({ controls, isOpen, onPress }: OptionsToggleProps) {
  const t = useTranslations("playground");
  return (
    <Button tone="quiet" aria-expanded={isOpen} aria-controls={controls} onPress={onPress}>
      {t("options")}
      <ChevronDown
        aria-hidden
        className={classNames("transition-transform duration-120 ease-calm", isOpen && "rotate-180")}
      />
    </Button>
  );
}
