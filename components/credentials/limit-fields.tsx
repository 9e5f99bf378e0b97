"use client";

import { Eye, PenLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { RadioCards } from "../ui/radio-cards";
import { Select } from "../ui/select";
import { EXPIRY_CHOICES, type ExpiryChoice, expiryChoiceOf } from "./expiry";

/** `read`: GET only, so never decryption. */
export type ScopeChoice = "read" | "write";

/** The choice as requests carry it. */
export function scopesOf(choice: ScopeChoice): ("api:read" | "api:write")[] {
  return choice === "read" ? ["api:read"] : ["api:read", "api:write"];
}

interface FieldProps<Value> {
  value: Value;
  onChange: (value: Value) => void;
  error?: string;
}

/** What a credential may be used for at most; roles decide what it may do within. */
export function ScopeField({ value, onChange, error }: FieldProps<ScopeChoice>) {
  const t = useTranslations("credentials");
  return (
    <RadioCards
      label={t("scope.label")}
      help={t("scope.help")}
      error={error}
      columns={2}
      value={value}
      onChange={(next) => onChange(next === "read" ? "read" : "write")}
      cards={[
        { value: "write", title: t("scope.write"), detail: t("scope.writeDetail"), icon: <PenLine /> },
        { value: "read", title: t("scope.read"), detail: t("scope.readDetail"), icon: <Eye /> },
      ]}
    />
  );
}

/** When a credential ends by itself. */
export function ExpiryField({ value, onChange, error }: FieldProps<ExpiryChoice>) {
  const t = useTranslations("credentials");
  return (
    <Select
      label={t("expiry.label")}
      help={t(value === "never" ? "expiry.neverHelp" : "expiry.help")}
      error={error}
      value={value}
      onChange={(next) => onChange(expiryChoiceOf(next))}
      options={EXPIRY_CHOICES.map((choice) => ({ value: choice, label: t(`expiry.${choice}`) }))}
    />
  );
}
