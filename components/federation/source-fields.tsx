"use client";

import { useTranslations } from "next-intl";
import { CodeBlock } from "../ui/code-block";
import { Select } from "../ui/select";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import { GITHUB_RUNS, subjectOf, type TrustDraft } from "./presets";
import type { TrustErrors } from "./trust-form";

interface SourceFieldsProps {
  draft: TrustDraft;
  errors: TrustErrors;
  onChange: (change: Partial<TrustDraft>) => void;
  /** Name of the provider that the issuer has already; then its keys are known. */
  known: string | null;
}

const KEY_SOURCES: readonly TrustDraft["keys"][] = ["discovery", "address", "inline"];
const CLUSTER_FACTS = `kubectl get --raw /.well-known/openid-configuration | jq -r .issuer
kubectl get --raw /openid/v1/jwks`;

/** Which tokens of which issuer: a few words for systems that are known, everything for others. */
export function SourceFields(props: SourceFieldsProps) {
  const t = useTranslations("federation");
  const { draft } = props;
  return (
    <>
      {draft.preset === "github" ? <GithubFields {...props} /> : <IssuerFields {...props} />}
      {draft.preset === "other" ? (
        <TextField
          label={t("form.subject")}
          help={t("form.subjectHelp")}
          isMono
          value={draft.subject}
          onChange={(subject) => props.onChange({ subject })}
          error={props.errors.subject}
          spellCheck="false"
        />
      ) : isNamed(draft) ? (
        <p className="text-caption text-ink-muted">
          {t("form.subjectIs")} <code className="break-all font-mono text-ink">{subjectOf(draft)}</code>
        </p>
      ) : null}
    </>
  );
}

/** Whether enough is filled in for a subject to be one. */
function isNamed({ preset, repository, run, ref, namespace, kubernetesAccount }: TrustDraft): boolean {
  const needed =
    preset === "kubernetes"
      ? [namespace, kubernetesAccount]
      : run === "pull_request"
        ? [repository]
        : [repository, ref];
  return needed.every((text) => text.trim() !== "");
}

function GithubFields({ draft, errors, onChange }: SourceFieldsProps) {
  const t = useTranslations("federation");
  return (
    <>
      <TextField
        label={t("form.repository")}
        help={t("form.repositoryHelp")}
        placeholder="acme/shop"
        isMono
        value={draft.repository}
        onChange={(repository) => onChange({ repository })}
        error={errors.repository}
        spellCheck="false"
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label={t("form.run")}
          value={draft.run}
          onChange={(value) => onChange({ run: GITHUB_RUNS.find((run) => run === value) ?? "branch" })}
          options={GITHUB_RUNS.map((run) => ({ value: run, label: t(`run.${run}`) }))}
        />
        {draft.run === "pull_request" ? null : (
          <TextField
            label={t(`refOf.${draft.run}`)}
            isMono
            value={draft.ref}
            onChange={(ref) => onChange({ ref })}
            error={errors.ref}
            spellCheck="false"
          />
        )}
      </div>
    </>
  );
}

function IssuerFields(props: SourceFieldsProps) {
  const t = useTranslations("federation");
  const { draft, errors, onChange, known } = props;
  const isCluster = draft.preset === "kubernetes";
  return (
    <>
      {isCluster ? (
        <div>
          <p className="mb-2 text-caption text-ink-muted">{t("form.clusterFacts")}</p>
          <CodeBlock code={CLUSTER_FACTS} language="shell" label={t("form.clusterFacts")} />
        </div>
      ) : null}
      <TextField
        label={t("form.issuer")}
        help={known === null ? t("form.issuerHelp") : t("form.issuerKnown", { name: known })}
        placeholder={isCluster ? "https://kubernetes.default.svc.cluster.local" : "https://ci.example.org"}
        isMono
        value={draft.issuer}
        onChange={(issuer) => onChange({ issuer })}
        error={errors.issuer}
        spellCheck="false"
      />
      {known === null ? <KeyFields {...props} /> : null}
      {isCluster ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={t("form.namespace")}
            isMono
            value={draft.namespace}
            onChange={(namespace) => onChange({ namespace })}
            error={errors.kubernetes}
            spellCheck="false"
          />
          <TextField
            label={t("form.kubernetesAccount")}
            isMono
            value={draft.kubernetesAccount}
            onChange={(kubernetesAccount) => onChange({ kubernetesAccount })}
            spellCheck="false"
          />
        </div>
      ) : null}
    </>
  );
}

function KeyFields({ draft, errors, onChange }: SourceFieldsProps) {
  const t = useTranslations("federation");
  return (
    <>
      <Select
        label={t("form.keys")}
        help={t(`keysHelp.${draft.keys}`)}
        value={draft.keys}
        onChange={(value) => onChange({ keys: KEY_SOURCES.find((source) => source === value) ?? "discovery" })}
        options={KEY_SOURCES.map((source) => ({ value: source, label: t(`keys.${source}`) }))}
      />
      {draft.keys === "address" ? (
        <TextField
          label={t("form.jwksUri")}
          isMono
          value={draft.jwksUri}
          onChange={(jwksUri) => onChange({ jwksUri })}
          error={errors.jwksUri}
          spellCheck="false"
        />
      ) : null}
      {draft.keys === "inline" ? (
        <TextArea
          label={t("form.jwks")}
          help={t("form.jwksHelp")}
          rows={4}
          isMono
          placeholder='{"keys":[…]}'
          value={draft.jwks}
          onChange={(jwks) => onChange({ jwks })}
          error={errors.jwks}
          spellCheck="false"
        />
      ) : null}
    </>
  );
}
