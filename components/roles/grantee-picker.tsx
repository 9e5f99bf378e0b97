"use client";

import { Bot, ChevronsUpDown, FileKey2, User, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "react-aria-components/Button";
import { ComboBox } from "react-aria-components/ComboBox";
import { Input } from "react-aria-components/Input";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Text } from "react-aria-components/Text";
import type { Grantee } from "@/lib/contract/grantee";
import { byName } from "../iam/arrange-rows";
import type { Scope } from "../layout/scope";
import { FieldFrame, type FieldTexts } from "../ui/field-frame";
import { INPUT, OPTION, POPOVER } from "../ui/field-style";
import { useGrantees } from "./queries";

const ICONS = { user: User, team: Users, service_account: Bot, client_key: FileKey2 };

/** The sign of a person, team, service account or client key. */
export function GranteeIcon({ kind }: { kind: keyof typeof ICONS }) {
  const Icon = ICONS[kind];
  return <Icon aria-hidden className="size-4 shrink-0 text-ink-muted" />;
}

/** What a picker shows beside those that can be given roles. */
export interface FurtherGrantee extends Omit<Grantee, "kind"> {
  readonly kind: keyof typeof ICONS;
}

interface GranteePickerProps<Further extends FurtherGrantee> extends FieldTexts {
  scope: Scope;
  /** Identity of the chosen one; null for none. */
  value: string | null;
  onChange: (grantee: Grantee | Further | null) => void;
  /** Kinds that can be chosen. */
  kinds?: readonly Grantee["kind"][];
  /** Others that can be chosen as well. */
  further?: readonly Further[];
  autoFocus?: boolean;
}

const SHOWN_MAX = 100;

/** Finds a member, team or service account by name, e-mail address or identity. */
export function GranteePicker<Further extends FurtherGrantee = never>({
  scope,
  value,
  onChange,
  kinds,
  further = [],
  autoFocus,
  ...texts
}: GranteePickerProps<Further>) {
  const t = useTranslations("roles");
  const { data, isPending, error } = useGrantees(scope);
  const own = (data ?? []).filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  const grantees = [...own, ...further].sort(byName);
  const chosen = grantees.find(({ identity }) => identity === value);
  const [typed, setTyped] = useState<string | null>(null);
  const shownText = typed ?? chosen?.name ?? value ?? "";
  const words = typed === null ? "" : typed.trim().toLowerCase();
  const found = grantees.filter(({ name, detail, identity }) =>
    `${name} ${detail} ${identity}`.toLowerCase().includes(words),
  );

  function choose(identity: unknown) {
    const next = grantees.find((grantee) => grantee.identity === identity);
    if (next === undefined) return;
    setTyped(null);
    onChange(next);
  }

  return (
    <ComboBox
      items={found.slice(0, SHOWN_MAX).map((grantee) => ({ ...grantee, id: grantee.identity }))}
      inputValue={shownText}
      onInputChange={(text) => {
        if (text === shownText) return;
        setTyped(text);
        if (value !== null) onChange(null);
      }}
      onChange={choose}
      menuTrigger="focus"
      allowsEmptyCollection
      defaultFilter={() => true}
      allowsCustomValue
      isInvalid={Boolean(texts.error)}
      validationBehavior="aria"
      className="flex flex-col gap-1.5"
    >
      <FieldFrame {...texts}>
        <div className="relative">
          <Input
            placeholder={t("give.whoPlaceholder")}
            className={`${INPUT} h-9 pr-9`}
            autoComplete="off"
            spellCheck="false"
            autoFocus={autoFocus}
          />
          <Button className="absolute top-1.5 right-1.5 inline-flex size-6 items-center justify-center rounded-small text-ink-muted hover:text-ink">
            <ChevronsUpDown aria-hidden className="size-4" />
          </Button>
        </div>
      </FieldFrame>
      <Popover className={`${POPOVER} w-(--trigger-width)`} offset={4}>
        <ListBox<FurtherGrantee & { id: string }>
          className="max-h-72 overflow-auto outline-none"
          renderEmptyState={() => (
            <p className="px-2 py-1.5 text-control text-ink-muted">
              {error ? t("give.failed") : isPending ? t("give.searching") : t("give.nobody")}
            </p>
          )}
        >
          {({ id, kind, name, detail }) => (
            <ListBoxItem id={id} textValue={name} className={OPTION}>
              <GranteeIcon kind={kind} />
              <span className="min-w-0 flex-1">
                <Text slot="label" className="block truncate font-medium">
                  {name}
                </Text>
                <Text slot="description" className="block truncate text-caption text-ink-muted">
                  {t(`detail.kind.${kind}`)} · {detail}
                </Text>
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
