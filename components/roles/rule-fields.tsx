"use client";

import { Ban, Plus, ShieldCheck, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { RULE_LABELS_MAX } from "@/lib/contract/access-limits";
import { EVERYTHING, RESOURCE_TYPES } from "@/lib/contract/permissions";
import type { Scope } from "../layout/scope";
import { KeyPicker } from "../playground/key-picker";
import { BareField } from "../ui/bare-field";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { FieldError } from "../ui/field-error";
import { LABEL } from "../ui/field-style";
import { IconButton } from "../ui/icon-button";
import { MomentField } from "../ui/moment-field";
import { RadioCards } from "../ui/radio-cards";
import { Switch } from "../ui/switch";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import { linesOf, type RuleDraft, type RuleErrors } from "./rule-draft";

interface RuleFieldsProps {
  draft: RuleDraft;
  errors: RuleErrors;
  set: (change: Partial<RuleDraft>) => void;
}

/** Allow or deny. */
export function EffectField({ draft, set }: RuleFieldsProps) {
  const t = useTranslations("roles");
  return (
    <RadioCards
      label={t("rule.effect")}
      columns={2}
      value={draft.effect}
      onChange={(effect) => set({ effect: effect === "deny" ? "deny" : "allow" })}
      cards={[
        { value: "allow", title: t("rule.allowTitle"), detail: t("rule.allowDetail"), icon: <ShieldCheck /> },
        { value: "deny", title: t("rule.denyTitle"), detail: t("rule.denyDetail"), icon: <Ban /> },
      ]}
    />
  );
}

/** What kinds of objects the rule is about. */
export function TypesField({ draft, errors, set }: RuleFieldsProps) {
  const t = useTranslations("roles");
  const id = useId();
  const isEvery = draft.resources.includes(EVERYTHING);
  function toggle(type: string, isOn: boolean) {
    set({ resources: isOn ? [...draft.resources, type] : draft.resources.filter((other) => other !== type) });
  }
  return (
    <fieldset
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-help`}
      data-invalid={errors.resources !== undefined || undefined}
      className="flex flex-col gap-1.5"
    >
      <p id={`${id}-name`} className={LABEL}>
        {t("rule.types")}
      </p>
      <p id={`${id}-help`} className="-mt-0.5 text-caption text-ink-muted">
        {t("rule.typesHelp")}
      </p>
      {errors.resources ? <FieldError message={errors.resources} /> : null}
      <div className="mt-1 grid grid-cols-3 gap-x-4 gap-y-2 max-sm:grid-cols-2">
        {RESOURCE_TYPES.map((type) => (
          <Checkbox
            key={type}
            label={<span className="block first-letter:uppercase">{t(`type.${type}`)}</span>}
            isSelected={isEvery || draft.resources.includes(type)}
            isDisabled={isEvery}
            onChange={(isOn) => toggle(type, isOn)}
          />
        ))}
      </div>
      <div className="mt-1 border-line border-t pt-2.5">
        <Checkbox
          label={t("rule.everyType")}
          isSelected={isEvery}
          onChange={(isOn) => set({ resources: isOn ? [EVERYTHING] : ["kms_key"] })}
        />
      </div>
    </fieldset>
  );
}

/** Which objects, by identity and by label. */
export function ObjectFields({ draft, errors, set, scope }: RuleFieldsProps & { scope: Scope }) {
  const t = useTranslations("roles");
  const hasKeys = draft.resources.some((type) => type === "kms_key" || type === EVERYTHING);
  return (
    <>
      <TextArea
        label={t("rule.identities")}
        help={t("rule.identitiesHelp")}
        isOptional
        isMono
        rows={3}
        placeholder={"kms-d4kq7v2n0s9mrb1f8g3h\nkms-d4k*"}
        value={draft.identities}
        onChange={(identities) => set({ identities })}
        error={errors.identities}
        spellCheck="false"
      />
      {hasKeys ? (
        <KeyPicker
          scope={scope}
          label={t("rule.identitiesFind")}
          help={t("rule.identitiesFindHelp")}
          chosen=""
          onChoose={({ identity }) => set({ identities: [...linesOf(draft.identities), identity].join("\n") })}
        />
      ) : null}
      <RuleLabels draft={draft} errors={errors} set={set} />
    </>
  );
}

function RuleLabels({ draft, errors, set }: RuleFieldsProps) {
  const t = useTranslations("roles");
  const tUi = useTranslations("ui");
  const id = useId();
  const { labels } = draft;
  function add() {
    set({ labels: [...labels, { id: Math.max(-1, ...labels.map((label) => label.id)) + 1, name: "", value: "" }] });
  }
  function change(position: number, more: { name: string } | { value: string }) {
    set({ labels: labels.map((label, at) => (at === position ? { ...label, ...more } : label)) });
  }
  return (
    <fieldset aria-labelledby={`${id}-name`} aria-describedby={`${id}-help`} className="flex flex-col gap-1.5">
      <p id={`${id}-name`} className={LABEL}>
        {t("rule.labels")}
        <span className="ml-1.5 font-normal text-ink-faint">{tUi("optional")}</span>
      </p>
      <p id={`${id}-help`} className="-mt-0.5 text-caption text-ink-muted">
        {t("rule.labelsHelp")}
      </p>
      {labels.map((label, position) => (
        <div key={label.id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-center gap-2">
          <BareField
            label={t("rule.labelName", { number: position + 1 })}
            placeholder="team"
            isMono
            value={label.name}
            onChange={(name) => change(position, { name })}
            autoComplete="off"
            spellCheck="false"
          />
          <BareField
            label={t("rule.labelValue", { number: position + 1 })}
            placeholder="platform"
            isMono
            value={label.value}
            onChange={(value) => change(position, { value })}
            autoComplete="off"
            spellCheck="false"
          />
          <IconButton
            label={t("rule.removeLabel", { number: position + 1 })}
            icon={<X aria-hidden />}
            onPress={() => set({ labels: labels.filter(({ id: other }) => other !== label.id) })}
          />
        </div>
      ))}
      {errors.labels ? <FieldError message={errors.labels} /> : null}
      <Button
        className="self-start"
        icon={<Plus aria-hidden />}
        onPress={add}
        isDisabled={labels.length >= RULE_LABELS_MAX}
      >
        {t("rule.addLabel")}
      </Button>
    </fieldset>
  );
}

/** From where and when. */
export function ConditionFields({ draft, errors, set }: RuleFieldsProps) {
  const t = useTranslations("roles");
  return (
    <>
      <TextArea
        label={t("rule.addresses")}
        help={t("rule.addressesHelp")}
        isOptional
        isMono
        rows={2}
        placeholder={"10.0.0.0/8\n2001:db8::/32"}
        value={draft.addresses}
        onChange={(addresses) => set({ addresses })}
        error={errors.addresses}
        spellCheck="false"
      />
      <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
        <MomentField
          label={t("rule.notBefore")}
          help={t("rule.momentHelp")}
          isOptional
          value={draft.notBefore}
          onChange={(notBefore) => set({ notBefore })}
          error={errors.notBefore}
        />
        <MomentField
          label={t("rule.notAfter")}
          help={t("rule.momentHelp")}
          isOptional
          value={draft.notAfter}
          onChange={(notAfter) => set({ notAfter })}
          error={errors.notAfter}
        />
      </div>
      <Switch
        label={t("rule.daily")}
        help={t("rule.dailyHelp")}
        isSelected={draft.isDaily}
        onChange={(isDaily) => set({ isDaily })}
      />
      {draft.isDaily ? (
        <div className="grid grid-cols-[8rem_8rem_minmax(0,1fr)] items-end gap-4 max-sm:grid-cols-2">
          <TextField label={t("rule.from")} type="time" value={draft.from} onChange={(from) => set({ from })} />
          <TextField label={t("rule.to")} type="time" value={draft.to} onChange={(to) => set({ to })} />
          <div className="max-sm:col-span-2">
            <TextField
              label={t("rule.timeZone")}
              value={draft.timeZone}
              onChange={(timeZone) => set({ timeZone })}
              autoComplete="off"
              spellCheck="false"
            />
          </div>
          <p className="col-span-full -mt-2 text-caption text-ink-muted">{t("rule.timeZoneHelp")}</p>
        </div>
      ) : null}
      {errors.dailyWindow ? <FieldError message={errors.dailyWindow} /> : null}
    </>
  );
}

/** Why the rule is there. */
export function NoteField({ draft, errors, set }: RuleFieldsProps) {
  const t = useTranslations("roles");
  return (
    <TextField
      label={t("rule.note")}
      help={t("rule.noteHelp")}
      isOptional
      value={draft.note}
      onChange={(note) => set({ note })}
      error={errors.note}
      autoComplete="off"
    />
  );
}
