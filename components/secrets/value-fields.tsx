"use client";

import { Dices, Eye, EyeOff, ListTree, TextCursorInput } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { bytesFromText } from "@/lib/format/bytes";
import { Button } from "../ui/button";
import { FieldError } from "../ui/field-error";
import { LABEL } from "../ui/field-style";
import { RadioCards } from "../ui/radio-cards";
import { useNumberFormat } from "../ui/reader-locale";
import { TextField } from "../ui/text-field";
import { HiddenField } from "./hidden-field";
import { PairsField } from "./pairs-field";
import { VALUE_KINDS, type ValueDraft } from "./value-draft";

interface ValueFieldsProps {
  draft: ValueDraft;
  onChange: (draft: ValueDraft) => void;
  error?: string | null;
}

const ICONS = { text: <TextCursorInput />, keyValues: <ListTree />, generated: <Dices /> };

/** What a secret holds: a text, names with values, or random bytes. What is typed is hidden until asked for. */
export function ValueFields({ draft, onChange, error }: ValueFieldsProps) {
  const t = useTranslations("secrets");
  const [isShown, setShown] = useState(false);
  const set = (change: Partial<ValueDraft>) => onChange({ ...draft, ...change });
  return (
    <div className="flex flex-col gap-4">
      <RadioCards
        label={t("value.kind")}
        columns={3}
        value={draft.kind}
        onChange={(next) => set({ kind: VALUE_KINDS.find((kind) => kind === next) ?? "text" })}
        cards={VALUE_KINDS.map((kind) => ({
          value: kind,
          title: t(`value.${kind}`),
          detail: t(`value.${kind}Detail`),
          icon: ICONS[kind],
        }))}
      />
      {draft.kind === "generated" ? (
        <TextField
          label={t("value.length")}
          help={t("value.lengthHelp")}
          suffix={t("value.bytes")}
          className="max-w-56"
          inputMode="numeric"
          autoComplete="off"
          value={draft.byteLength}
          onChange={(byteLength) => set({ byteLength })}
          error={error}
        />
      ) : (
        <fieldset data-invalid={error ? true : undefined} className="flex min-w-0 flex-col gap-2">
          <div className="flex items-center justify-between gap-3">
            <legend className={`${LABEL} float-left`}>
              {t(draft.kind === "text" ? "value.textLabel" : "value.pairs")}
            </legend>
            <div className="flex items-center gap-3">
              {draft.kind === "text" ? <ByteCount text={draft.text} /> : null}
              <Button
                tone="quiet"
                icon={isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
                aria-pressed={isShown}
                onPress={() => setShown(!isShown)}
              >
                {t(isShown ? "value.hide" : "value.show")}
              </Button>
            </div>
          </div>
          {draft.kind === "text" ? (
            <HiddenField
              label={t("value.textLabel")}
              rows={3}
              isShown={isShown}
              value={draft.text}
              onChange={(text) => set({ text })}
            />
          ) : (
            <PairsField pairs={draft.pairs} onChange={(pairs) => set({ pairs })} isShown={isShown} />
          )}
          {error ? <FieldError message={error} /> : null}
        </fieldset>
      )}
    </div>
  );
}

function ByteCount({ text }: { text: string }) {
  const t = useTranslations("secrets");
  const number = useNumberFormat();
  const count = bytesFromText(text).length;
  return count === 0 ? null : (
    <span className="text-caption text-ink-muted">{t("value.byteCount", { count, total: number(count) })}</span>
  );
}
