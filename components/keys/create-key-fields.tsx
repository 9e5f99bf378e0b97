"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { RegionHealth } from "@/lib/contract/console";
import { isAsymmetric, keyTypeFacts } from "@/lib/contract/key-types";
import { keySlug } from "@/lib/format/key-slug";
import { LabelsEditor } from "../labels/labels-editor";
import type { Scope } from "../layout/scope";
import { Checkbox } from "../ui/checkbox";
import { FieldError } from "../ui/field-error";
import { LABEL } from "../ui/field-style";
import { RadioCards } from "../ui/radio-cards";
import { Status } from "../ui/status";
import { Switch } from "../ui/switch";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import { DESCRIPTION_CHARACTERS_MAX, type DraftErrors, type KeyDraft, modeChoice, paddingChoice } from "./new-key";
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
      <LabelsEditor
        help={t("form.labelsHelp")}
        labels={draft.labels}
        onChange={(labels) => set({ labels })}
        error={errors.labels}
      />
    </div>
  );
}

/** Where the key is. */
export function KeyRegionField({ draft, errors, set, regions }: FieldsProps & { regions: readonly RegionHealth[] }) {
  const t = useTranslations("keys");
  return (
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
export function KeyRotationFields({ draft, errors, set }: FieldsProps) {
  const t = useTranslations("keys");
  return (
    <div className={FIELDS}>
      <Switch
        label={t("form.rotate")}
        help={t(`rotateHelp.${draft.use}`)}
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
    </div>
  );
}

/** Switches that most keys leave as they are; only those the type has. */
export function KeyAdvancedFields({ draft, errors, set, isPublic }: FieldsProps & { isPublic?: boolean }) {
  const t = useTranslations("keys");
  if (draft.keyType === null) return null;
  return (
    <div className={FIELDS}>
      {isPublic ? null : (
        <Switch
          label={t("form.export")}
          help={t("form.exportHelp")}
          isSelected={draft.isExportAllowed}
          onChange={(isExportAllowed) => set({ isExportAllowed })}
        />
      )}
      {keyTypeFacts(draft.keyType).family === "aead" ? (
        <Switch
          label={t("form.context")}
          help={t("form.contextHelp")}
          isSelected={draft.isContextAllowed}
          onChange={(isContextAllowed) => set({ isContextAllowed })}
        />
      ) : null}
      <PaddingFields draft={draft} errors={errors} set={set} />
      {isPublic ? null : <ModeFields draft={draft} errors={errors} set={set} />}
      {isAsymmetric(draft.keyType) ? (
        <Switch
          label={t("form.jwks")}
          help={t("form.jwksHelp")}
          isSelected={draft.isJwksPublic}
          onChange={(isJwksPublic) => set({ isJwksPublic })}
        />
      ) : null}
    </div>
  );
}

function PaddingFields({ draft, errors, set }: FieldsProps) {
  const t = useTranslations("keys");
  const choice = paddingChoice(draft);
  if (choice.length === 0) return null;
  return (
    <Checkboxes
      label={t("form.paddings")}
      help={t("form.paddingsHelp")}
      error={errors.rsaPaddings}
      choice={choice.map((value) => ({ value, label: t(`padding.${value}`), help: t(`paddingDetail.${value}`) }))}
      chosen={draft.paddings}
      onChange={(paddings) => set({ paddings })}
    />
  );
}

function ModeFields({ draft, errors, set }: FieldsProps) {
  const t = useTranslations("keys");
  const choice = modeChoice(draft);
  if (choice.length === 0) return null;
  return (
    <>
      <Checkboxes
        label={t("form.modes")}
        help={t("form.modesHelp")}
        error={errors.cipherModes}
        choice={choice.map((value) => ({ value, label: value.toUpperCase(), help: t(`modeDetail.${value}`) }))}
        chosen={draft.modes}
        onChange={(modes) => set({ modes })}
      />
      {draft.modes.includes("gcm") ? (
        <Switch
          label={t("form.callerNonce")}
          help={t("form.callerNonceHelp")}
          isSelected={draft.isCallerNonceAllowed}
          onChange={(isCallerNonceAllowed) => set({ isCallerNonceAllowed })}
        />
      ) : null}
    </>
  );
}

interface CheckboxesProps<Value extends string> {
  label: string;
  help: string;
  error?: string;
  choice: readonly { value: Value; label: string; help: string }[];
  chosen: readonly Value[];
  /** Gets what is chosen then, in the order of the choice. */
  onChange: (chosen: readonly Value[]) => void;
}

function Checkboxes<Value extends string>(props: CheckboxesProps<Value>) {
  const { label, help, error, choice, chosen, onChange } = props;
  const id = useId();
  const change = (changed: Value, isOn: boolean) =>
    onChange(choice.map(({ value }) => value).filter((one) => (one === changed ? isOn : chosen.includes(one))));
  return (
    <fieldset aria-labelledby={`${id}-name`} aria-describedby={`${id}-help`} className="flex flex-col gap-1.5">
      <p id={`${id}-name`} className={LABEL}>
        {label}
      </p>
      <p id={`${id}-help`} className="-mt-0.5 text-caption text-ink-muted">
        {help}
      </p>
      <div className="mt-1 flex flex-col gap-2.5">
        {choice.map((one) => (
          <Checkbox
            key={one.value}
            label={one.label}
            help={one.help}
            isInvalid={error !== undefined}
            isSelected={chosen.includes(one.value)}
            onChange={(isOn) => change(one.value, isOn)}
          />
        ))}
      </div>
      {error ? <FieldError message={error} /> : null}
    </fieldset>
  );
}
