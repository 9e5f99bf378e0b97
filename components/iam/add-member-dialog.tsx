"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { MembershipMessage } from "@/lib/contract/access";
import { useOrganisation } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { FormDialog } from "../ui/form-dialog";
import { RadioCards } from "../ui/radio-cards";
import { TextField } from "../ui/text-field";
import type { MemberActions } from "./member-actions";
import { PasswordLinkShown } from "./password-link-shown";

interface AddMemberDialogProps {
  scope: Scope;
  addMember: MemberActions["addMember"];
  onClose: () => void;
}

type Role = MembershipMessage["role"];
const ROLES: readonly Role[] = ["MEMBER", "OWNER"];
const FIELDS = ["email", "name", "role"] as const;

/** Adds a person by e-mail address; the link with which they join is shown afterwards. */
export function AddMemberDialog({ scope, addMember, onClose }: AddMemberDialogProps) {
  const t = useTranslations("access");
  const isOwner = useOrganisation().organisation.role === "OWNER";
  const { runOrExplain } = useConsoleChange(scope);
  const form = useSubmission(FIELDS);
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("MEMBER");
  const [link, setLink] = useState<{ name: string; passwordLink: string } | null>(null);

  function submit() {
    const address = email.trim();
    if (!form.check(/^[^\s@]+@[^\s@]+$/.test(address) ? {} : { email: t("members.emailForm") })) return;
    const request = { email: address, role, ...(name.trim() === "" ? {} : { name: name.trim() }) };
    void form.submit(() =>
      runOrExplain(
        () => addMember(scope, request),
        ({ user, passwordLink }) => setLink({ name: user.name, passwordLink }),
      ),
    );
  }

  if (link !== null) return <PasswordLinkShown {...link} invites onClose={onClose} />;
  return (
    <FormDialog
      title={t("members.add")}
      submitLabel={t("members.add")}
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <TextField
        label={t("members.email")}
        help={t("members.emailHelp")}
        type="email"
        value={email}
        onChange={(value) => {
          setEmail(value);
          form.touch();
        }}
        error={form.errors.email}
        autoFocus
        autoComplete="off"
      />
      <TextField
        label={t("members.name")}
        help={t("members.nameHelp")}
        isOptional
        value={name}
        onChange={setName}
        error={form.errors.name}
        autoComplete="off"
      />
      <RadioCards
        label={t("members.column.role")}
        value={role}
        onChange={(value) => setRole(value === "OWNER" ? "OWNER" : "MEMBER")}
        error={form.errors.role}
        cards={ROLES.map((value) => ({
          value,
          title: t(`members.role.${value}`),
          detail: value === "OWNER" && !isOwner ? t("members.onlyOwners") : t(`members.roleDetail.${value}`),
          isDisabled: value === "OWNER" && !isOwner,
        }))}
      />
    </FormDialog>
  );
}
