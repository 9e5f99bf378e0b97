"use client";

import { Download, LockKeyholeOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { type Dispatch, useState } from "react";
import { textFromBytes } from "@/lib/format/bytes";
import { durationWords } from "@/lib/format/duration";
import { CopyButton } from "../ui/copy-button";
import { IconButton } from "../ui/icon-button";
import { SegmentedControl } from "../ui/segmented-control";
import { TextArea } from "../ui/text-area";
import type { DecryptAct, DecryptState } from "./decrypt-state";
import { OperationForm } from "./operation-form";
import { writeBytes } from "./payload";
import type { Operation } from "./use-operations";

interface DecryptFormProps {
  operation: Operation<DecryptState, DecryptAct>;
  isUsable: boolean;
}

const VIEWS = ["text", "hex", "base64"] as const;

/** Ciphertext at the left, plaintext at the right. */
export function DecryptForm({ operation, isUsable }: DecryptFormProps) {
  const t = useTranslations("playground");
  const { state, dispatch, run, isPending } = operation;
  const [isAsked, setAsked] = useState(false);
  const isMissing = state.ciphertext.trim() === "";
  return (
    <OperationForm
      icon={<LockKeyholeOpen aria-hidden />}
      label={t("decrypt")}
      state={state}
      onOption={(option) => dispatch({ type: "option", option })}
      onAsk={() => setAsked(true)}
      run={isMissing ? null : run}
      isPending={isPending}
      isUsable={isUsable}
      question={(optionsToggle) => (
        <>
          <TextArea
            label={t("ciphertext")}
            rows={5}
            isMono
            value={state.ciphertext}
            onChange={(ciphertext) => dispatch({ type: "typed", ciphertext })}
            error={isAsked && isMissing ? t("problem.noCiphertext") : null}
            placeholder="thalassa:v1:…"
            autoComplete="off"
            spellCheck="false"
          />
          <div className="flex justify-end">{optionsToggle}</div>
        </>
      )}
      answer={<DecryptAnswer state={state} dispatch={dispatch} />}
      hint={state.failure?.code === "decryption_failed" ? <WhatToCheck /> : null}
    />
  );
}

const CHECKS = ["key", "context", "associatedData", "ciphertext"] as const;

/** The server says that a ciphertext does not decrypt, never why: all that can differ is listed, always the same. */
function WhatToCheck() {
  const t = useTranslations("playground");
  return (
    <div className="mt-1.5 text-ink-muted">
      <p>{t("check.lead")}</p>
      <ul className="mt-1 list-disc space-y-0.5 pl-4">
        {CHECKS.map((check) => (
          <li key={check}>{t(`check.${check}`)}</li>
        ))}
      </ul>
    </div>
  );
}

function DecryptAnswer({ state, dispatch }: { state: DecryptState; dispatch: Dispatch<DecryptAct> }) {
  const t = useTranslations("playground");
  const { result, view } = state;
  const facts = result && t("facts", { version: result.keyVersion, time: durationWords(result.elapsedInMilliseconds) });
  const shown = result === null ? "" : (writeBytes(result.bytes, view) ?? "");
  const isText = result === null || textFromBytes(result.bytes) !== null;
  return (
    <>
      <TextArea
        label={t("plaintext")}
        aside={<output>{facts}</output>}
        help={isText ? undefined : t("notText")}
        rows={5}
        isMono
        isReadOnly
        value={shown}
        placeholder={t("plaintextHere")}
      />
      <div className="flex min-h-control flex-wrap items-center justify-between gap-2">
        <SegmentedControl
          label={t("view")}
          options={VIEWS.map((id) => ({ value: id, label: t(`source.${id}`), isDisabled: id === "text" && !isText }))}
          value={view}
          onChange={(next) => dispatch({ type: "view", view: next })}
        />
        {result ? (
          <span className="flex gap-2">
            <IconButton label={t("download")} icon={<Download aria-hidden />} onPress={() => save(result.bytes)} />
            <CopyButton value={shown} label={t("plaintext")} look="button" />
          </span>
        ) : null}
      </div>
    </>
  );
}

/** Gives bytes to the browser as a file; they pass through no server and no storage. */
function save(bytes: Uint8Array): void {
  const address = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "plaintext.bin";
  link.click();
  URL.revokeObjectURL(address);
}
