"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { CreatedSecondaryMessage } from "@/lib/contract/dnssec";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { FormDialog } from "../ui/form-dialog";
import { TextField } from "../ui/text-field";
import type { DnssecActions } from "./dnssec-actions";

interface SecondaryDialogProps {
  place: Scope;
  createSecondary: DnssecActions["createSecondary"];
  onCreated: (secondary: CreatedSecondaryMessage) => void;
  onClose: () => void;
}

const FIELDS = ["name", "notify"] as const;
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Lets a name server take over the organisation's zones. */
export function SecondaryDialog({ place, createSecondary, onCreated, onClose }: SecondaryDialogProps) {
  const t = useTranslations("dns.servers");
  const { runOrExplain } = useConsoleChange(place);
  const form = useSubmission(FIELDS);
  const [name, setName] = useState("");
  const [addresses, setAddresses] = useState("");

  function submit() {
    if (!form.check(NAME.test(name.trim()) ? {} : { name: t("nameProblem") })) return;
    const notify = addresses.split(/[\s,]+/).filter(Boolean);
    void form.submit(async () => {
      const refusal = await runOrExplain(
        () => createSecondary(place, { name: name.trim(), notify }),
        (created) => {
          onClose();
          onCreated(created);
        },
      );
      if (refusal?.code === "slug_taken") {
        form.check({ name: t("nameTaken") });
        return null;
      }
      if (refusal?.code === "invalid_request" && refusal.message.startsWith("notify")) {
        form.check({ notify: t("notifyProblem") });
        return null;
      }
      return refusal;
    });
  }

  return (
    <FormDialog
      title={t("addTitle")}
      submitLabel={t("add")}
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <TextField
        label={t("name")}
        help={t("nameHelp")}
        placeholder="ns1"
        isMono
        autoFocus
        autoComplete="off"
        spellCheck="false"
        value={name}
        onChange={(value) => {
          setName(value);
          form.touch();
        }}
        error={form.errors.name}
      />
      <TextField
        label={t("notify")}
        help={t("notifyHelp")}
        placeholder="192.0.2.53"
        isMono
        isOptional
        autoComplete="off"
        spellCheck="false"
        value={addresses}
        onChange={(value) => {
          setAddresses(value);
          form.touch();
        }}
        error={form.errors.notify}
      />
    </FormDialog>
  );
}
