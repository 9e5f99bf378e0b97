"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { KEY_TRANSITIONS } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import { reached } from "../query/reached";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { notify } from "../ui/notify";
import { Switch } from "../ui/switch";
import type { KeyActions, KeyPlace } from "./key-actions";
import { PERIOD_DEFAULT, periodOf } from "./new-key";
import { PeriodField } from "./period-field";
import { useKeyRefresh } from "./queries";

interface RotationFormProps {
  of: KmsKey;
  place: KeyPlace;
  updateRotation: KeyActions["updateRotation"];
}

/** Whether a key rotates by itself, and how often. */
export function RotationForm({ of, place, updateRotation }: RotationFormProps) {
  const t = useTranslations("keys");
  const stored = of.rotationPeriodInDays === null ? PERIOD_DEFAULT : String(of.rotationPeriodInDays);
  const [isRotating, setRotating] = useState(of.keyRotationEnabled);
  const [period, setPeriod] = useState(stored);
  const [error, setError] = useState<string | null>(null);
  const { save, isPending, failure } = useSave(place, updateRotation);
  const isAllowed = KEY_TRANSITIONS.update_rotation.from.includes(of.status);
  const isChanged = isRotating !== of.keyRotationEnabled || (isRotating && period.trim() !== stored);

  function submit(event: FormEvent) {
    event.preventDefault();
    const days = periodOf(period);
    if (isRotating && days === null) return setError(t("problem.period"));
    void save(isRotating ? { keyRotationEnabled: true, rotationPeriodInDays: days } : { keyRotationEnabled: false });
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <Switch
        label={t("form.rotate")}
        help={t("form.rotateHelp")}
        isSelected={isRotating}
        onChange={setRotating}
        isDisabled={!isAllowed}
      />
      <PeriodField
        value={period}
        onChange={(value) => {
          setPeriod(value);
          setError(null);
        }}
        error={error}
        isDisabled={!isRotating || !isAllowed}
        newestSince={of.versions.at(-1)?.createdAt}
      />
      {failure ? <InlineError message={failure.message} requestId={failure.requestId} /> : null}
      <Button type="submit" className="self-start" isPending={isPending} isDisabled={!isChanged || !isAllowed}>
        {t("schedule.save")}
      </Button>
    </form>
  );
}

function useSave(place: KeyPlace, updateRotation: KeyActions["updateRotation"]) {
  const t = useTranslations("keys");
  const unreachable = useTranslations("ui")("errorNetwork");
  const refresh = useKeyRefresh();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<{ message: string; requestId: string } | null>(null);

  async function save(request: Parameters<KeyActions["updateRotation"]>[1]) {
    if (isPending) return;
    setPending(true);
    setFailure(null);
    const result = await reached(() => updateRotation(place, request), unreachable);
    setPending(false);
    if (!result.ok) return setFailure(result.error);
    refresh.changed(place, result.value);
    const { keyRotationEnabled, rotationPeriodInDays } = result.value;
    notify({
      title: keyRotationEnabled ? t("schedule.on", { days: rotationPeriodInDays ?? 0 }) : t("schedule.off"),
    });
  }

  return { save, isPending, failure };
}
