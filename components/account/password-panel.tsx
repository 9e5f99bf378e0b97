"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { usePlace } from "../layout/organisation-context";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { TextField } from "../ui/text-field";
import type { AccountActions } from "./account-actions";

const PASSWORD_CHARACTERS_MIN = 12;
const FIELDS = ["currentPassword", "password"] as const;

/** Changes the person's password; it takes the current one. */
export function PasswordPanel({ changePassword }: Pick<AccountActions, "changePassword">) {
  const t = useTranslations("account");
  const { email } = usePlace().viewer.user;
  const { runOrExplain } = useConsoleChange(null);
  const form = useSubmission(FIELDS);
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const element = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (Object.keys(form.errors).length > 0)
      element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [form.errors]);

  function submit(event: FormEvent) {
    event.preventDefault();
    const problems = {
      ...(current === "" ? { currentPassword: t("password.currentMissing") } : {}),
      ...([...next].length < PASSWORD_CHARACTERS_MIN ? { password: t("password.newShort") } : {}),
    };
    if (!form.check(problems)) return;
    void form.submit(() =>
      runOrExplain(
        () => changePassword({ currentPassword: current, password: next }),
        () => {
          setCurrent("");
          setNext("");
          notify({ title: t("password.done"), detail: t("password.doneDetail") });
        },
      ),
    );
  }

  return (
    <Panel title={t("password.title")}>
      <form ref={element} onSubmit={submit} noValidate className="flex max-w-[28rem] flex-col gap-5">
        <p className="text-ink-muted">{t("password.lead")}</p>
        {/* Password managers file the new one under it. */}
        <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
        <TextField
          label={t("password.current")}
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={(value) => {
            setCurrent(value);
            form.touch();
          }}
          error={form.errors.currentPassword}
        />
        <TextField
          label={t("password.new")}
          help={t("password.newHelp")}
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={(value) => {
            setNext(value);
            form.touch();
          }}
          error={form.errors.password}
        />
        {form.failure ? <InlineError {...form.failure} /> : null}
        <Button type="submit" tone="primary" isPending={form.isPending} className="self-start">
          {t("password.submit")}
        </Button>
      </form>
    </Panel>
  );
}
