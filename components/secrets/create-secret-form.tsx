"use client";

import { KeyRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { KeyRow } from "@/lib/contract/console";
import { REMINDER_DAYS_MAX } from "@/lib/contract/secret-limits";
import { newSecretPathProblem } from "@/lib/contract/secret-path";
import { newKeyAddress } from "../keys/addresses";
import { useKeyChoice } from "../keys/queries";
import { DESCRIPTION_CHARACTERS_MAX } from "../labels/described-fields";
import { type LabelDraft, labelProblem, labelsIn } from "../labels/label-drafts";
import { LabelsEditor } from "../labels/labels-editor";
import type { Scope } from "../layout/scope";
import { KeyPicker } from "../playground/key-picker";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { ButtonLink } from "../ui/link";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { Select } from "../ui/select";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import { folderAddress, secretAddress } from "./addresses";
import { ReminderField, reminderOf } from "./reminder-field";
import type { CreateSecret } from "./secret-actions";
import { SECRET_KEY_FILTER } from "./secret-keys";
import { emptyValue, type ValueDraft, valueProblem, valueRequest } from "./value-draft";
import { ValueFields } from "./value-fields";

interface CreateSecretFormProps {
  scope: Scope;
  /** Slugs of every region. */
  regions: readonly string[];
  region: string;
  /** Where the path begins, with a slash at its end. */
  folder: string;
  createSecret: CreateSecret;
}

const FIELDS = ["path", "kmsKeyIdentity", "value", "description", "labels", "rotationReminderInDays"] as const;
type Field = (typeof FIELDS)[number];

interface Draft {
  region: string;
  path: string;
  key: Pick<KeyRow, "identity" | "name"> | null;
  value: ValueDraft;
  description: string;
  labels: readonly LabelDraft[];
  reminder: string;
}

/** The form for a new secret. What it holds lives in this form alone and is gone with it. */
export function CreateSecretForm({ scope, regions, region, folder, createSecret }: CreateSecretFormProps) {
  const t = useTranslations("secrets");
  const router = useRouter();
  const { runOrExplain } = useConsoleChange(scope);
  const form = useSubmission<Field>(FIELDS);
  const element = useRef<HTMLFormElement>(null);
  const problemsOf = useProblems(folder);
  const [draft, setDraft] = useState<Draft>(() => ({
    region,
    path: folder,
    key: null,
    value: emptyValue("text"),
    description: "",
    labels: [],
    reminder: "",
  }));
  const keys = useKeyChoice(scope, "", { ...SECRET_KEY_FILTER, region: draft.region });
  const only = keys.data?.keys.length === 1 ? keys.data.keys[0] : undefined;
  // Where there is one key to choose, it is chosen.
  const key = draft.key ?? only ?? null;

  // Once the errors are drawn, not before.
  useEffect(() => {
    if (Object.keys(form.errors).length === 0) return;
    element.current
      ?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] textarea, [data-invalid] input")
      ?.focus();
  }, [form.errors]);

  function set(change: Partial<Draft>) {
    setDraft((before) => ({ ...before, ...change }));
    form.touch();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!form.check(problemsOf({ ...draft, key })) || key === null) return;
    const place = { ...scope, region: draft.region };
    const { path } = draft;
    const description = draft.description.trim();
    const labels = labelsIn(draft.labels);
    const reminder = reminderOf(draft.reminder);
    const request = {
      path,
      kmsKeyIdentity: key.identity,
      ...valueRequest(draft.value),
      ...(description === "" ? {} : { description }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(reminder === null ? {} : { rotationReminderInDays: reminder }),
    };
    void form.submit(async () => {
      const refusal = await runOrExplain(
        () => createSecret(place, request),
        () => {
          notify({ title: t("create.done", { path }), detail: t("create.doneDetail") });
          router.push(secretAddress({ ...place, path }));
        },
      );
      if (refusal?.code !== "secret_path_taken") return refusal;
      form.check({ path: t("create.taken") });
      return null;
    });
  }

  // Said while it is typed; an unfinished folder is no mistake.
  const grammar = draft.path.endsWith("/") ? null : newSecretPathProblem(draft.path);
  const pathError =
    form.errors.path ?? (draft.path === "" || grammar === null ? null : t("create.pathProblem", { problem: grammar }));
  return (
    <form ref={element} onSubmit={submit} noValidate className="flex max-w-[44rem] flex-col gap-4">
      <Panel title={t("create.partPlace")}>
        <div className="flex flex-col gap-5">
          <TextField
            label={t("create.path")}
            help={t("create.pathHelp")}
            placeholder="/app/prod/database"
            isMono
            autoFocus
            autoComplete="off"
            spellCheck="false"
            value={draft.path}
            onChange={(path) => set({ path })}
            error={pathError}
          />
          <Select
            label={t("create.region")}
            help={t("create.regionHelp")}
            isMono
            className="max-w-56"
            options={regions.map((slug) => ({ value: slug, label: slug }))}
            value={draft.region}
            onChange={(next) => set({ region: next, key: null })}
          />
          {keys.data?.keys.length === 0 ? (
            <NoKey scope={scope} region={draft.region} />
          ) : (
            <KeyPicker
              key={`${draft.region} ${only?.identity}`}
              scope={scope}
              filter={{ ...SECRET_KEY_FILTER, region: draft.region }}
              label={t("create.key")}
              help={t("create.keyHelp")}
              chosen={key?.name ?? ""}
              onChoose={(chosen) => set({ key: chosen })}
              error={form.errors.kmsKeyIdentity}
            />
          )}
        </div>
      </Panel>
      <Panel title={t("create.partValue")}>
        <ValueFields draft={draft.value} onChange={(value) => set({ value })} error={form.errors.value} />
      </Panel>
      <Panel title={t("create.partAbout")}>
        <div className="flex flex-col gap-5">
          <TextArea
            label={t("create.description")}
            help={t("create.descriptionHelp")}
            isOptional
            rows={2}
            value={draft.description}
            onChange={(description) => set({ description })}
            error={form.errors.description}
          />
          <LabelsEditor
            help={t("create.labelsHelp")}
            labels={draft.labels}
            onChange={(labels) => set({ labels })}
            error={form.errors.labels}
          />
          <ReminderField
            value={draft.reminder}
            onChange={(reminder) => set({ reminder })}
            error={form.errors.rotationReminderInDays}
          />
        </div>
      </Panel>
      {form.failure ? <InlineError {...form.failure} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" isPending={form.isPending}>
          {t("create.action")}
        </Button>
        <ButtonLink href={folderAddress(scope, region, folder)} tone="quiet">
          {t("create.cancel")}
        </ButtonLink>
      </div>
    </form>
  );
}

function useProblems(folder: string): (draft: Draft) => Partial<Record<Field, string>> {
  const t = useTranslations("secrets");
  const tUi = useTranslations("ui");
  return ({ path, key, value, description, labels, reminder }) => {
    const errors: Partial<Record<Field, string>> = {};
    const grammar = newSecretPathProblem(path);
    // As the form began: nothing is wrong with what was typed, as nothing was.
    if (path === "" || path === folder) errors.path = t("create.pathMissing");
    else if (grammar !== null) errors.path = t("create.pathProblem", { problem: grammar });
    if (key === null) errors.kmsKeyIdentity = t("create.keyMissing");
    const problem = valueProblem(value);
    if (problem !== null) errors.value = t(`problem.${problem.code}`, problem.values);
    if (description.length > DESCRIPTION_CHARACTERS_MAX)
      errors.description = tUi("problem.descriptionLong", { max: DESCRIPTION_CHARACTERS_MAX });
    const label = labelProblem(labels, (code, values) => tUi(`problem.${code}`, { name: values.name ?? "" }));
    if (label !== null) errors.labels = label;
    if (reminder.trim() !== "" && reminderOf(reminder) === null)
      errors.rotationReminderInDays = t("problem.reminder", { max: REMINDER_DAYS_MAX });
    return errors;
  };
}

function NoKey({ scope, region }: { scope: Scope; region: string }) {
  const t = useTranslations("secrets");
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-control border border-warn/40 bg-warn-soft px-3 py-2.5">
      <p className="min-w-0 flex-1 basis-64 text-control">{t("tree.needsKey", { region })}</p>
      <ButtonLink href={newKeyAddress(scope)} icon={<KeyRound aria-hidden />}>
        {t("create.keyFirst")}
      </ButtonLink>
    </div>
  );
}
