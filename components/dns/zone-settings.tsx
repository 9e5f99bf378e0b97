"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { DnsZone } from "@/lib/contract/dns";
import { TTL_MAX } from "@/lib/contract/dns-limits";
import { hostmasterAddress, hostmasterName, hostName } from "@/lib/contract/dns-name";
import type { ZoneDetail } from "@/lib/contract/dns-pages";
import { DESCRIPTION_CHARACTERS_MAX } from "../labels/described-fields";
import { type LabelDraft, labelDraftsOf, labelProblem, labelsIn } from "../labels/label-drafts";
import { LabelsEditor } from "../labels/labels-editor";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { Button } from "../ui/button";
import { FactsList } from "../ui/facts-list";
import { InlineError } from "../ui/inline-error";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import { problemOf } from "./problem-of";
import type { ZoneActions, ZonePlace, ZoneRequest } from "./zone-actions";

interface ZoneSettingsProps {
  of: ZoneDetail;
  place: ZonePlace;
  updateZone: ZoneActions["updateZone"];
}

const TIMERS = ["refresh", "retry", "expire", "negativeTtl"] as const;
const FIELDS = [
  "description",
  "labels",
  "defaultTtl",
  "primaryNameServer",
  "hostmaster",
  "refresh",
  "retry",
  "expire",
  "negativeTtl",
] as const;
type Field = (typeof FIELDS)[number];
type Draft = Record<Exclude<Field, "labels">, string>;

const TIMER_MAX = 2_147_483_647;

/** What a zone is called and its start of authority; facts for those who may not change them. */
export function ZoneSettings({ of, place, updateZone }: ZoneSettingsProps) {
  return of.rights.update ? <SettingsForm {...{ of, place, updateZone }} /> : <SettingsFacts of={of} />;
}

function SettingsFacts({ of }: Pick<ZoneSettingsProps, "of">) {
  const t = useTranslations("dns");
  const { zone, nameServers } = of;
  const soa = zone.startOfAuthority;
  const seconds = (count: number) => t("settings.seconds", { count });
  return (
    <Panel title={t("settings.soa")} isFlush>
      <FactsList
        facts={[
          { name: t("settings.primaryNameServer"), value: soa.primaryNameServer ?? nameServers[0] ?? zone.name },
          { name: t("settings.hostmaster"), value: hostmasterAddress(soa.hostmaster ?? `hostmaster.${zone.name}`) },
          { name: t("settings.defaultTtl"), value: seconds(zone.defaultTtl) },
          ...TIMERS.map((name) => ({ name: t(`settings.${name}`), value: seconds(soa[name]) })),
        ]}
      />
    </Panel>
  );
}

function SettingsForm({ of, place, updateZone }: ZoneSettingsProps) {
  const t = useTranslations("dns");
  const { zone, nameServers } = of;
  const { runOrExplain } = useConsoleChange(place);
  const form = useSubmission<Field>(FIELDS);
  const element = useRef<HTMLFormElement>(null);
  const problemsOf = useProblems();
  const [draft, setDraft] = useState<Draft>(() => draftOf(zone));
  const [labels, setLabels] = useState<readonly LabelDraft[]>(() => labelDraftsOf(zone.labels ?? {}));

  // Once the errors are drawn, not before.
  useEffect(() => {
    if (Object.keys(form.errors).length > 0)
      element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [form.errors]);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!form.check(problemsOf(draft, labels))) return;
    void form.submit(async () => {
      const seen = { ...place, objectVersion: zone.objectVersion };
      const refusal = await runOrExplain(
        () => updateZone(seen, requestOf(draft, labels, zone)),
        (changed) =>
          notify({ title: t("settings.done"), detail: t("settings.doneDetail", { serial: changed.serial }) }),
      );
      return refusal?.code === "version_mismatch" ? { ...refusal, message: t("settings.faster") } : refusal;
    });
  }

  const field = (name: keyof Draft) => ({
    value: draft[name],
    onChange: (value: string) => {
      setDraft((before) => ({ ...before, [name]: value }));
      form.touch();
    },
    error: form.errors[name],
    autoComplete: "off",
    spellCheck: "false" as const,
  });
  return (
    <form ref={element} onSubmit={submit} noValidate className="flex max-w-[44rem] flex-col gap-4">
      <Panel title={t("settings.about")}>
        <div className="flex flex-col gap-5">
          <TextArea
            {...field("description")}
            label={t("create.description")}
            help={t("create.descriptionHelp")}
            isOptional
            rows={2}
          />
          <LabelsEditor
            help={t("settings.labelsHelp")}
            labels={labels}
            onChange={(next) => {
              setLabels(next);
              form.touch();
            }}
            error={form.errors.labels}
          />
        </div>
      </Panel>
      <Panel title={t("settings.soa")}>
        <div className="flex flex-col gap-5">
          <p className="text-control text-ink-muted">{t("settings.soaText", { serial: zone.serial })}</p>
          <TextField
            {...field("primaryNameServer")}
            label={t("settings.primaryNameServer")}
            help={t("settings.primaryHelp")}
            placeholder={nameServers[0]?.replace(/\.$/, "") ?? zone.name}
            isMono
            isOptional
          />
          <TextField
            {...field("hostmaster")}
            label={t("settings.hostmaster")}
            help={t("settings.hostmasterHelp")}
            placeholder={`hostmaster@${zone.name}`}
            isMono
            isOptional
          />
          <div className="grid gap-5 sm:grid-cols-2">
            <TextField
              {...field("defaultTtl")}
              label={t("settings.defaultTtl")}
              help={t("settings.defaultTtlHelp")}
              suffix={t("record.seconds")}
              inputMode="numeric"
            />
            {TIMERS.map((name) => (
              <TextField
                key={name}
                {...field(name)}
                label={t(`settings.${name}`)}
                help={t(`settings.${name}Help`)}
                suffix={t("record.seconds")}
                inputMode="numeric"
              />
            ))}
          </div>
        </div>
      </Panel>
      {form.failure ? <InlineError {...form.failure} /> : null}
      <div>
        <Button type="submit" tone="primary" isPending={form.isPending}>
          {t("settings.save")}
        </Button>
      </div>
    </form>
  );
}

function draftOf({ description, defaultTtl, startOfAuthority }: DnsZone): Draft {
  const { primaryNameServer, hostmaster, refresh, retry, expire, negativeTtl } = startOfAuthority;
  return {
    description: description ?? "",
    defaultTtl: String(defaultTtl),
    primaryNameServer: primaryNameServer ?? "",
    hostmaster: hostmaster === null ? "" : hostmasterAddress(hostmaster),
    refresh: String(refresh),
    retry: String(retry),
    expire: String(expire),
    negativeTtl: String(negativeTtl),
  };
}

/** Only what differs: a description alone moves no serial number. */
function requestOf(draft: Draft, labels: readonly LabelDraft[], zone: DnsZone): ZoneRequest {
  const before = draftOf(zone);
  const soa: Record<string, string | number | null> = {};
  for (const name of ["primaryNameServer", "hostmaster"] as const) {
    if (draft[name].trim() !== before[name]) soa[name] = draft[name].trim() || null;
  }
  for (const name of TIMERS) if (draft[name].trim() !== before[name]) soa[name] = Number(draft[name]);
  return {
    description: draft.description.trim(),
    labels: labelsIn(labels),
    ...(draft.defaultTtl.trim() === before.defaultTtl ? {} : { defaultTtl: Number(draft.defaultTtl) }),
    ...(Object.keys(soa).length === 0 ? {} : { startOfAuthority: soa }),
  };
}

function useProblems(): (draft: Draft, labels: readonly LabelDraft[]) => Partial<Record<Field, string>> {
  const t = useTranslations("dns");
  const tUi = useTranslations("ui");
  return (draft, labels) => {
    const errors: Partial<Record<Field, string>> = {};
    if (draft.description.length > DESCRIPTION_CHARACTERS_MAX)
      errors.description = tUi("problem.descriptionLong", { max: DESCRIPTION_CHARACTERS_MAX });
    const label = labelProblem(labels, (code, values) => tUi(`problem.${code}`, { name: values.name ?? "" }));
    if (label !== null) errors.labels = label;
    const named = { primaryNameServer: hostName, hostmaster: hostmasterName } as const;
    for (const name of ["primaryNameServer", "hostmaster"] as const) {
      const problem = draft[name].trim() === "" ? null : problemOf(() => named[name](draft[name]));
      if (problem !== null) errors[name] = t("settings.nameProblem", { problem });
    }
    const bounds = {
      defaultTtl: TTL_MAX,
      negativeTtl: TTL_MAX,
      refresh: TIMER_MAX,
      retry: TIMER_MAX,
      expire: TIMER_MAX,
    };
    for (const [name, max] of Object.entries(bounds) as [keyof typeof bounds, number][]) {
      const isFine = /^\d{1,10}$/.test(draft[name].trim()) && Number(draft[name]) <= max;
      const isZero = Number(draft[name]) === 0 && name !== "defaultTtl" && name !== "negativeTtl";
      if (!isFine || isZero) errors[name] = t("settings.numberProblem", { max });
    }
    return errors;
  };
}
