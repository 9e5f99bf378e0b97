"use client";

import { Download, FileKey2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { AccessFrame } from "../iam/access-frame";
import { downloadText } from "../keys/download-text";
import type { Scope } from "../layout/scope";
import { Button } from "../ui/button";
import { CodeSamples } from "../ui/code-block";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { ButtonLink } from "../ui/link";
import { Panel } from "../ui/panel";
import { clientKeysAddress } from "./addresses";
import { AUTHORITY_FILE, installSamples, sdkSamples } from "./sdk-samples";

interface ConnectSdkProps {
  scope: Scope;
  /** Host and port. */
  endpoint: string;
  protocol: "http" | "https";
  /** Certificate of the server's private authority in PEM; null where it has none of its own. */
  authority: string | null;
  /** Slug of an AES key of the scope. */
  exampleKey: string;
  operations: readonly string[];
}

/** How a program that uses an SDK of Alibaba Cloud's dedicated KMS calls this installation: three steps, all filled in. */
export function ConnectSdk({ scope, endpoint, protocol, authority, exampleKey, operations }: ConnectSdkProps) {
  const t = useTranslations("clientKeys");
  const place = { endpoint, protocol, hasAuthority: authority !== null, key: exampleKey };
  const authorityText =
    authority !== null
      ? t("step.authorityText")
      : t(protocol === "https" ? "step.authorityPublic" : "step.authorityNone");
  return (
    <AccessFrame scope={scope} current="client-keys" lead={t("connectLead")}>
      <h2 className="mb-4 text-section">{t("connect")}</h2>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-4 xl:order-2">
          <Panel title={t("facts")} isFlush>
            <FactsList
              facts={[
                { name: t("endpoint"), value: <Identifier value={endpoint} label={t("endpoint")} isFull /> },
                { name: t("protocol"), value: <code className="font-mono">{protocol}</code> },
                {
                  name: t("operations"),
                  value: <span className="text-caption">{operations.join(", ")}</span>,
                  help: `${t("operationsHelp")} ${t("modes")}`,
                },
              ]}
            />
          </Panel>
        </div>
        <ol className="flex min-w-0 flex-col gap-4">
          <Step number={1} title={t("step.key")} text={t("step.keyText")}>
            <ButtonLink href={clientKeysAddress(scope)} icon={<FileKey2 aria-hidden />}>
              {t("step.keyAction")}
            </ButtonLink>
          </Step>
          <Step number={2} title={t("step.authority")} text={authorityText}>
            {authority === null ? null : (
              <Button icon={<Download aria-hidden />} onPress={() => downloadText(AUTHORITY_FILE, authority)}>
                {t("step.authorityAction")}
              </Button>
            )}
          </Step>
          <Step number={3} title={t("step.code")} text={t("step.codeText", { key: exampleKey })}>
            <div className="flex flex-col gap-4">
              <CodeSamples title={t("install")} label={t("install")} samples={installSamples()} />
              <CodeSamples title={t("sample")} label={t("sample")} samples={sdkSamples(place)} />
            </div>
          </Step>
        </ol>
      </div>
    </AccessFrame>
  );
}

function Step({
  number,
  title,
  text,
  children,
}: {
  number: number;
  title: string;
  text: string;
  children: React.ReactNode;
}) {
  return (
    <li className="rounded-panel border border-line bg-surface p-4 shadow-panel">
      <h3 className="flex items-center gap-2.5 text-body">
        <span
          aria-hidden
          className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent-text text-control"
        >
          {number}
        </span>
        {title}
      </h3>
      <p className="mt-2 text-control text-ink-muted">{text}</p>
      {children ? <div className="mt-3 min-w-0">{children}</div> : null}
    </li>
  );
}
