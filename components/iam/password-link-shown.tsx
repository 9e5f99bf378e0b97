"use client";

import { useTranslations } from "next-intl";
import { ShownOnce } from "../ui/shown-once";

interface PasswordLinkShownProps {
  /** Whose password it sets. */
  name: string;
  passwordLink: string;
  onClose: () => void;
}

/** A link with which somebody sets a password, told this once. */
export function PasswordLinkShown({ name, passwordLink, onClose }: PasswordLinkShownProps) {
  const t = useTranslations("access");
  return (
    <ShownOnce
      title={t("members.linkTitle", { name })}
      text={t("members.linkText", { name })}
      values={[{ label: t("members.link"), value: passwordLink }]}
      onClose={onClose}
    />
  );
}
