"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { zoneName } from "@/lib/contract/dns-name";
import { DESCRIPTION_CHARACTERS_MAX } from "../labels/described-fields";
import { type LabelDraft, labelProblem, labelsIn } from "../labels/label-drafts";
import { LabelsEditor } from "../labels/labels-editor";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { ButtonLink } from "../ui/link";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import { zoneAddress, zonesAddress } from "./addresses";
import { problemOf } from "./problem-of";
import type { CreateZone } from "./zone-actions";
import { zoneTitle } from "./zone-title";

const FIELDS = ["zoneName", "description", "labels"] as const;
type Field = (typeof FIELDS)[number];

/** The form for a new zone. */
export function CreateZoneForm({ scope, createZone }: { scope: Scope; createZone: CreateZone }) {
  const t = useTranslations("dns");
  const tUi = useTranslations("ui");
  const router = useRouter();
  const { runOrExplain } = useConsoleChange(scope);
  const form = useSubmission<Field>(FIELDS);
  const element = useRef<HTMLFormElement>(null);
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [labels, setLabels] = useState<readonly LabelDraft[]>([]);

  // Once the errors are drawn, not before.
  useEffect(() => {
    if (Object.keys(form.errors).length > 0)
      element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [form.errors]);

  function problems(): Partial<Record<Field, string>> {
    const problem = name.trim() === "" ? t("create.nameMissing") : nameProblem(name);
    const label = labelProblem(labels, (code, values) => tUi(`problem.${code}`, { name: values.name ?? "" }));
    return {
      ...(problem === null ? {} : { zoneName: problem }),
      ...(description.length > DESCRIPTION_CHARACTERS_MAX
        ? { description: tUi("problem.descriptionLong", { max: DESCRIPTION_CHARACTERS_MAX }) }
        : {}),
      ...(label === null ? {} : { labels: label }),
    };
  }

  function nameProblem(text: string): string | null {
    const problem = problemOf(() => zoneName(text));
    return problem === null ? null : t("create.nameProblem", { problem });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!form.check(problems())) return;
    const request = {
      zoneName: name.trim(),
      ...(description.trim() === "" ? {} : { description: description.trim() }),
      ...(Object.keys(labelsIn(labels)).length === 0 ? {} : { labels: labelsIn(labels) }),
    };
    void form.submit(async () => {
      const refusal = await runOrExplain(
        () => createZone(scope, request),
        (zone) => {
          notify({
            title: t("create.done", { zone: zoneTitle(zone) }),
            detail: t(`create.doneDetail.${zone.serving.reason === "public_suffix" ? "suffix" : zone.serving.status}`),
          });
          router.push(zoneAddress({ ...scope, zone: zone.name }));
        },
      );
      if (refusal?.code !== "zone_taken") return refusal;
      form.check({ zoneName: t("create.taken") });
      return null;
    });
  }

  const typed = name.trim();
  // A name that is still being typed is no mistake.
  const grammar = !typed.includes(".") || typed.endsWith(".") ? null : nameProblem(typed);
  const ascii = typed !== "" && grammar === null && /[^\p{ASCII}]/u.test(typed) ? asciiOf(typed) : null;
  return (
    <form ref={element} onSubmit={submit} noValidate className="flex max-w-[44rem] flex-col gap-4">
      <Panel>
        <div className="flex flex-col gap-5">
          <TextField
            label={t("create.name")}
            help={t("create.nameHelp")}
            placeholder="example.com"
            isMono
            autoFocus
            autoComplete="off"
            spellCheck="false"
            value={name}
            onChange={(next) => {
              setName(next);
              form.touch();
            }}
            error={form.errors.zoneName ?? grammar ?? undefined}
            aside={ascii === null ? undefined : <span className="font-mono">{ascii}</span>}
          />
          <TextArea
            label={t("create.description")}
            help={t("create.descriptionHelp")}
            isOptional
            rows={2}
            value={description}
            onChange={(next) => {
              setDescription(next);
              form.touch();
            }}
            error={form.errors.description}
          />
          <LabelsEditor
            help={t("create.labelsHelp")}
            labels={labels}
            onChange={(next) => {
              setLabels(next);
              form.touch();
            }}
            error={form.errors.labels}
          />
        </div>
      </Panel>
      {form.failure ? <InlineError {...form.failure} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" isPending={form.isPending}>
          {t("create.action")}
        </Button>
        <ButtonLink href={zonesAddress(scope)} tone="quiet">
          {t("create.cancel")}
        </ButtonLink>
      </div>
    </form>
  );
}

function asciiOf(text: string): string | null {
  let name: string | null = null;
  problemOf(() => {
    name = zoneName(text);
  });
  return name;
}
