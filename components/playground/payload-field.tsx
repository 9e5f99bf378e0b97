"use client";

import { useTranslations } from "next-intl";
import { useNumberFormat } from "../ui/reader-locale";
import { TextArea } from "../ui/text-area";
import type { FieldProps } from "./field-props";
import { FileField } from "./file-field";
import { payloadBytesMax } from "./operations";
import { payloadBytes } from "./payload";
import { digestOf } from "./question";

export interface PayloadFieldProps extends FieldProps {
  name: "plaintext" | "input";
}

const PLACEHOLDERS = { text: "hello, kms", hex: "68656c6c6f2c206b6d73", base64: "aGVsbG8sIGttcw==" } as const;

/** Bytes: typed in one of the encodings, or a file. How many fit is always in view. */
export function PayloadField(props: PayloadFieldProps) {
  const { operation, of, draft, dispatch, errorOf, name } = props;
  const t = useTranslations("playground");
  const number = useNumberFormat();
  const { payload } = draft.question;
  const used = (payload.source === "file" ? payload.file?.size : payloadBytes(payload)?.length) ?? 0;
  const isHashed = digestOf(operation, of, draft.question) !== null;
  const max = number(payloadBytesMax(operation, of));
  const count = isHashed ? t("bytesHashed", { used: number(used) }) : t("bytes", { used: number(used), max });
  if (payload.source === "file") return <FileField {...props} count={count} />;
  return (
    <TextArea
      label={t(`field.${name}`)}
      aside={count}
      rows={5}
      isMono
      value={payload.typed}
      onChange={(typed) => dispatch({ type: "typed", operation, typed })}
      error={errorOf("payload")}
      placeholder={PLACEHOLDERS[payload.source]}
      autoComplete="off"
      spellCheck="false"
    />
  );
}
