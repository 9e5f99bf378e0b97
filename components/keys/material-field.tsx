"use client";

import { CircleCheck, FileUp, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type DragEvent, useId, useState } from "react";
import { FileTrigger } from "react-aria-components/FileTrigger";
import { Button } from "../ui/button";
import { classNames } from "../ui/class-names";
import { FieldError } from "../ui/field-error";
import { LABEL } from "../ui/field-style";
import { IconButton } from "../ui/icon-button";
import { TextArea } from "../ui/text-area";
import type { MaterialSource } from "./read-key-material";

/** No key is larger; a bigger file is the wrong one and is not read. */
const FILE_BYTES_MAX = 65_536;

interface MaterialFieldProps {
  label: string;
  help: string;
  placeholder: string;
  source: MaterialSource;
  fileName: string | null;
  onChange: (source: MaterialSource, fileName: string | null) => void;
  error?: string;
  /** What was recognised, while nothing is wrong. */
  recognised?: string;
}

/** A key as text, or as a file that is chosen or dropped. Nothing here leaves the page. */
export function MaterialField(props: MaterialFieldProps) {
  const { label, help, placeholder, source, fileName, onChange, error, recognised } = props;
  const t = useTranslations("keys");
  const [isOver, setOver] = useState(false);
  const [tooLarge, setTooLarge] = useState<string | null>(null);

  async function take(file: File | null | undefined) {
    if (!file) return;
    if (file.size > FILE_BYTES_MAX) return setTooLarge(t("import.fileLarge", { name: file.name }));
    setTooLarge(null);
    onChange(new Uint8Array(await file.arrayBuffer()), file.name);
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  }

  const problem = error ?? tooLarge ?? undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button beside it is the first
    <div
      className={classNames(
        "flex flex-col gap-2 rounded-control transition-shadow duration-120",
        isOver && "ring-2 ring-focus ring-offset-4 ring-offset-surface",
      )}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {fileName === null ? (
        <TextArea
          label={label}
          help={help}
          rows={4}
          isMono
          value={typeof source === "string" ? source : ""}
          onChange={(text) => {
            setTooLarge(null);
            onChange(text, null);
          }}
          error={problem}
          placeholder={placeholder}
          autoComplete="off"
          autoCorrect="off"
          spellCheck="false"
          data-key-material
        />
      ) : (
        <ChosenFile {...{ label, help, fileName }} error={problem} onRemove={() => onChange("", null)} />
      )}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <FileTrigger onSelect={(files) => void take(files?.[0])}>
          <Button icon={<FileUp aria-hidden />}>
            {t(fileName === null ? "import.chooseFile" : "import.otherFile")}
          </Button>
        </FileTrigger>
        <p role="status" className="flex min-w-0 items-center gap-1.5 text-caption text-ink-muted">
          {recognised && !problem ? (
            <>
              <CircleCheck aria-hidden className="size-3.5 shrink-0 text-good" />
              <span className="text-ink">{recognised}</span>
            </>
          ) : (
            t("import.drop")
          )}
        </p>
      </div>
    </div>
  );
}

interface ChosenFileProps {
  label: string;
  help: string;
  fileName: string;
  error?: string;
  onRemove: () => void;
}

function ChosenFile({ label, help, fileName, error, onRemove }: ChosenFileProps) {
  const t = useTranslations("keys");
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: one control, not a set of fields
    <div role="group" aria-labelledby={`${id}-name`} aria-describedby={`${id}-help`} className="flex flex-col gap-1.5">
      <span id={`${id}-name`} className={LABEL}>
        {label}
      </span>
      <span id={`${id}-help`} className="-mt-0.5 text-caption text-ink-muted">
        {help}
      </span>
      <div
        data-invalid={error ? true : undefined}
        className="flex items-center justify-between gap-2 rounded-control border border-line-field bg-sunken py-1 pr-1 pl-3 data-invalid:border-bad"
      >
        <span className="truncate font-mono text-control">{fileName}</span>
        <IconButton label={t("import.removeFile", { name: fileName })} icon={<X aria-hidden />} onPress={onRemove} />
      </div>
      {error ? <FieldError message={error} /> : null}
    </div>
  );
}
