"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { InlineError } from "../ui/inline-error";
import { TextField } from "../ui/text-field";
import { type SignInOutcome, signInWithPassword } from "./auth-client";

type Refusal = Exclude<SignInOutcome, { kind: "signed-in" }>;

interface SignInFormProps {
  /** Stands in the form at first. */
  email?: string;
  /** On the button, where it is not "Sign in". */
  submitLabel?: string;
  onSignedIn: () => void;
}

export function SignInForm({ email: known = "", submitLabel, onSignedIn }: SignInFormProps) {
  const t = useTranslations("auth");
  const [isPending, setPending] = useState(false);
  const [isTried, setTried] = useState(false);
  const [isShown, setShown] = useState(false);
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const passwordInput = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    setRefusal(null);
    if (isPending || email.trim() === "" || password === "") return;
    setPending(true);
    const outcome = await signInWithPassword(email.trim(), password);
    if (outcome.kind === "signed-in") return onSignedIn();
    setPending(false);
    setRefusal(outcome);
    passwordInput.current?.focus();
  }

  return (
    <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        name="email"
        type="email"
        autoComplete="username"
        autoFocus={known === ""}
        label={t("email")}
        value={email}
        onChange={setEmail}
        error={isTried && email.trim() === "" ? t("emailMissing") : null}
      />
      <TextField
        name="password"
        type={isShown ? "text" : "password"}
        autoComplete="current-password"
        autoFocus={known !== ""}
        label={t("password")}
        value={password}
        onChange={setPassword}
        inputRef={passwordInput}
        error={isTried && password === "" ? t("passwordMissing") : null}
        end={
          <IconButton
            size="small"
            label={t(isShown ? "hidePassword" : "showPassword")}
            icon={isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            onPress={() => setShown(!isShown)}
          />
        }
      />
      {refusal ? <RefusalMessage refusal={refusal} /> : null}
      <Button type="submit" tone="primary" isPending={isPending} className="mt-1 min-h-9">
        {submitLabel ?? t("submit")}
      </Button>
    </form>
  );
}

function RefusalMessage({ refusal }: { refusal: Refusal }) {
  const t = useTranslations("auth");
  if (refusal.kind === "wrong") return <InlineError message={t("wrong")} />;
  if (refusal.kind === "unavailable") {
    return <InlineError message={t("unavailable")} requestId={refusal.requestId ?? undefined} />;
  }
  const seconds = refusal.retryAfterInSeconds;
  const wait =
    seconds === null
      ? t("waitUnknown")
      : seconds < 90
        ? t("waitSeconds", { count: seconds })
        : t("waitMinutes", { count: Math.ceil(seconds / 60) });
  return <InlineError message={t("throttled", { wait })} />;
}
