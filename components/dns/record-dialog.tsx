"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { DnsRecord, DnsZone } from "@/lib/contract/dns";
import { TTL_MAX } from "@/lib/contract/dns-limits";
import { isRecordType, RECORD_TYPES, recordForm } from "@/lib/contract/dns-record-data";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { Select } from "../ui/select";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import {
  besideProblem,
  completeName,
  isTtl,
  nameProblem,
  type RecordDraft,
  stringsOf,
  valuesIn,
  valuesProblem,
} from "./record-draft";
import type { ZoneActions, ZonePlace } from "./zone-actions";

interface RecordDialogProps {
  zone: DnsZone;
  place: ZonePlace;
  /** What is changed; null for new records. */
  of: DnsRecord | null;
  /** Records of the zone that are at hand, perhaps not all. */
  known: readonly DnsRecord[];
  actions: ZoneActions;
  onClose: () => void;
}

const FIELDS = ["name", "type", "ttl", "values"] as const;
type Field = (typeof FIELDS)[number];

/** Adds or changes every record of one name and type. What is wrong is said while it is typed. */
export function RecordDialog({ zone, place, of, known, actions, onClose }: RecordDialogProps) {
  const t = useTranslations("dns");
  const { runOrExplain } = useConsoleChange(place);
  const form = useSubmission<Field>(FIELDS);
  const [draft, setDraft] = useState<RecordDraft>(() => draftOf(of));
  const said = useProblems(draft, zone.name, of === null ? known : []);
  const complete = completeName(draft, zone.name) ?? zone.name;

  function set(change: Partial<RecordDraft>) {
    setDraft((before) => ({ ...before, ...change }));
    form.touch();
  }

  function submit() {
    const missing = valuesIn(draft.values).length === 0 ? { values: t("record.valuesMissing") } : {};
    if (!form.check({ ...missing, ...said })) return;
    const values = valuesIn(draft.values);
    const ttl = draft.ttl.trim() === "" ? {} : { ttl: Number(draft.ttl) };
    const send = () =>
      of === null
        ? actions.createRecord(place, { name: draft.name.trim() || "@", type: draft.type, values, ...ttl })
        : actions.updateRecord({ ...place, record: of.identity, objectVersion: of.objectVersion }, { values, ...ttl });
    void form.submit(async () => {
      const refusal = await runOrExplain<DnsRecord>(send, ({ type }) => {
        notify({ title: t(of === null ? "record.added" : "record.changed", { name: complete, type }) });
        onClose();
      });
      if (refusal?.code === "record_taken") {
        form.check({ name: t("record.taken", { name: complete, type: draft.type }) });
        return null;
      }
      return refusal?.code === "version_mismatch" ? { ...refusal, message: t("record.faster") } : refusal;
    });
  }

  const { names, example } = recordForm(draft.type);
  const strings = stringsOf(draft);
  return (
    <FormDialog
      title={t(of === null ? "record.addTitle" : "record.changeTitle")}
      submitLabel={t(of === null ? "record.add" : "record.save")}
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
      size="wide"
    >
      <div className="grid gap-5 sm:grid-cols-[minmax(0,1fr)_9rem]">
        <TextField
          label={t("record.name")}
          help={of === null ? t("record.nameHelp") : t("record.fixed")}
          placeholder="@"
          isMono
          autoFocus={of === null}
          isDisabled={of !== null}
          autoComplete="off"
          spellCheck="false"
          value={draft.name}
          onChange={(name) => set({ name })}
          error={form.errors.name ?? said.name}
          aside={<span className="font-mono">{complete}</span>}
        />
        <Select
          label={t("record.type")}
          help={t("record.typeHelp")}
          isMono
          isDisabled={of !== null}
          options={RECORD_TYPES.map((type) => ({ value: type, label: type, detail: t(`type.${type}`) }))}
          value={draft.type}
          onChange={(type) => isRecordType(type) && set({ type })}
        />
      </div>
      <TextArea
        label={t("record.values")}
        help={t("record.valuesHelp", { form: names.map((name) => `‹${name}›`).join(" "), example })}
        isMono
        autoFocus={of !== null}
        rows={Math.min(Math.max(draft.values.split("\n").length, draft.type === "TXT" ? 4 : 3), VALUE_ROWS_MAX)}
        spellCheck="false"
        value={draft.values}
        onChange={(values) => set({ values })}
        error={form.errors.values ?? said.values}
        aside={strings > 1 ? t("record.split", { count: strings }) : undefined}
      />
      <TextField
        label={t("record.ttl")}
        help={t("record.ttlHelp", { ttl: zone.defaultTtl })}
        isOptional
        inputMode="numeric"
        suffix={t("record.seconds")}
        className="sm:max-w-72"
        autoComplete="off"
        value={draft.ttl}
        onChange={(ttl) => set({ ttl })}
        error={form.errors.ttl ?? said.ttl}
      />
    </FormDialog>
  );
}

/** The field grows with what is typed until it would fill the window. */
const VALUE_ROWS_MAX = 10;

function draftOf(record: DnsRecord | null): RecordDraft {
  if (record === null) return { name: "", type: "A", ttl: "", values: "" };
  const { name, type, ttl, values } = record;
  return { name, type, ttl: String(ttl), values: values.join("\n") };
}

function useProblems(draft: RecordDraft, zone: string, known: readonly DnsRecord[]): Partial<Record<Field, string>> {
  const t = useTranslations("dns");
  const errors: Partial<Record<Field, string>> = {};
  // A name that is still being typed is no mistake.
  const name = draft.name.endsWith(".") && !draft.name.endsWith(`${zone}.`) ? null : nameProblem(draft, zone);
  if (name !== null) errors.name = t("record.nameProblem", { problem: name });
  const beside = besideProblem(draft, zone, known);
  if (beside === "taken") {
    errors.name = t("record.taken", { name: completeName(draft, zone) ?? zone, type: draft.type });
  } else if (beside !== null) errors.name = t("record.nameProblem", { problem: beside });
  if (!isTtl(draft.ttl)) errors.ttl = t("record.ttlProblem", { max: TTL_MAX });
  const values = valuesProblem(draft, zone);
  if (values !== null) {
    errors.values =
      values.line === null
        ? t("record.valuesProblem", { problem: values.problem })
        : t("record.lineProblem", { line: values.line, problem: values.problem });
  }
  return errors;
}
