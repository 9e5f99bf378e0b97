"use client";

import { useTranslations } from "next-intl";
import type { KmsKey } from "@/lib/contract/kms";
import { callSamples } from "@/lib/format/call-samples";
import { CodeSamples } from "../ui/code-block";
import { CopyButton } from "../ui/copy-button";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { Panel } from "../ui/panel";
import { envelopeSample } from "./envelope-sample";
import type { KeyPlace } from "./key-actions";

interface KeyConnectProps {
  of: KmsKey;
  place: KeyPlace;
  /** Origin of the API. */
  origin: string;
}

/** Everything an application needs to use the key. */
export function KeyConnect({ of, place, origin }: KeyConnectProps) {
  const t = useTranslations("keys");
  const endpoint = `${origin}/v1/kms/${of.region.slug}/keys/${of.slug}`;
  const call = (verb: string, body: Record<string, unknown>) =>
    ({
      method: "POST",
      url: `${endpoint}/${verb}`,
      organisation: place.organisation,
      project: place.project,
      body,
    }) as const;
  const ciphertext = `thalassa:v${of.latestVersion}:…`;
  const named = (name: string, value: string) => ({ name, value: <Identifier value={value} label={name} isFull /> });
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-4">
        <CodeSamples
          title={t("connect.encrypt")}
          label={t("connect.encrypt")}
          samples={callSamples(call("encrypt", { plaintext: "aGVsbG8sIGttcw==" }))}
        />
        <CodeSamples
          title={t("connect.decrypt")}
          label={t("connect.decrypt")}
          samples={callSamples(call("decrypt", { ciphertext }))}
        />
        <CodeSamples
          title={t("connect.envelopeCode")}
          label={t("connect.envelopeCode")}
          samples={[{ id: "node", label: "Node", language: "typescript", code: envelopeSample(endpoint, place) }]}
        />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Panel title={t("connect.address")} isFlush>
          <FactsList
            facts={[
              { name: t("connect.endpoint"), value: <Endpoint address={endpoint} /> },
              named(t("connect.key"), of.identity),
              named(t("connect.organisation"), place.organisation),
            ]}
          />
          <p className="border-line border-t px-4 py-3 text-caption text-ink-muted">
            {t.rich("connect.token", { code: (text) => <code className="font-mono text-ink">{text}</code> })}
          </p>
        </Panel>
        <Panel title={t("connect.envelope")}>
          <p className="text-ink-muted">{t("connect.envelopeLead")}</p>
          <ol className="mt-3 flex list-decimal flex-col gap-1.5 pl-5 text-control marker:text-ink-faint">
            {(["one", "two", "three", "four"] as const).map((step) => (
              <li key={step}>{t(`connect.step.${step}`)}</li>
            ))}
          </ol>
        </Panel>
      </div>
    </div>
  );
}

/** An address in full: it breaks after a slash instead of being cut. */
function Endpoint({ address }: { address: string }) {
  const t = useTranslations("keys");
  return (
    <span className="flex items-start justify-between gap-1">
      <span className="min-w-0 break-words py-1 font-mono text-caption text-ink-muted">
        {address.split(/(?<=[^:/]\/)/).map((part, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity beyond their place
          <span key={position}>
            {part}
            <wbr />
          </span>
        ))}
      </span>
      <CopyButton value={address} label={t("connect.endpoint")} look="small" />
    </span>
  );
}
