"use client";

import { ArrowLeftRight, Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Dispatch, ReactNode } from "react";
import { bytesFromBase64, textFromBytes } from "@/lib/format/bytes";
import { durationWords } from "@/lib/format/duration";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { IconButton } from "../ui/icon-button";
import { SegmentedControl } from "../ui/segmented-control";
import { TextArea } from "../ui/text-area";
import type { Answered, Draft, DraftAct } from "./drafts";
import { type AnswerField, OPERATIONS, type Operation } from "./operations";
import { writeBytes } from "./payload";
import type { OperationAnswer } from "./playground-actions";
import { saveFile } from "./save-file";

interface AnswerBoxesProps {
  operation: Operation;
  draft: Draft;
  dispatch: Dispatch<DraftAct>;
  onNext: (() => void) | null;
}

/** What the call answered, one box for each part worth a look, with what can be done with it. */
export function AnswerBoxes({ operation, draft, dispatch, onNext }: AnswerBoxesProps) {
  const t = useTranslations("playground");
  const { answers, next } = OPERATIONS[operation];
  const { answered, view } = draft;
  return answers.map(({ field, label }, position) => {
    const name = t(`field.${label}`);
    const aside = position === 0 && answered ? <output>{factsText(t, answered)}</output> : undefined;
    const rows = answers.length > 1 ? 3 : 5;
    const nextButton =
      onNext !== null && next?.field === field && answered ? (
        <Button tone="quiet" icon={<ArrowLeftRight aria-hidden />} onPress={onNext}>
          {t(`next.${next.operation}`)}
        </Button>
      ) : null;
    const box = { name, aside, rows, nextButton };
    if (field === "plaintext") {
      const bytes = answered ? bytesFromBase64(answered.answer.plaintext ?? "") : null;
      return <BytesBox key={field} {...box} {...{ operation, view, dispatch }} bytes={bytes?.length ? bytes : null} />;
    }
    return <TextBox key={field} {...box} value={answered ? textOf(field, answered.answer) : ""} />;
  });
}

/** Which version worked, and for how long. */
export function factsText(
  t: ReturnType<typeof useTranslations<"playground">>,
  { answer, elapsedInMilliseconds }: Answered,
) {
  const time = durationWords(elapsedInMilliseconds);
  return answer.keyVersion === undefined ? time : t("facts", { version: answer.keyVersion, time });
}

function textOf(field: Exclude<AnswerField, "plaintext">, answer: OperationAnswer): string {
  if (field !== "claims") return answer[field] ?? "";
  return answer.claims === undefined ? "" : JSON.stringify(answer.claims, null, 2);
}

interface BoxProps {
  name: string;
  aside: ReactNode;
  rows: number;
  nextButton: ReactNode;
}

function TextBox({ name, aside, rows, nextButton, value }: BoxProps & { value: string }) {
  const t = useTranslations("playground");
  return (
    <div className="flex flex-col gap-2.5">
      <TextArea label={name} aside={aside} rows={rows} isMono isReadOnly value={value} placeholder={t("answerHere")} />
      <div className="flex min-h-control flex-wrap items-center justify-end gap-2">
        {value === "" ? null : (
          <>
            {nextButton}
            <CopyButton value={value} label={name} look="button" />
          </>
        )}
      </div>
    </div>
  );
}

const VIEWS = ["text", "hex", "base64"] as const;

interface BytesBoxProps extends BoxProps, Pick<AnswerBoxesProps, "operation" | "dispatch"> {
  /** Null: none came back. */
  bytes: Uint8Array | null;
  view: (typeof VIEWS)[number];
}

function BytesBox({ name, aside, rows, nextButton, bytes, view, operation, dispatch }: BytesBoxProps) {
  const t = useTranslations("playground");
  const shown = bytes === null ? "" : (writeBytes(bytes, view) ?? "");
  const isText = bytes === null || textFromBytes(bytes) !== null;
  const views = operation === "data_key" ? VIEWS.filter((one) => one !== "text") : VIEWS;
  return (
    <div className="flex flex-col gap-2.5">
      <TextArea
        label={name}
        aside={aside}
        help={isText || operation === "data_key" ? undefined : t("notText")}
        rows={rows}
        isMono
        isReadOnly
        value={shown}
        placeholder={t("answerHere")}
      />
      <div className="flex min-h-control flex-wrap items-center justify-between gap-2">
        <SegmentedControl
          label={t("view")}
          options={views.map((id) => ({ value: id, label: t(`source.${id}`), isDisabled: id === "text" && !isText }))}
          value={view}
          onChange={(next) => dispatch({ type: "view", operation, view: next })}
        />
        {bytes ? (
          <span className="ml-auto flex flex-wrap justify-end gap-2">
            {nextButton}
            <IconButton
              label={t("download")}
              icon={<Download aria-hidden />}
              onPress={() => saveFile(bytes, operation === "data_key" ? "data-key.bin" : "plaintext.bin")}
            />
            <CopyButton value={shown} label={name} look="button" />
          </span>
        ) : null}
      </div>
    </div>
  );
}
