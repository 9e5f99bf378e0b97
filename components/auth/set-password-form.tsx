"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { TextField } from "../ui/text-field";
import { type LinkActions, secretOfAddress } from "./link-actions";

const CHARACTERS_MIN = 12;

export function SetPasswordForm({ setPassword }: Pick<LinkActions, "setPassword">) {
  const t = useTranslations("auth");
  const [isPending, setPending] = useState(false);
  const [isTried, setTried] = useState(false);
  const [password, setText] = useState("");
  const [refusal, setRefusal] = useState<{ message: string; requestId?: string } | null>(null);
  const isTooShort = [...password].length < CHARACTERS_MIN;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    setRefusal(null);
    if (isPending || isTooShort) return;
    setPending(true);
    const result = await setPassword({ secret: secretOfAddress(), password }).catch(() => null);
    if (result?.ok) return window.location.assign("/sign-in");
    setPending(false);
    setRefusal(result?.error ?? { message: t("unavailable") });
  }

  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        name="new-password"
        type="password"
        autoComplete="new-password"
        autoFocus
        label={t("newPassword")}
        value={password}
        onChange={setText}
        error={isTried && isTooShort ? t("newPasswordShort") : null}
      />
      {refusal ? <InlineError message={refusal.message} requestId={refusal.requestId} /> : null}
      <Button type="submit" tone="primary" isPending={isPending} className="mt-1 min-h-9">
        {t("setSubmit")}
      </Button>
    </form>
  );
}
