"use client";

import { ChevronsUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { ComboBox } from "react-aria-components/ComboBox";
import { Input } from "react-aria-components/Input";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Text } from "react-aria-components/Text";
import type { KeyRow } from "@/lib/contract/console";
import { KeyStatus } from "../keys/key-status";
import { useKeyChoice } from "../keys/queries";
import type { Scope } from "../layout/scope";
import { useDelayed } from "../layout/use-delayed";
import { FieldFrame, type FieldTexts } from "../ui/field-frame";
import { INPUT, OPTION, POPOVER } from "../ui/field-style";

interface KeyPickerProps extends Partial<FieldTexts> {
  scope: Scope;
  /** What the field shows for the chosen key; empty for none. */
  chosen: string;
  onChoose: (key: KeyRow) => void;
  /** Filters of the key list that a key must pass. */
  filter?: Readonly<Record<string, string>>;
}

const TYPING_PAUSE_MILLISECONDS = 150;

/** Finds a key by name, label or identity, on the server, over all regions unless a filter says otherwise. */
export function KeyPicker({ scope, chosen, onChoose, filter, label, help, error: problem }: KeyPickerProps) {
  const t = useTranslations("playground");
  const [typed, setTyped] = useState(chosen);
  const asked = useDelayed(typed === chosen ? "" : typed, TYPING_PAUSE_MILLISECONDS);
  const { data, isFetching, error } = useKeyChoice(scope, asked, filter);
  const keys = data?.keys ?? [];

  function choose(identity: unknown) {
    const key = keys.find((candidate) => candidate.identity === identity);
    if (!key) return;
    setTyped(key.name);
    onChoose(key);
  }

  return (
    <ComboBox
      items={keys}
      inputValue={typed}
      onInputChange={setTyped}
      onChange={choose}
      menuTrigger="focus"
      allowsEmptyCollection
      // The server has filtered already.
      defaultFilter={() => true}
      allowsCustomValue
      isInvalid={Boolean(problem)}
      validationBehavior="aria"
      className="flex w-full max-w-[32rem] flex-col gap-1.5"
    >
      <FieldFrame label={label ?? t("key")} help={help ?? t("keyHelp")} error={problem}>
        <div className="relative">
          <Input
            placeholder={t("keyPlaceholder")}
            className={`${INPUT} h-9 pr-9`}
            autoComplete="off"
            spellCheck="false"
          />
          <Button className="absolute top-1.5 right-1.5 inline-flex size-6 items-center justify-center rounded-small text-ink-muted hover:text-ink">
            <ChevronsUpDown aria-hidden className="size-4" />
          </Button>
        </div>
      </FieldFrame>
      <Popover className={POPOVER} offset={4}>
        <ListBox<KeyRow>
          className="max-h-80 overflow-auto outline-none"
          renderEmptyState={() => (
            <p className="px-2 py-1.5 text-control text-ink-muted">
              {error ? t("keysFailed") : isFetching ? t("searching") : t("noKey")}
            </p>
          )}
        >
          {(key) => (
            <ListBoxItem id={key.identity} textValue={key.name} className={OPTION}>
              <span className="min-w-0 flex-1">
                <Text slot="label" className="block truncate font-medium">
                  {key.name}
                </Text>
                <Text slot="description" className="block truncate font-mono text-caption text-ink-muted">
                  {key.region.slug} · {key.keyType}
                </Text>
              </span>
              <span className="[&_svg]:size-3.5! [&_svg]:text-current!">
                <KeyStatus of={key} />
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
