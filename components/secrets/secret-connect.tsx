"use client";

import { useTranslations } from "next-intl";
import type { SecretMessage } from "@/lib/contract/secrets";
import { callSamples } from "@/lib/format/call-samples";
import { CodeSamples } from "../ui/code-block";
import { FactsList } from "../ui/facts-list";
import { Identifier } from "../ui/identifier";
import { Panel } from "../ui/panel";
import { runSample } from "./run-sample";
import type { SecretPlace } from "./secret-actions";

interface SecretConnectProps {
  of: SecretMessage;
  place: SecretPlace;
  /** Origin of the API. */
  origin: string;
}

/** Everything a program needs to get the secret. */
export function SecretConnect({ of, place, origin }: SecretConnectProps) {
  const t = useTranslations("secrets");
  const endpoint = `${origin}/v1/secrets/${of.region.slug}/secret${of.path}`;
  const { organisation, project } = place;
  const call = (part: string, body: Record<string, unknown>) =>
    callSamples({ method: "POST", url: `${endpoint}/${part}`, organisation, project, body });
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-4">
        <CodeSamples title={t("connect.value")} label={t("connect.value")} samples={call("value", {})} />
        <CodeSamples
          lead={t("connect.runLead")}
          title={t("connect.run")}
          label={t("connect.run")}
          samples={[{ id: "run", label: "pelagos run", language: "shell", code: runSample(place, origin) }]}
        />
        <CodeSamples
          title={t("connect.write")}
          label={t("connect.write")}
          samples={call("versions", { secretString: "aGVsbG8=" })}
        />
      </div>
      <Panel title={t("connect.address")} isFlush>
        <FactsList
          facts={[
            {
              name: t("connect.endpoint"),
              value: <Identifier value={endpoint} label={t("connect.endpoint")} isFull />,
            },
            { name: t("connect.path"), value: <Identifier value={of.path} label={t("connect.path")} isFull /> },
            {
              name: t("connect.organisation"),
              value: <Identifier value={organisation} label={t("connect.organisation")} isFull />,
            },
          ]}
        />
        <p className="border-line border-t px-4 py-3 text-caption text-ink-muted">
          {t.rich("connect.token", { code: (text) => <code className="font-mono text-ink">{text}</code> })}
        </p>
        {of.accessPolicy ? (
          <p className="border-line border-t px-4 py-3 text-caption text-ink-muted">{t("connect.limited")}</p>
        ) : null}
      </Panel>
    </div>
  );
}
