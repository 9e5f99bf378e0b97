"use client";

import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { KeyRow } from "@/lib/contract/console";
import { DNSSEC_KEY_TYPES } from "@/lib/contract/dnssec";
import { useRegionOverview } from "../overview/queries";
import { KeyPicker } from "../playground/key-picker";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { RadioCards } from "../ui/radio-cards";
import { Select } from "../ui/select";
import type { DnssecPartProps } from "./dnssec-tab";
import { zoneTitle } from "./zone-title";

const FIELDS = ["region", "kmsKeyIdentity"] as const;
const STEPS = ["sign", "copy", "check", "secure"] as const;

/** What signing is for, the way to it, and its first step. */
export function EnableDnssec({ of, place, status, actions }: DnssecPartProps) {
  const t = useTranslations("dns.dnssec");
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Panel title={t("off.title")}>
        <p className="max-w-[60ch] text-pretty text-ink-muted">{t("off.text")}</p>
        <ol className="mt-4 flex flex-col gap-3">
          {STEPS.map((step, at) => (
            <li key={step} className="flex gap-3">
              <span
                aria-hidden
                className="flex size-5.5 shrink-0 items-center justify-center rounded-full border border-line-strong font-semibold text-caption text-ink-muted"
              >
                {at + 1}
              </span>
              <span className="min-w-0">
                <span className="block font-medium">{t(`walk.${step}`)}</span>
                <span className="block text-control text-ink-muted">{t(`off.${step}`)}</span>
              </span>
            </li>
          ))}
        </ol>
      </Panel>
      {of.rights.update ? (
        <EnableForm {...{ of, place, status, actions }} />
      ) : (
        <Panel title={t("enable.title")}>
          <p className="text-ink-muted">{t("enable.notAllowed")}</p>
        </Panel>
      )}
    </div>
  );
}

function EnableForm({ of, place, status, actions }: DnssecPartProps) {
  const t = useTranslations("dns.dnssec");
  const { data } = useRegionOverview(place);
  const { runOrExplain } = useConsoleChange(place);
  const form = useSubmission(FIELDS);
  const regions = data?.regions.map(({ slug }) => slug) ?? [];
  const [chosenRegion, setRegion] = useState<string | null>(null);
  const [mode, setMode] = useState<"new" | "own">("new");
  const [key, setKey] = useState<Pick<KeyRow, "identity" | "name"> | null>(null);
  const available = data?.regions.find(({ state }) => state === "available")?.slug;
  const region = chosenRegion ?? available ?? regions[0] ?? "";

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!form.check(mode === "own" && key === null ? { kmsKeyIdentity: t("enable.keyMissing") } : {})) return;
    const own = mode === "own" && key !== null ? { kmsKeyIdentity: key.identity } : {};
    void form.submit(() =>
      runOrExplain(
        () => actions.enableDnssec(place, { region, ...own }),
        () => notify({ title: t("enable.done", { zone: zoneTitle(of.zone) }) }),
      ),
    );
  }

  const isEarlier = status.kmsKeyIdentity !== undefined;
  return (
    <Panel title={t("enable.title")}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <Select
          label={t("enable.region")}
          help={t("enable.regionHelp")}
          isMono
          className="max-w-56"
          options={regions.map((slug) => ({ value: slug, label: slug }))}
          value={region}
          onChange={(next) => {
            setRegion(next);
            setKey(null);
            form.touch();
          }}
          error={form.errors.region}
        />
        <RadioCards
          label={t("enable.key")}
          value={mode}
          onChange={(next) => {
            setMode(next === "own" ? "own" : "new");
            form.touch();
          }}
          cards={[
            {
              value: "new",
              title: t(isEarlier ? "enable.keyEarlier" : "enable.keyNew"),
              detail: t(isEarlier ? "enable.keyEarlierText" : "enable.keyNewText", { zone: of.zone.name }),
            },
            { value: "own", title: t("enable.keyOwn"), detail: t("enable.keyOwnText") },
          ]}
        />
        {mode === "own" ? (
          <KeyPicker
            key={region}
            scope={place}
            filter={{ region, status: "active", keyType: DNSSEC_KEY_TYPES.join(",") }}
            label={t("enable.keyChoice")}
            help={t("enable.keyChoiceHelp")}
            chosen={key?.name ?? ""}
            onChoose={(chosen) => {
              setKey(chosen);
              form.touch();
            }}
            error={form.errors.kmsKeyIdentity}
          />
        ) : null}
        {form.failure ? <InlineError {...form.failure} /> : null}
        <div>
          <Button
            type="submit"
            tone="primary"
            icon={<ShieldCheck aria-hidden />}
            isPending={form.isPending}
            isDisabled={region === ""}
          >
            {t("enable.action")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
