"use client";

import { Boxes, GitBranch, Globe } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { federatedIdentityAddress } from "../credentials/addresses";
import { type ExpiryChoice, expiryMoment } from "../credentials/expiry";
import { ExpiryField, type ScopeChoice, ScopeField, scopesOf } from "../credentials/limit-fields";
import { type Scope, scopedAddress } from "../layout/scope";
import { fieldErrors } from "../query/field-errors";
import { type Refusal, useConsoleChange } from "../query/use-console-change";
import { Button } from "../ui/button";
import { CodeSamples } from "../ui/code-block";
import { InlineError } from "../ui/inline-error";
import { ButtonLink, Link } from "../ui/link";
import { notify } from "../ui/notify";
import { useNow } from "../ui/now";
import { PageHeader } from "../ui/page-header";
import { Panel } from "../ui/panel";
import { RadioCards } from "../ui/radio-cards";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";
import type { FederationActions } from "./federation-actions";
import {
  emptyTrust,
  PRESETS,
  type Preset,
  sourceOf,
  subjectOf,
  type TrustDraft,
  type TrustProblem,
  trustProblems,
} from "./presets";
import { exchangeSamples } from "./samples";
import { SourceFields } from "./source-fields";

interface Reference {
  identity: string;
  name: string;
  slug: string;
}

interface TrustFormProps {
  scope: Scope;
  accounts: readonly Reference[];
  providers: readonly { identity: string; name: string; providerIssuer: string }[];
  /** Slug of the account that the address names. */
  account: string | null;
  /** Origin of the API, and what tokens are meant for unless somebody says otherwise. */
  origin: string;
  actions: Pick<FederationActions, "createProvider" | "createIdentity">;
}

const ICONS = { github: <GitBranch />, kubernetes: <Boxes />, other: <Globe /> } as const;
/** What the server says of a request's fields stands beside these of the form. */
const SERVER_FIELDS = [
  "name",
  "providerIssuer",
  "providerJwksUri",
  "localJwks",
  "providerSubject",
  "trustedAudiences",
] as const;
type FormField = TrustProblem | "name" | "account";
const FIELD_OF: Readonly<Record<(typeof SERVER_FIELDS)[number], FormField>> = {
  name: "name",
  providerIssuer: "issuer",
  providerJwksUri: "jwksUri",
  localJwks: "jwks",
  providerSubject: "subject",
  trustedAudiences: "audience",
};

export type TrustErrors = Partial<Record<FormField, string>>;

/** Lets the tokens of another issuer act as a service account: a provider where there is none yet, and an identity. */
export function TrustForm({ scope, accounts, providers, account, origin, actions }: TrustFormProps) {
  const t = useTranslations("federation");
  const tUi = useTranslations("ui");
  const router = useRouter();
  const now = useNow();
  const form = useRef<HTMLFormElement>(null);
  const { runOrExplain } = useConsoleChange(scope);
  const [draft, setDraft] = useState<TrustDraft>(() => emptyTrust("github", origin));
  const [name, setName] = useState("");
  const [slug, setSlug] = useState<string | null>(account ?? accounts[0]?.slug ?? null);
  const [access, setAccess] = useState<ScopeChoice>("write");
  const [expiry, setExpiry] = useState<ExpiryChoice>("never");
  const [errors, setErrors] = useState<TrustErrors>({});
  const [failure, setFailure] = useState<Refusal | null>(null);
  const [isPending, setPending] = useState(false);
  const source = sourceOf(draft);
  const known = providers.find(({ providerIssuer }) => providerIssuer === source.providerIssuer);

  useEffect(() => {
    if (Object.keys(errors).length > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [errors]);

  function set(change: Partial<TrustDraft>) {
    setDraft((before) => ({ ...before, ...change }));
    setErrors({});
    setFailure(null);
  }

  function problems(): TrustErrors {
    const found = trustProblems(draft).filter((field) => known === undefined || !KEY_FIELDS.includes(field));
    return {
      ...Object.fromEntries(found.map((field) => [field, t(`problem.${field}`)])),
      ...(name.trim() === "" ? { name: tUi("problem.nameMissing") } : {}),
      ...(slug === null ? { account: t("problem.account") } : {}),
    };
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const found = problems();
    setErrors(found);
    if (isPending || Object.keys(found).length > 0) return;
    setPending(true);
    const refusal = await send();
    setPending(false);
    if (refusal === null) return;
    const beside = refusal.code === "invalid_request" ? fieldErrors(refusal.message, SERVER_FIELDS) : null;
    if (beside === null) return setFailure(refusal);
    setErrors(
      Object.fromEntries(SERVER_FIELDS.flatMap((field) => (beside[field] ? [[FIELD_OF[field], beside[field]]] : []))),
    );
  }

  async function send(): Promise<Refusal | null> {
    let providerIdentity = known?.identity ?? "";
    if (known === undefined) {
      const providerName = draft.preset === "github" ? t("preset.github") : new URL(source.providerIssuer).host;
      const refused = await runOrExplain(
        () => actions.createProvider(scope, { name: providerName, ...source }),
        ({ identity }) => {
          providerIdentity = identity;
        },
      );
      if (refused !== null) return refused;
    }
    const request = {
      name: name.trim(),
      providerIdentity,
      serviceAccountIdentity: slug ?? "",
      providerSubject: subjectOf(draft),
      trustedAudiences: [draft.audience.trim()],
      allowedScopes: scopesOf(access),
      conditions: {},
      expiresAt: expiryMoment(expiry, now),
    };
    return runOrExplain(
      () => actions.createIdentity(scope, request),
      (made) => {
        notify({
          title: t("created", { name: made.name }),
          detail: t("createdDetail", { account: made.serviceAccount.name }),
        });
        router.push(federatedIdentityAddress(scope, made.slug));
      },
    );
  }

  return (
    <>
      <PageHeader title={t("form.title")} lead={t("form.lead")} />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,40rem)_minmax(0,1fr)]">
        <form ref={form} onSubmit={submit} noValidate autoComplete="off" className="flex min-w-0 flex-col gap-4">
          <Panel title={t("form.partFrom")}>
            <div className="flex flex-col gap-5">
              <RadioCards
                label={t("form.preset")}
                columns={3}
                value={draft.preset}
                onChange={(value) => setPreset(PRESETS.find((preset) => preset === value) ?? "other")}
                cards={PRESETS.map((preset) => ({
                  value: preset,
                  title: t(`preset.${preset}`),
                  detail: t(`presetDetail.${preset}`),
                  icon: ICONS[preset],
                }))}
              />
              <SourceFields draft={draft} errors={errors} onChange={set} known={known?.name ?? null} />
            </div>
          </Panel>
          <Panel title={t("form.partTo")}>
            <div className="flex flex-col gap-5">
              {accounts.length === 0 ? (
                <p className="text-control text-ink-muted">
                  {t("form.noAccounts")}{" "}
                  <Link href={scopedAddress(scope, "/access/service-accounts")}>{t("form.createAccount")}</Link>
                </p>
              ) : (
                <Select
                  label={t("form.account")}
                  help={t("form.accountHelp")}
                  error={errors.account}
                  value={slug}
                  onChange={setSlug}
                  options={accounts.map((one) => ({ value: one.slug, label: one.name }))}
                />
              )}
              <TextField
                label={t("form.name")}
                help={t("form.nameHelp")}
                placeholder={t("form.namePlaceholder")}
                value={name}
                onChange={(value) => {
                  setName(value);
                  setErrors({});
                }}
                error={errors.name}
                spellCheck="false"
              />
              <TextField
                label={t("form.audience")}
                help={t("form.audienceHelp")}
                isMono
                value={draft.audience}
                onChange={(audience) => set({ audience })}
                error={errors.audience}
                spellCheck="false"
              />
              <ScopeField value={access} onChange={setAccess} />
              <ExpiryField value={expiry} onChange={setExpiry} />
            </div>
          </Panel>
          {failure === null ? null : <InlineError message={failure.message} requestId={failure.requestId} />}
          <div className="flex gap-2">
            <Button type="submit" tone="primary" isPending={isPending} isDisabled={accounts.length === 0}>
              {t("form.submit")}
            </Button>
            <ButtonLink href={scopedAddress(scope, "/access/federation")}>{tUi("cancel")}</ButtonLink>
          </div>
        </form>
        <CodeSamples
          title={t("sample.title")}
          label={t("sample.title")}
          samples={exchangeSamples({
            origin,
            organisation: scope.organisation,
            account: slug ?? "",
            issuer: source.providerIssuer,
            subject: subjectOf(draft),
            audience: draft.audience.trim(),
          })}
        />
      </div>
    </>
  );

  function setPreset(preset: Preset) {
    setDraft(emptyTrust(preset, origin));
    setErrors({});
  }
}

/** Of an issuer that has a provider already nobody asks for keys. */
const KEY_FIELDS: readonly TrustProblem[] = ["jwksUri", "jwks"];
