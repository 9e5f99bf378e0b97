"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { usePlace } from "../layout/organisation-context";
import type { Refusal } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { FormDialog } from "../ui/form-dialog";
import { TextField } from "../ui/text-field";

interface PasswordDialogProps {
  title: string;
  /** What happens with the password's proof. */
  children: ReactNode;
  /** The verb, for example "Reveal". */
  submitLabel: string;
  /** Resolves to null when done. */
  onProve: (password: string) => Promise<Refusal | null>;
  onClose: () => void;
}

const FIELDS = ["password"] as const;

/** Asks who is at the page once more, by the password. */
export function PasswordDialog({ title, children, submitLabel, onProve, onClose }: PasswordDialogProps) {
  const t = useTranslations("secrets");
  const { email } = usePlace().viewer.user;
  const [password, setPassword] = useState("");
  const form = useSubmission(FIELDS);

  function submit() {
    if (!form.check(password === "" ? { password: t("reveal.passwordMissing") } : {})) return;
    void form.submit(async () => {
      const refusal = await onProve(password);
      if (refusal === null) return null;
      setPassword("");
      if (!refusal.message.startsWith("password: ")) return refusal;
      form.check({ password: t("reveal.passwordWrong") });
      return null;
    });
  }

  return (
    <FormDialog
      title={title}
      submitLabel={submitLabel}
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <p className="text-ink-muted">{children}</p>
      {/* Password managers look for whose it is. */}
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <TextField
        label={t("reveal.password")}
        help={t("reveal.passwordHelp")}
        type="password"
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={(value) => {
          setPassword(value);
          form.touch();
        }}
        error={form.errors.password}
      />
    </FormDialog>
  );
}
