"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AuditSinkMessage, SinkFormat } from "@/lib/contract/audit";
import { NAME_CHARACTERS_MAX } from "../labels/described-fields";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { RadioCards } from "../ui/radio-cards";
import { TextField } from "../ui/text-field";
import type { SinkActions } from "./sink-actions";

interface SinkDialogProps {
  scope: Scope;
  /** Null for a new one. */
  of: AuditSinkMessage | null;
  actions: Pick<SinkActions, "createSink" | "updateSink">;
  /** Told the secret of a new one. */
  onMade: (secret: string) => void;
  onClose: () => void;
}

const FIELDS = ["name", "url", "format"] as const;

/** Says where records are to be sent. */
export function SinkDialog({ scope, of, actions, onMade, onClose }: SinkDialogProps) {
  const t = useTranslations("streaming");
  const tUi = useTranslations("ui");
  const { runOrExplain } = useConsoleChange(scope);
  const form = useSubmission(FIELDS);
  const [name, setName] = useState(of?.name ?? "");
  const [url, setUrl] = useState(of?.url ?? "");
  const [format, setFormat] = useState<SinkFormat>(of?.format ?? "jsonl");
  const change =
    <Value,>(field: (typeof FIELDS)[number], set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      form.touch(field);
    };

  function submit() {
    const request = { name: name.trim(), url: url.trim(), format };
    const nameProblem =
      request.name === ""
        ? tUi("problem.nameMissing")
        : request.name.length > NAME_CHARACTERS_MAX && tUi("problem.nameLong", { max: NAME_CHARACTERS_MAX });
    const urlProblem = !isAddress(request.url) && t("form.urlWrong");
    const isRight = form.check({ ...(nameProblem && { name: nameProblem }), ...(urlProblem && { url: urlProblem }) });
    if (!isRight) return;
    void form.submit(() => (of === null ? create(request) : edit(of, request)));
  }

  const create = (request: Parameters<SinkActions["createSink"]>[1]) =>
    runOrExplain(
      () => actions.createSink(scope, request),
      ({ secret }) => {
        onClose();
        onMade(secret);
      },
    );

  const edit = (sink: AuditSinkMessage, request: Parameters<SinkActions["updateSink"]>[1]) =>
    runOrExplain(
      () => actions.updateSink({ ...scope, object: sink.identity }, request),
      (changed) => {
        notify({ title: t("changed", { name: changed.name }) });
        onClose();
      },
    );

  return (
    <FormDialog
      title={of === null ? t("add") : t("editTitle", { name: of.name })}
      submitLabel={of === null ? t("add") : tUi("save")}
      size="wide"
      onSubmit={submit}
      onClose={onClose}
      isPending={form.isPending}
      failure={form.failure}
      errors={form.errors}
    >
      <TextField
        label={tUi("name")}
        value={name}
        onChange={change("name", setName)}
        error={form.errors.name}
        placeholder={t("form.namePlaceholder")}
        autoFocus
        autoComplete="off"
        spellCheck="false"
      />
      <TextField
        label={t("form.url")}
        help={t("form.urlHelp")}
        value={url}
        onChange={change("url", setUrl)}
        error={form.errors.url}
        placeholder="https://"
        isMono
        autoComplete="off"
        spellCheck="false"
      />
      <RadioCards
        label={t("form.format")}
        value={format}
        onChange={(value) => change("format", setFormat)(value === "cef" ? "cef" : "jsonl")}
        cards={(["jsonl", "cef"] as const).map((value) => ({
          value,
          title: t(`format.${value}`),
          detail: t(`form.formatText.${value}`),
        }))}
        error={form.errors.format}
      />
    </FormDialog>
  );
}

const isAddress = (text: string) => /^https?:\/\//i.test(text) && URL.canParse(text);

interface DeleteSinkDialogProps {
  scope: Scope;
  of: AuditSinkMessage;
  deleteSink: SinkActions["deleteSink"];
  onClose: () => void;
}

/** Asks before nothing is sent to a sink any more. */
export function DeleteSinkDialog({ scope, of, deleteSink, onClose }: DeleteSinkDialogProps) {
  const t = useTranslations("streaming");
  const { runOrExplain } = useConsoleChange(scope);
  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={t("deleteTitle", { name: of.name })}
      confirmLabel={t("delete")}
      name={of.name}
      isDangerous
      onConfirm={() =>
        runOrExplain(
          () => deleteSink({ ...scope, object: of.identity }),
          () => notify({ title: t("deleted", { name: of.name }) }),
        )
      }
    >
      <p>{t("deleteText")}</p>
    </ConfirmDialog>
  );
}
