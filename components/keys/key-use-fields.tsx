"use client";

import { Fingerprint, KeyRound, LockKeyhole, type LucideIcon, Network, PenLine, Webhook } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "../ui/badge";
import { RadioCards } from "../ui/radio-cards";
import { factsOfUse, KEY_USES, type KeyOrigin, type KeyUse, keyUseNamed, typesFor } from "./key-uses";
import { type DraftErrors, draftOfUse, type KeyDraft } from "./new-key";

interface KeyUseFieldsProps {
  draft: KeyDraft;
  errors: DraftErrors;
  origin: KeyOrigin;
  set: (change: Partial<KeyDraft>) => void;
  autoFocus?: boolean;
}

const ICONS: Readonly<Record<KeyUse, LucideIcon>> = {
  encrypt: LockKeyhole,
  sign: PenLine,
  mac: Webhook,
  jwt: Fingerprint,
  dnssec: Network,
  general: KeyRound,
};

/** What the key is for. */
export function KeyUseField({ draft, origin, set, autoFocus }: KeyUseFieldsProps) {
  const t = useTranslations("keys");
  return (
    <RadioCards
      label={t("form.use")}
      help={t("form.useHelp")}
      columns={3}
      autoFocus={autoFocus}
      value={draft.use}
      onChange={(use) => set(draftOfUse(keyUseNamed(use), origin))}
      cards={KEY_USES.map((use) => {
        const Icon = ICONS[use];
        const isPossible = typesFor(use, origin).length > 0;
        return {
          value: use,
          icon: <Icon />,
          title: t(`use.${use}`),
          detail: t(isPossible ? `useDetail.${use}` : "form.useImpossible"),
          isDisabled: !isPossible,
        };
      })}
    />
  );
}

/** The types that serve it, the recommended one marked. */
export function KeyTypeField({ draft, errors, origin, set }: KeyUseFieldsProps) {
  const t = useTranslations("keys");
  const types = typesFor(draft.use, origin);
  const { recommended } = factsOfUse(draft.use);
  return (
    <RadioCards
      label={t("form.type")}
      help={t("form.typeHelp")}
      error={errors.keyType}
      columns={types.length > 3 ? 2 : 1}
      value={draft.keyType}
      onChange={(name) => set({ keyType: types.find((keyType) => keyType === name) ?? null })}
      cards={types.map((name) => ({
        value: name,
        title: <span className="font-mono">{name}</span>,
        aside: name === recommended ? <Badge isText>{t("form.recommended")}</Badge> : undefined,
        detail: t(`type.${name}`),
      }))}
    />
  );
}
