"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ActionResult } from "@/lib/contract/console";
import { NAME_CHARACTERS_MAX } from "../labels/described-fields";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { FormDialog } from "../ui/form-dialog";
import { useNow } from "../ui/now";
import { TextField } from "../ui/text-field";
import type { MadeCredential, NewCredential } from "./credential-actions";
import { EXPIRY_SUGGESTED, type ExpiryChoice, expiryMoment } from "./expiry";
import { ExpiryField, type ScopeChoice, ScopeField, scopesOf } from "./limit-fields";

interface CreateCredentialDialogProps {
  scope: Scope;
  /** Name of the service account. */
  account: string;
  createCredential: (request: NewCredential) => Promise<ActionResult<MadeCredential>>;
  onMade: (made: MadeCredential) => void;
  onClose: () => void;
}

const FIELDS = ["name", "scopes", "expiresAt"] as const;

/** Gives a service account a key and a secret. */
export function CreateCredentialDialog(props: CreateCredentialDialogProps) {
  const { scope, account, createCredential, onMade, onClose } = props;
  const t = useTranslations("credentials");
  const tUi = useTranslations("ui");
  const now = useNow();
  const { runOrExplain } = useConsoleChange(scope);
  const form = useSubmission(FIELDS);
  const [name, setName] = useState("");
  const [access, setAccess] = useState<ScopeChoice>("write");
  const [expiry, setExpiry] = useState<ExpiryChoice>(EXPIRY_SUGGESTED);

  function submit() {
    const given = name.trim();
    if (given === "") return void form.check({ name: tUi("problem.nameMissing") });
    if (given.length > NAME_CHARACTERS_MAX) {
      return void form.check({ name: tUi("problem.nameLong", { max: NAME_CHARACTERS_MAX }) });
    }
    const request = { name: given, scopes: scopesOf(access), expiresAt: expiryMoment(expiry, now) };
    void form.submit(() => runOrExplain(() => createCredential(request), onMade));
  }

  return (
    <FormDialog
      title={t("credential.createTitle", { name: account })}
      submitLabel={t("credential.create")}
      size="wide"
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <TextField
        label={tUi("name")}
        help={t("credential.nameHelp")}
        placeholder={t("credential.namePlaceholder")}
        value={name}
        onChange={(value) => {
          setName(value);
          form.touch();
        }}
        error={form.errors.name}
        autoFocus
        autoComplete="off"
        spellCheck="false"
      />
      <ScopeField value={access} onChange={setAccess} error={form.errors.scopes} />
      <ExpiryField value={expiry} onChange={setExpiry} error={form.errors.expiresAt} />
    </FormDialog>
  );
}
