"use client";

import { useTranslations } from "next-intl";
import type { RegionHealth } from "@/lib/contract/console";
import { KEY_TYPE_DEFAULT, KEY_TYPE_NAMES } from "@/lib/contract/key-types";
import { keySlug } from "@/lib/format/key-slug";
import { Badge } from "../ui/badge";
import { RadioCards } from "../ui/radio-cards";
import { Status } from "../ui/status";
import { Switch } from "../ui/switch";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import type { Scope } from "./key-actions";
import { LabelsEditor } from "./labels-editor";
import { DESCRIPTION_CHARACTERS_MAX, type DraftErrors, type KeyDraft } from "./new-key";
import { PeriodField } from "./period-field";

interface FieldsProps {
  draft: KeyDraft;
  errors: DraftErrors;
  set: (change: Partial<KeyDraft>) => void;
}

const FIELDS = "flex flex-col gap-5";

/** What the key is called. */
export function KeyIdentityFields({ draft, errors, set, scope }: FieldsProps & { scope: Scope }) {
  const t = useTranslations("keys");
  const slug = keySlug(draft.name);
  return (
    <div className={FIELDS}>
      <div>
        <TextField
          label={t("form.name")}
          help={t("form.nameHelp")}
          value={draft.name}
          onChange={(name) => set({ name })}
          error={errors.name}
          placeholder="orders-db"
          autoFocus
          autoComplete="off"
          spellCheck="false"
        />
        <p className="mt-1.5 min-h-4 text-caption text-ink-muted" aria-live="polite">
          {slug === "" && draft.name.trim() !== "" ? (
            t.rich("form.addressGenerated", { example: () => <span className="font-mono text-ink">key-x7f3…</span> })
          ) : (
            <>
              {t("form.address")}{" "}
              <span className="break-all font-mono">
                /{scope.organisation}/keys/{draft.region ?? "…"}/<span className="text-ink">{slug || "…"}</span>
              </span>
            </>
          )}
        </p>
      </div>
      <TextArea
        label={t("form.description")}
        help={t("form.descriptionHelp")}
        isOptional
        rows={2}
        value={draft.description}
        onChange={(description) => set({ description })}
        error={errors.description}
        aside={
          draft.description.length > DESCRIPTION_CHARACTERS_MAX * 0.8
            ? t("form.characters", { used: draft.description.length, max: DESCRIPTION_CHARACTERS_MAX })
            : undefined
        }
      />
      <LabelsEditor labels={draft.labels} onChange={(labels) => set({ labels })} error={errors.labels} />
    </div>
  );
}

/** Where the key is and what it is. */
export function KeyPlacementFields({
  draft,
  errors,
  set,
  regions,
}: FieldsProps & { regions: readonly RegionHealth[] }) {
  const t = useTranslations("keys");
  return (
    <div className={FIELDS}>
      <RadioCards
        label={t("form.region")}
        help={t("form.regionHelp")}
        error={errors.region}
        columns={3}
        value={draft.region}
        onChange={(region) => set({ region })}
        cards={regions.map((region) => ({
          value: region.slug,
          title: <span className="font-mono">{region.slug}</span>,
          detail: (
            <>
              <span className="block">{region.location}</span>
              <RegionState state={region.state} />
            </>
          ),
          isDisabled: region.state === "sealed" || region.state === "unreachable",
        }))}
      />
      <RadioCards
        label={t("form.type")}
        help={t("form.typeHelp")}
        error={errors.keyType}
        value={draft.keyType}
        onChange={(keyType) => set({ keyType })}
        cards={KEY_TYPE_NAMES.map((name) => ({
          value: name,
          title: <span className="font-mono">{name}</span>,
          aside: name === KEY_TYPE_DEFAULT ? <Badge isText>{t("form.usual")}</Badge> : undefined,
          detail: t(`type.${name}`),
        }))}
      />
    </div>
  );
}

const REGION_TONE = { available: "good", slow: "warn", sealed: "bad", unreachable: "bad" } as const;

function RegionState({ state }: Pick<RegionHealth, "state">) {
  const t = useTranslations("keys");
  return (
    <Status tone={REGION_TONE[state]} className="mt-1 text-caption">
      {t(`regionState.${state}`)}
    </Status>
  );
}

/** What happens to the key over time. */
export function KeyRulesFields({ draft, errors, set }: FieldsProps) {
  const t = useTranslations("keys");
  return (
    <div className={FIELDS}>
      <Switch
        label={t("form.rotate")}
        help={t("form.rotateHelp")}
        isSelected={draft.isRotating}
        onChange={(isRotating) => set({ isRotating })}
      />
      {draft.isRotating ? (
        <div className="pl-11 max-sm:pl-0">
          <PeriodField
            value={draft.period}
            onChange={(period) => set({ period })}
            error={errors.rotationPeriodInDays}
          />
        </div>
      ) : null}
      <Switch
        label={t("form.export")}
        help={t("form.exportHelp")}
        isSelected={draft.isExportAllowed}
        onChange={(isExportAllowed) => set({ isExportAllowed })}
      />
    </div>
  );
}
