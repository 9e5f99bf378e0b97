"use client";

import { useTranslations } from "next-intl";
import { ShownOnce } from "../ui/shown-once";

interface PasswordLinkShownProps {
  /** Whom it is for. */
  name: string;
  /** They join the organisation with it, rather than setting a new password. */
  invites: boolean;
  passwordLink: string;
  onClose: () => void;
}

/** A link with which somebody joins the organisation or sets a password, told this once. */
export function PasswordLinkShown({ name, invites, passwordLink, onClose }: PasswordLinkShownProps) {
  const t = useTranslations("access");
  return (
    <ShownOnce
      title={t("members.linkTitle", { name })}
      text={t(invites ? "members.inviteText" : "members.linkText", { name })}
      values={[{ label: t("members.link"), value: passwordLink }]}
      onClose={onClose}
    />
  );
}
