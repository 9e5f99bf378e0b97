"use client";

import { ClipboardPaste, Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ClipboardEvent, useState } from "react";
import { BareField } from "../ui/bare-field";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { TextArea } from "../ui/text-area";
import { readEnvText } from "./env-text";
import { HiddenField } from "./hidden-field";
import { type PairDraft, withEntries } from "./value-draft";

interface PairsFieldProps {
  pairs: readonly PairDraft[];
  onChange: (pairs: PairDraft[]) => void;
  isShown: boolean;
}

/** Names and values, one pair per row; a whole `.env` can be pasted. */
export function PairsField({ pairs, onChange, isShown }: PairsFieldProps) {
  const t = useTranslations("secrets");
  const [isPasting, setPasting] = useState(false);
  const set = (changed: PairDraft) => onChange(pairs.map((pair) => (pair.id === changed.id ? changed : pair)));
  const add = () => onChange([...pairs, { id: Math.max(0, ...pairs.map(({ id }) => id)) + 1, name: "", value: "" }]);

  /** A name has one line: what has more is a file. */
  function paste(event: ClipboardEvent) {
    const { entries, unreadable } = readEnvText(event.clipboardData.getData("text"));
    const isFile = entries.length > 0 && unreadable.length === 0;
    if (!isFile) return;
    event.preventDefault();
    onChange(withEntries(pairs, entries));
  }

  return (
    <div className="flex flex-col gap-2">
      {pairs.map((pair, index) => (
        <div key={pair.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-start gap-2">
          <div onPaste={paste}>
            <BareField
              label={t("value.pairName", { number: index + 1 })}
              placeholder="DB_PASSWORD"
              isMono
              value={pair.name}
              onChange={(name) => set({ ...pair, name })}
              autoComplete="off"
              spellCheck="false"
            />
          </div>
          <HiddenField
            label={t("value.pairValue", { number: index + 1 })}
            isShown={isShown}
            value={pair.value}
            onChange={(value) => set({ ...pair, value })}
          />
          <IconButton
            label={t("value.removePair", { number: index + 1 })}
            icon={<X aria-hidden />}
            onPress={() => onChange(pairs.filter(({ id }) => id !== pair.id))}
          />
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button icon={<Plus aria-hidden />} onPress={add}>
          {t("value.addPair")}
        </Button>
        <Button
          icon={<ClipboardPaste aria-hidden />}
          onPress={() => setPasting(!isPasting)}
          aria-expanded={isPasting}
          tone="quiet"
        >
          {t("value.pasteEnv")}
        </Button>
      </div>
      {isPasting ? (
        <EnvBox
          onTake={(entries) => {
            onChange(withEntries(pairs, entries));
            setPasting(false);
          }}
        />
      ) : null}
    </div>
  );
}

function EnvBox({ onTake }: { onTake: (entries: readonly { name: string; value: string }[]) => void }) {
  const t = useTranslations("secrets");
  const [text, setText] = useState("");
  const { entries, duplicates, unreadable } = readEnvText(text);
  return (
    <div className="flex flex-col gap-3 rounded-control border border-line bg-sunken p-3">
      <TextArea
        label={t("value.env")}
        help={t("value.envHelp")}
        rows={6}
        isMono
        autoFocus
        value={text}
        onChange={setText}
        placeholder={"DB_USER=orders\nDB_PASSWORD='…'"}
        autoComplete="off"
        spellCheck="false"
        error={unreadable.length > 0 ? t("value.envUnreadable", { lines: unreadable.slice(0, 5).join(", ") }) : null}
      />
      <div className="flex flex-wrap items-center gap-3 text-caption text-ink-muted">
        <Button isDisabled={entries.length === 0 || unreadable.length > 0} onPress={() => onTake(entries)}>
          {t("value.takeEnv", { count: entries.length })}
        </Button>
        {duplicates.length > 0 ? (
          <span>{t("value.envTwice", { names: duplicates.slice(0, 5).join(", ") })}</span>
        ) : null}
      </div>
    </div>
  );
}
