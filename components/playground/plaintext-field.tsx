"use client";

import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Dispatch } from "react";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { PLAINTEXT_BYTES_MAX } from "@/lib/contract/kms-limits";
import { Button } from "../ui/button";
import { LABEL } from "../ui/field-style";
import { useNumberFormat } from "../ui/reader-locale";
import { TextArea } from "../ui/text-area";
import { type EncryptAct, type EncryptState, plaintextOf } from "./encrypt-state";

interface PlaintextFieldProps {
  state: EncryptState;
  dispatch: Dispatch<EncryptAct>;
  error: string | null;
}

const PLACEHOLDERS = { text: "hello, kms", hex: "68656c6c6f2c206b6d73", base64: "aGVsbG8sIGttcw==" } as const;

/** The plaintext: typed in one of the encodings, or a file. */
export function PlaintextField({ state, dispatch, error }: PlaintextFieldProps) {
  const t = useTranslations("playground");
  const number = useNumberFormat();
  const used = plaintextOf(state)?.length ?? 0;
  const count = t("bytes", { used: number(used), max: number(PLAINTEXT_BYTES_MAX) });
  if (state.source === "file") return <FileField state={state} dispatch={dispatch} error={error} count={count} />;
  return (
    <TextArea
      label={t("plaintext")}
      aside={count}
      rows={5}
      isMono
      value={state.typed}
      onChange={(typed) => dispatch({ type: "typed", typed })}
      error={error}
      placeholder={PLACEHOLDERS[state.source]}
      autoComplete="off"
      spellCheck="false"
    />
  );
}

function FileField({ state, dispatch, error, count }: PlaintextFieldProps & { count: string }) {
  const t = useTranslations("playground");

  async function choose(files: FileList | null) {
    const file = files?.[0];
    if (!file) return;
    // More than can be sent is not read: its size alone is the error.
    const bytes =
      file.size > PLAINTEXT_BYTES_MAX ? new Uint8Array(file.size) : new Uint8Array(await file.arrayBuffer());
    dispatch({ type: "file", file: { name: file.name, bytes } });
  }

  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <span className={LABEL}>{t("plaintext")}</span>
        <span className="text-caption text-ink-muted">{count}</span>
      </div>
      <div className="flex min-h-[122px] flex-1 flex-col items-center justify-center gap-2 rounded-control border border-line-field border-dashed p-4 text-center">
        {state.file ? <p className="max-w-full truncate font-mono text-control">{state.file.name}</p> : null}
        <FileTrigger onSelect={choose}>
          <Button icon={<FileUp aria-hidden />}>{t(state.file ? "otherFile" : "chooseFile")}</Button>
        </FileTrigger>
        <p className="text-caption text-ink-muted">{t("fileHelp")}</p>
      </div>
      {error ? (
        <p role="alert" className="text-caption text-bad">
          {error}
        </p>
      ) : null}
    </div>
  );
}
