"use client";

import { Download, LockKeyholeOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { type Dispatch, type FormEvent, useId, useState } from "react";
import { textFromBytes } from "@/lib/format/bytes";
import { durationWords } from "@/lib/format/duration";
import { CopyButton } from "../ui/copy-button";
import { IconButton } from "../ui/icon-button";
import { InlineError } from "../ui/inline-error";
import { SegmentedControl } from "../ui/segmented-control";
import { TextArea } from "../ui/text-area";
import { CallOptions, OptionsToggle } from "./call-options";
import type { DecryptAct, DecryptState } from "./decrypt-state";
import { writeBytes } from "./payload";
import { RunBar, submitOnEnter } from "./run-bar";
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
  const [hasOptions, setOptions] = useState(state.context !== "" || state.associatedData !== "");
  const optionsId = useId();
  const isMissing = state.ciphertext.trim() === "";

  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (!isMissing && isUsable && !isPending) run();
  }

  return (
    <form onSubmit={submit} onKeyDown={submitOnEnter} noValidate className="flex flex-col gap-4">
      <div className="grid gap-4 md:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-2.5">
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
          <div className="flex justify-end">
            <OptionsToggle controls={optionsId} isOpen={hasOptions} onChange={setOptions} />
          </div>
        </div>
        <DecryptAnswer state={state} dispatch={dispatch} />
      </div>
      {state.failure ? <InlineError {...state.failure} /> : null}
      <CallOptions
        id={optionsId}
        isOpen={hasOptions}
        {...state}
        onChange={(option) => dispatch({ type: "option", option })}
      />
      <RunBar
        icon={<LockKeyholeOpen aria-hidden />}
        label={t("decrypt")}
        isPending={isPending}
        isDisabled={!isUsable}
      />
    </form>
  );
}

function DecryptAnswer({ state, dispatch }: { state: DecryptState; dispatch: Dispatch<DecryptAct> }) {
  const t = useTranslations("playground");
  const { result, view } = state;
  const facts = result && t("facts", { version: result.keyVersion, time: durationWords(result.elapsedInMilliseconds) });
  const shown = result === null ? "" : (writeBytes(result.bytes, view) ?? "");
  const isText = result === null || textFromBytes(result.bytes) !== null;
  return (
    <div className="flex min-w-0 flex-col gap-2.5">
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
    </div>
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
