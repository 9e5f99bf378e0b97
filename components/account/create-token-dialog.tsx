"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { usePlace } from "../layout/organisation-context";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { CodeBlock } from "../ui/code-block";
import { FormDialog } from "../ui/form-dialog";
import { RadioCards } from "../ui/radio-cards";
import { Select } from "../ui/select";
import { ShownOnce } from "../ui/shown-once";
import { TextField } from "../ui/text-field";
import { dayWords } from "../ui/time-words";
import { type AccountActions, type NewToken, OWN } from "./account-actions";

interface CreateTokenDialogProps {
  /** Origin of the API. */
  origin: string;
  createToken: AccountActions["createToken"];
  onClose: () => void;
}

const DAYS = ["30", "90", "365"] as const;
const NEVER = "never";
const ALL = "all";
const DAY_MILLISECONDS = 86_400_000;
const FIELDS = ["name", "scopes", "organisationIdentity", "expiresAt"] as const;

/** Makes a token and shows it once, with a call that uses it. */
export function CreateTokenDialog({ origin, createToken, onClose }: CreateTokenDialogProps) {
  const t = useTranslations("account");
  const { organisations } = usePlace().viewer;
  const { runOrExplain } = useConsoleChange(null);
  const form = useSubmission(FIELDS);
  const [name, setName] = useState("");
  const [scope, setScope] = useState<"read" | "write">("read");
  const [opens, setOpens] = useState(organisations.length === 1 ? (organisations[0]?.identity ?? ALL) : ALL);
  const [expiry, setExpiry] = useState<string>("90");
  const [openedAt] = useState(() => Date.now());
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const endOf = (days: string) => openedAt + Number(days) * DAY_MILLISECONDS;

  function submit() {
    if (!form.check(name.trim() === "" ? { name: t("tokens.nameMissing") } : {})) return;
    const request: NewToken = {
      name: name.trim(),
      scopes: scope === "read" ? ["api:read"] : ["api:read", "api:write"],
      organisationIdentity: opens === ALL ? null : opens,
      expiresAt: expiry === NEVER ? null : new Date(endOf(expiry)).toISOString(),
    };
    void form.submit(() => runOrExplain(() => createToken(OWN, request), setMade));
  }

  if (made !== null) {
    return (
      <ShownOnce
        title={t("tokens.shownTitle", { name: made.name })}
        text={
          <>
            {t("tokens.shownText")} {t("tokens.kept")}
          </>
        }
        values={[{ label: t("tokens.token"), value: made.token }]}
        onClose={onClose}
      >
        <CodeBlock
          label={t("tokens.try")}
          language="shell"
          code={`curl -sS ${origin}/v1/me \\\n  -H "Authorization: Bearer ${made.token}"`}
        />
      </ShownOnce>
    );
  }
  return (
    <FormDialog
      title={t("tokens.create")}
      submitLabel={t("tokens.create")}
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <TextField
        label={t("tokens.name")}
        help={t("tokens.nameHelp")}
        placeholder="laptop"
        value={name}
        onChange={(value) => {
          setName(value);
          form.touch();
        }}
        error={form.errors.name}
        autoFocus
        autoComplete="off"
      />
      <RadioCards
        label={t("tokens.scope")}
        value={scope}
        onChange={(value) => setScope(value === "write" ? "write" : "read")}
        error={form.errors.scopes}
        cards={[
          { value: "read", title: t("tokens.scopeRead"), detail: t("tokens.scopeReadDetail") },
          { value: "write", title: t("tokens.scopeWrite"), detail: t("tokens.scopeWriteDetail") },
        ]}
      />
      <Select
        label={t("tokens.confine")}
        help={t("tokens.confineHelp")}
        options={[
          { value: ALL, label: t("tokens.all") },
          ...organisations.map(({ identity, name: label, slug }) => ({ value: identity, label, detail: slug })),
        ]}
        value={opens}
        onChange={setOpens}
        error={form.errors.organisationIdentity}
      />
      <Select
        label={t("tokens.expiry")}
        help={expiry === NEVER ? t("tokens.noExpiryNote") : t("tokens.expiryHelp")}
        options={[
          ...DAYS.map((days) => ({
            value: days,
            label: t("tokens.days", { days: Number(days) }),
            detail: dayWords(endOf(days)),
          })),
          { value: NEVER, label: t("tokens.noExpiry") },
        ]}
        value={expiry}
        onChange={setExpiry}
        error={form.errors.expiresAt}
      />
    </FormDialog>
  );
}
