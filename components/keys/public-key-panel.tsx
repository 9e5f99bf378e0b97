"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KmsKey } from "@/lib/contract/kms";
import { QueryError } from "../query/query-error";
import { Button } from "../ui/button";
import { CodeBlock } from "../ui/code-block";
import { CopyButton } from "../ui/copy-button";
import { Panel } from "../ui/panel";
import { SegmentedControl } from "../ui/segmented-control";
import { Select } from "../ui/select";
import { Skeleton } from "../ui/skeleton";
import { downloadText } from "./download-text";
import type { KeyPlace } from "./key-actions";
import { usePublicKeys } from "./queries";

const FORMS = ["pem", "jwk", "jwks"] as const;
type Form = (typeof FORMS)[number];

/** The public half of an asymmetric key: one version as PEM or JWK, or all as a set. */
export function PublicKeyPanel({ of, place }: { of: KmsKey; place: KeyPlace }) {
  const t = useTranslations("keys");
  const [form, setForm] = useState<Form>("pem");
  const [chosen, setChosen] = useState<number | null>(null);
  const left = of.versions.filter(({ status }) => status !== "destroyed").map(({ version }) => version);
  const version = chosen !== null && left.includes(chosen) ? chosen : of.latestVersion;
  const { data, error, refetch, isFetching } = usePublicKeys(place, form === "pem" ? "pem" : "jwk", left.join());
  const isRaw = of.keyType === "ed25519";
  const text = data === undefined ? null : textOf(data.keys, form, version);
  const file = `${of.slug}${form === "jwks" ? "" : `-v${version}`}.${extension(form, isRaw)}`;
  return (
    <Panel
      title={t("publicKey.title")}
      aside={
        <SegmentedControl<Form>
          label={t("publicKey.form")}
          options={FORMS.map((one) => ({
            value: one,
            label: t(`publicKey.forms.${one === "pem" && isRaw ? "raw" : one}`),
          }))}
          value={form}
          onChange={setForm}
        />
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-control text-ink-muted">{t(form === "jwks" ? "publicKey.setLead" : "publicKey.lead")}</p>
        {left.length > 1 && form !== "jwks" ? (
          <Select
            label={t("publicKey.version")}
            options={left.toReversed().map((one) => ({
              value: String(one),
              label: t(one === of.latestVersion ? "export.versionLatest" : "export.versionOption", { version: one }),
            }))}
            value={String(version)}
            onChange={(one) => setChosen(Number(one))}
            className="max-w-64"
          />
        ) : null}
        {error ? (
          <QueryError error={error} title={t("publicKey.failed")} onRetry={() => refetch()} isRetrying={isFetching} />
        ) : null}
        {text === null ? (
          error ? null : (
            <Skeleton className="h-28 rounded-control" />
          )
        ) : (
          <>
            <CodeBlock code={text} language={form === "pem" ? "text" : "json"} label={t("publicKey.title")} />
            <div className="flex flex-wrap gap-2">
              <CopyButton value={text} label={t("publicKey.title")} look="button" />
              <Button icon={<Download aria-hidden />} onPress={() => downloadText(file, text)}>
                {t("download")}
              </Button>
            </div>
          </>
        )}
      </div>
    </Panel>
  );
}

function textOf(keys: Readonly<Record<string, unknown>>, form: Form, version: number): string | null {
  if (form === "jwks") return JSON.stringify({ keys: Object.values(keys) }, null, 2);
  const key = keys[version];
  if (key === undefined) return null;
  return typeof key === "string" ? key.trim() : JSON.stringify(key, null, 2);
}

function extension(form: Form, isRaw: boolean): string {
  if (form === "jwks") return "jwks.json";
  if (form === "jwk") return "jwk.json";
  return isRaw ? "pub.txt" : "pub.pem";
}
