"use client";

import { ArrowLeftRight, LockKeyhole } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { KmsKey } from "@/lib/contract/kms";
import { PLAINTEXT_BYTES_MAX } from "@/lib/contract/kms-limits";
import { durationWords } from "@/lib/format/duration";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { useNumberFormat } from "../ui/reader-locale";
import { SegmentedControl } from "../ui/segmented-control";
import { Select } from "../ui/select";
import { TextArea } from "../ui/text-area";
import { type EncryptAct, type EncryptState, plaintextProblem } from "./encrypt-state";
import { OperationForm } from "./operation-form";
import { PlaintextField } from "./plaintext-field";
import type { Operation } from "./use-operations";

interface EncryptFormProps {
  of: KmsKey;
  operation: Operation<EncryptState, EncryptAct>;
  isUsable: boolean;
  onDecrypt: () => void;
}

const SOURCES = ["text", "hex", "base64", "file"] as const;

/** Plaintext at the left, ciphertext at the right. */
export function EncryptForm({ of, operation, isUsable, onDecrypt }: EncryptFormProps) {
  const t = useTranslations("playground");
  const number = useNumberFormat();
  const { state, dispatch, run, isPending } = operation;
  const [isAsked, setAsked] = useState(false);
  const problem = plaintextProblem(state);
  const shown = problem !== null && (isAsked || problem === "long") ? problem : null;
  return (
    <OperationForm
      icon={<LockKeyhole aria-hidden />}
      label={t("encrypt")}
      state={state}
      onOption={(option) => dispatch({ type: "option", option })}
      onAsk={() => setAsked(true)}
      run={problem === null ? run : null}
      isPending={isPending}
      isUsable={isUsable}
      question={(optionsToggle) => (
        <>
          <PlaintextField
            state={state}
            dispatch={dispatch}
            error={shown && t(`problem.${shown}`, { max: number(PLAINTEXT_BYTES_MAX) })}
          />
          <div className="flex flex-wrap items-center justify-between gap-2">
            <SegmentedControl
              label={t("source.label")}
              options={SOURCES.map((source) => ({ value: source, label: t(`source.${source}`) }))}
              value={state.source}
              onChange={(source) => dispatch({ type: "source", source })}
            />
            {optionsToggle}
          </div>
        </>
      )}
      answer={<EncryptAnswer state={state} onDecrypt={onDecrypt} />}
      firstOption={
        <VersionSelect
          of={of}
          value={state.keyVersion}
          onChange={(keyVersion) => dispatch({ type: "option", option: { keyVersion } })}
        />
      }
    />
  );
}

function EncryptAnswer({ state, onDecrypt }: { state: EncryptState; onDecrypt: () => void }) {
  const t = useTranslations("playground");
  const { result } = state;
  const facts = result && t("facts", { version: result.keyVersion, time: durationWords(result.elapsedInMilliseconds) });
  return (
    <>
      <TextArea
        label={t("ciphertext")}
        aside={<output>{facts}</output>}
        rows={5}
        isMono
        isReadOnly
        value={result?.ciphertext ?? ""}
        placeholder={t("ciphertextHere")}
      />
      <div className="flex min-h-control flex-wrap items-center justify-end gap-2">
        {result ? (
          <>
            <Button tone="quiet" icon={<ArrowLeftRight aria-hidden />} onPress={onDecrypt}>
              {t("decryptThis")}
            </Button>
            <CopyButton value={result.ciphertext} label={t("ciphertext")} look="button" />
          </>
        ) : null}
      </div>
    </>
  );
}

const LATEST = "latest";

function VersionSelect(props: { of: KmsKey; value: number | null; onChange: (version: number | null) => void }) {
  const { of, value, onChange } = props;
  const t = useTranslations("playground");
  const usable = of.versions.filter(({ version, status }) => status === "active" && version >= of.minDecryptionVersion);
  const options = usable.toReversed().map(({ version }) => ({
    value: String(version),
    label: t("version", { version }),
  }));
  return (
    <Select
      label={t("keyVersion")}
      help={t("keyVersionHelp")}
      options={[{ value: LATEST, label: t("latest", { version: of.latestVersion }) }, ...options]}
      value={value === null ? LATEST : String(value)}
      onChange={(next) => onChange(next === LATEST ? null : Number(next))}
      className="sm:col-span-2 sm:max-w-[calc(50%-0.5rem)]"
    />
  );
}
