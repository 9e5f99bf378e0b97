"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { base64FromBytes, bytesFromBase64 } from "@/lib/format/bytes";
import type { Scope } from "../layout/scope";
import { ConsoleError } from "../query/console-error";
import { BLOB_BYTES_MIN, type ImportDraft, importRequestOf, overwrite, publicPemOf } from "./import-draft";
import type { CreateKey } from "./key-actions";
import { type DraftErrors, draftErrors, type KeyDraft } from "./new-key";
import { useWrappingKeyRead } from "./queries";
import { useCreateKey } from "./use-create-key";
import { readMaterial, useMaterialWords } from "./use-material-check";
import { wrapKey } from "./wrap-key";

/** What an import is busy with. */
export type ImportStep = "wrappingKey" | "wrap" | "send";

/** Checks, wraps and sends an imported key; afterwards what was given is overwritten. */
export function useImport(
  scope: Scope,
  createKey: CreateKey,
  showErrors: (errors: DraftErrors) => void,
  onDone: () => void,
) {
  const t = useTranslations("keys");
  const unreachable = useTranslations("ui")("errorNetwork");
  const words = useMaterialWords();
  const readWrappingKey = useWrappingKeyRead();
  const { submit: send, failure, setFailure } = useCreateKey(scope, createKey, showErrors);
  const [step, setStep] = useState<ImportStep | null>(null);

  async function submit(draft: KeyDraft, given: ImportDraft): Promise<void> {
    if (step !== null) return;
    const found = draftErrors(draft, (problem, values) => t(`problem.${problem}`, values));
    const checked = await checkedMaterial(draft, given);
    if ("problem" in checked) found.material = checked.problem;
    if (Object.keys(found).length > 0 || "problem" in checked) return showErrors(found);
    if (draft.region === null) return;
    setFailure(null);
    try {
      const material = given.way === "wrap" ? await wrapped(draft.region, checked.bytes) : checked.text;
      setStep("send");
      if (!(await send(draft.region, importRequestOf(draft, given, material)))) return setStep(null);
      checked.bytes.fill(0);
      overwrite(given.source);
      onDone();
    } catch (error) {
      setStep(null);
      setFailure(failureOf(error));
    }
  }

  async function wrapped(region: string, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    setStep("wrappingKey");
    const { publicKey } = await readWrappingKey(scope, region);
    setStep("wrap");
    return wrapKey(publicKey, bytes);
  }

  async function checkedMaterial(draft: KeyDraft, given: ImportDraft) {
    if (draft.keyType === null) return { problem: t("problem.typeMissing") };
    if (given.way === "wrapped") return checkedBlob(given.blob);
    const read = await readMaterial(given, draft.keyType);
    if (!read.ok) return { problem: words(read, draft.keyType) };
    return { bytes: read.bytes, text: given.way === "public" ? publicPemOf(base64FromBytes(read.bytes)) : "" };
  }

  function checkedBlob(blob: string) {
    const text = blob.replaceAll(/\s+/g, "");
    if (text === "") return { problem: t("import.problem.blobMissing") };
    const bytes = bytesFromBase64(text);
    if (bytes === null) return { problem: t("import.problem.blobForm") };
    return bytes.length < BLOB_BYTES_MIN
      ? { problem: t("import.problem.blobShort", { bytes: bytes.length, min: BLOB_BYTES_MIN }) }
      : { bytes, text };
  }

  function failureOf(error: unknown): { message: string; requestId?: string } {
    if (!(error instanceof ConsoleError)) return { message: t("import.problem.wrapFailed") };
    const message = error.code === "network" ? unreachable : error.message;
    return { message: t("import.problem.wrappingKey", { message }), requestId: error.requestId ?? undefined };
  }

  return { submit, step, failure };
}
