"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import type { PolicyMessage } from "@/lib/contract/access";
import { DESCRIPTION_CHARACTERS_MAX, NAME_CHARACTERS_MAX } from "../keys/new-key";
import type { Refusal } from "../query/use-console-change";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { Dialog } from "../ui/dialog";
import { InlineError } from "../ui/inline-error";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import type { RoleRequest } from "./role-actions";
import type { RoleNoun } from "./role-rights";

interface RoleDialogProps {
  noun: RoleNoun;
  /** The one to change; null for a new one. */
  of: PolicyMessage | null;
  onClose: () => void;
  /** Null when saved, else what to show. */
  onSave: (request: RoleRequest) => Promise<Refusal | null>;
}

/** Asks for name and description of a new role or policy, or of one that is there. */
export function RoleDialog({ noun, of, onClose, onSave }: RoleDialogProps) {
  const t = useTranslations("roles");
  const tUi = useTranslations("ui");
  const formId = useId();
  const [name, setName] = useState(of?.name ?? "");
  const [description, setDescription] = useState(of?.description ?? "");
  const [replicateToChildren, setReplicate] = useState(of?.replicateToChildren ?? false);
  const [error, setError] = useState<string | null>(null);
  const [failure, setFailure] = useState<Refusal | null>(null);
  const [isPending, setPending] = useState(false);

  async function save(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    if (name.trim() === "") return setError(t("form.nameMissing"));
    setPending(true);
    const request = { name: name.trim(), description: description.trim() };
    const refusal = await onSave(noun === "role" ? request : { ...request, replicateToChildren });
    setPending(false);
    if (refusal === null) return onClose();
    if (["slug_taken", "invalid_request"].includes(refusal.code)) setError(refusal.message);
    else setFailure(refusal);
  }

  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t(of === null ? "form.create" : "form.edit", { noun })}
      footer={
        <>
          <Button onPress={onClose}>{tUi("cancel")}</Button>
          <Button type="submit" form={formId} tone="primary" isPending={isPending}>
            {of === null ? t("form.create", { noun }) : t("form.save")}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={save} noValidate className="flex flex-col gap-4">
        <TextField
          label={t("form.name")}
          help={of === null ? t("form.nameHelp") : undefined}
          placeholder={t("form.namePlaceholder")}
          value={name}
          onChange={(value) => {
            setName(value);
            setError(null);
          }}
          error={error}
          maxLength={NAME_CHARACTERS_MAX}
          autoFocus
          autoComplete="off"
        />
        <TextArea
          label={t("form.description")}
          help={t("form.descriptionHelp")}
          isOptional
          rows={3}
          value={description}
          onChange={setDescription}
          maxLength={DESCRIPTION_CHARACTERS_MAX}
        />
        {noun === "policy" ? (
          <Checkbox
            label={t("form.replicate")}
            help={t("form.replicateHelp")}
            isSelected={replicateToChildren}
            onChange={setReplicate}
          />
        ) : null}
        {failure ? <InlineError message={failure.message} requestId={failure.requestId} /> : null}
      </form>
    </Dialog>
  );
}
