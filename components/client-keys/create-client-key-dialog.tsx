"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { CLIENT_KEY_POLICIES, clientKeyPasswordProblem } from "@/lib/contract/client-key-limits";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { Checkbox } from "../ui/checkbox";
import { FieldError } from "../ui/field-error";
import { FormDialog } from "../ui/form-dialog";
import { useNow } from "../ui/now";
import { Select } from "../ui/select";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import type { ClientKeyActions } from "./client-key-actions";
import type { MadeClientKey } from "./client-key-made";
import { suggestPassword } from "./suggest-password";

interface CreateClientKeyDialogProps {
  scope: Scope;
  regions: readonly string[];
  createClientKey: ClientKeyActions["createClientKey"];
  onMade: (made: MadeClientKey) => void;
  onClose: () => void;
}

const FIELDS = ["name", "region", "policies", "resourceIdentities", "cidrs", "password", "notAfter"] as const;
const DAYS = ["90", "365", "1825"] as const;
const DAY_MS = 86_400_000;

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The refusal of one line among several, with the line: `cidrs.1: must be …` says `cidrs: “10.0.0.0/99” must be …`. */
function withLines(
  message: string,
  lines: Readonly<Record<"resourceIdentities" | "cidrs", readonly string[]>>,
): string {
  return message.replaceAll(/\b(resourceIdentities|cidrs)\.(\d+): /g, (_, field: keyof typeof lines, index: string) => {
    return `${field}: “${lines[field][Number(index)]}” `;
  });
}

/** Asks what a new client key is for and may do. */
export function CreateClientKeyDialog({
  scope,
  regions,
  createClientKey,
  onMade,
  onClose,
}: CreateClientKeyDialogProps) {
  const t = useTranslations("clientKeys");
  const tUi = useTranslations("ui");
  const now = useNow();
  const { runOrExplain } = useConsoleChange(scope);
  const form = useSubmission(FIELDS);
  const [name, setName] = useState("");
  const [region, setRegion] = useState(regions[0] ?? "");
  const [policies, setPolicies] = useState<readonly string[]>(["kms:Encrypt", "kms:Decrypt"]);
  const [objects, setObjects] = useState("");
  const [addresses, setAddresses] = useState("");
  const [password, setPassword] = useState(suggestPassword);
  const [days, setDays] = useState<string>("365");

  function submit() {
    const problem = clientKeyPasswordProblem(password);
    const problems = {
      ...(name.trim() === "" ? { name: t("problem.name") } : {}),
      ...(policies.length === 0 ? { policies: t("problem.policies") } : {}),
      ...(problem === null ? {} : { password: t("passwordProblem", { problem }) }),
    };
    if (Object.keys(problems).length > 0) return void form.check(problems);
    const request = {
      name: name.trim(),
      region,
      password,
      policies: [...policies],
      resourceIdentities: linesOf(objects),
      cidrs: linesOf(addresses),
      notAfter: new Date(now + Number(days) * DAY_MS).toISOString(),
    };
    void form.submit(async () => {
      const refusal = await runOrExplain(
        () => createClientKey(scope, request),
        ({ keyId, clientKeyContent }) => onMade({ name: request.name, keyId, clientKeyContent, password }),
      );
      return refusal && { ...refusal, message: withLines(refusal.message, request) };
    });
  }

  const touched = (set: (text: string) => void) => (text: string) => {
    set(text);
    form.touch();
  };

  return (
    <FormDialog
      title={t("create")}
      submitLabel={t("create")}
      size="wide"
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <TextField
        label={tUi("name")}
        help={t("nameHelp")}
        placeholder={t("namePlaceholder")}
        value={name}
        onChange={touched(setName)}
        error={form.errors.name}
        autoFocus
        autoComplete="off"
        spellCheck="false"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label={t("region")}
          help={t("regionHelp")}
          error={form.errors.region}
          value={region}
          onChange={touched(setRegion)}
          options={regions.map((slug) => ({ value: slug, label: slug }))}
        />
        <Select
          label={t("ends")}
          help={t("endsHelp")}
          error={form.errors.notAfter}
          value={days}
          onChange={touched(setDays)}
          options={DAYS.map((choice) => ({ value: choice, label: t(`endsIn.${choice}`) }))}
        />
      </div>
      <fieldset>
        <legend className="font-medium text-control">{t("policies")}</legend>
        <p className="mt-0.5 text-caption text-ink-muted">{t("policiesHelp")}</p>
        <div className="mt-2 grid gap-2 sm:grid-cols-2">
          {CLIENT_KEY_POLICIES.map((policy) => (
            <Checkbox
              key={policy}
              label={t(`policy.${policy}`)}
              help={
                <>
                  <code className="font-mono">{policy}</code>
                  {policy === "secrets:GetSecretValue" ? (
                    <span className="block">{t(`policyTakes.${policy}`)}</span>
                  ) : null}
                </>
              }
              isSelected={policies.includes(policy)}
              onChange={(isSelected) => {
                setPolicies(isSelected ? [...policies, policy] : policies.filter((other) => other !== policy));
                form.touch();
              }}
            />
          ))}
        </div>
        {form.errors.policies ? <FieldError message={form.errors.policies} /> : null}
      </fieldset>
      <TextField
        label={t("password")}
        help={t("passwordHelp")}
        value={password}
        onChange={touched(setPassword)}
        error={form.errors.password}
        isMono
        autoComplete="off"
        spellCheck="false"
      />
      <TextArea
        label={t("objects")}
        help={t("objectsHelp")}
        value={objects}
        onChange={touched(setObjects)}
        error={form.errors.resourceIdentities}
        rows={2}
        isMono
        isOptional
      />
      <TextArea
        label={t("addresses")}
        help={t("addressesHelp")}
        value={addresses}
        onChange={touched(setAddresses)}
        error={form.errors.cidrs}
        rows={2}
        isMono
        isOptional
      />
    </FormDialog>
  );
}
