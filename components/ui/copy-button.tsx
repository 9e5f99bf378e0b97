"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "./button";
import { IconButton } from "./icon-button";
import { notify } from "./notify";

interface CopyButtonProps {
  value: string;
  /** What is copied, for the accessible name: "Copy {label}". */
  label: string;
  /** `icon`: picture only; `button`: the word as well; `small`: inside text and tables. */
  look?: "icon" | "small" | "button";
  className?: string;
}

const COPIED_FOR_MILLISECONDS = 1_600;

export function CopyButton({ value, label, look = "icon", className }: CopyButtonProps) {
  const t = useTranslations("ui");
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_FOR_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      notify({ title: t("copyFailed"), tone: "bad" });
    }
  }

  const icon = isCopied ? <Check aria-hidden className="text-good" /> : <Copy aria-hidden />;
  const name = isCopied ? t("copied") : t("copyNamed", { name: label });
  if (look === "button") {
    return (
      <Button icon={icon} onPress={copy} aria-label={name} className={className}>
        {isCopied ? t("copied") : t("copy")}
      </Button>
    );
  }
  return (
    <IconButton
      label={name}
      icon={icon}
      onPress={copy}
      size={look === "small" ? "small" : "control"}
      className={className}
    />
  );
}
