"use client";

import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { HASH_ALGORITHM_DEFAULT } from "@/lib/contract/hash-algorithms";
import { keyTypeFacts } from "@/lib/contract/key-types";
import { hexFromBytes } from "@/lib/format/bytes";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { FieldError } from "../ui/field-error";
import { LABEL } from "../ui/field-style";
import { useNumberFormat } from "../ui/reader-locale";
import type { FieldProps } from "./field-props";
import { fileDigests } from "./file-digests";
import { hashesFiles, type Operation, payloadBytesMax, type TriedKey } from "./operations";
import { FILE_BYTES_MAX, type PayloadFile } from "./payload";
import type { PayloadFieldProps } from "./payload-field";
import { digestOf } from "./question";

/** A file: read here, and hashed here where it is too large for a call and the key signs digests. */
export function FileField(props: PayloadFieldProps & { count: string }) {
  const { operation, of, draft, dispatch, errorOf, name, count } = props;
  const t = useTranslations("playground");
  const id = useId();
  const latest = useRef<File>(null);
  const [isReading, setReading] = useState(false);
  const { file } = draft.question.payload;
  const error = errorOf("payload");

  async function choose(files: FileList | null) {
    const chosen = files?.[0];
    if (!chosen) return;
    latest.current = chosen;
    setReading(true);
    const read = await readFile(chosen, operation, of);
    if (latest.current !== chosen) return;
    setReading(false);
    dispatch({ type: "file", operation, file: read });
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would change how the column is laid out
    <div role="group" aria-labelledby={`${id}-label`} className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-3">
        <span id={`${id}-label`} className={LABEL}>
          {t(`field.${name}`)}
        </span>
        <span className="text-caption text-ink-muted">{count}</span>
      </div>
      <div className="flex min-h-[122px] flex-1 flex-col items-center justify-center gap-2 rounded-control border border-line-field border-dashed p-4 text-center">
        {file ? <p className="max-w-full truncate font-mono text-control">{file.name}</p> : null}
        <FileTrigger onSelect={choose}>
          <Button icon={<FileUp aria-hidden />} isPending={isReading}>
            {t(file ? "file.other" : "file.choose")}
          </Button>
        </FileTrigger>
        <FileHelp operation={operation} of={of} />
      </div>
      {error ? <FieldError message={error} /> : <DigestNote {...props} />}
    </div>
  );
}

function FileHelp({ operation, of }: { operation: Operation; of: TriedKey }) {
  const t = useTranslations("playground");
  const number = useNumberFormat();
  const { family } = keyTypeFacts(of.keyType);
  const max = number(payloadBytesMax(operation, of));
  const text = hashesFiles(operation, of)
    ? "hashed"
    : family === "ed25519"
      ? "ed25519"
      : family === "hmac"
        ? "hmac"
        : "whole";
  return <p className="text-caption text-ink-muted">{t(`file.${text}`, { max })}</p>;
}

/** The digest that is sent in place of a large file. */
function DigestNote({ operation, of, draft }: FieldProps) {
  const t = useTranslations("playground");
  const digest = digestOf(operation, of, draft.question);
  if (digest === null) return null;
  const hex = hexFromBytes(digest);
  const algorithm = draft.question.options.hashAlgorithm || HASH_ALGORITHM_DEFAULT;
  return (
    <div className="rounded-control border border-line bg-sunken px-3 py-2 text-caption">
      <p className="flex items-center justify-between gap-2">
        <span className="font-medium">{t("digest.label", { algorithm })}</span>
        <CopyButton value={hex} label={t("digest.name")} look="small" />
      </p>
      <p data-digest className="mt-0.5 break-all font-mono text-ink-muted">
        {hex}
      </p>
      <p className="mt-1 text-ink-muted">{t("digest.help")}</p>
    </div>
  );
}

/** Reads a file of a call's size; hashes a larger one where its digest can be sent; else its size alone is the error. */
async function readFile(file: File, operation: Operation, of: TriedKey): Promise<PayloadFile> {
  const facts = { name: file.name, size: file.size };
  if (file.size <= payloadBytesMax(operation, of)) {
    return { ...facts, bytes: new Uint8Array(await file.arrayBuffer()), digests: null };
  }
  const isHashed = hashesFiles(operation, of) && file.size <= FILE_BYTES_MAX;
  return { ...facts, bytes: null, digests: isHashed ? await fileDigests(file) : null };
}
