"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { RotationRow } from "@/lib/contract/console";
import type { KeyActions } from "../keys/key-actions";
import { PERIOD_DEFAULT, periodOf } from "../keys/new-key";
import { PeriodField } from "../keys/period-field";
import type { Scope } from "../layout/scope";
import { type Refusal, useConsoleChange } from "../query/use-console-change";
import { Checkbox } from "../ui/checkbox";
import { FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";

interface ScheduleDialogProps {
  scope: Scope;
  /** Keys without a schedule. */
  keys: readonly RotationRow[];
  updateRotation: KeyActions["updateRotation"];
  onClose: () => void;
}

/** Gives several keys the same schedule, one after the other; stops at the first refusal and says which are left. */
export function ScheduleDialog({ scope, keys, updateRotation, onClose }: ScheduleDialogProps) {
  const t = useTranslations("rotation.schedule");
  const problem = useTranslations("keys")("problem.period");
  const { run } = useConsoleChange(scope);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [period, setPeriod] = useState<string>(PERIOD_DEFAULT);
  const [errors, setErrors] = useState<{ period?: string; keys?: string }>({});
  const [failure, setFailure] = useState<Refusal | null>(null);
  const [isPending, setPending] = useState(false);
  const wanted = keys.filter(({ identity }) => chosen.has(identity));

  function choose(identities: readonly string[], isChosen: boolean) {
    const rest = [...chosen].filter((identity) => !identities.includes(identity));
    setChosen(new Set(isChosen ? [...rest, ...identities] : rest));
    setErrors({});
  }

  async function submit() {
    const days = periodOf(period);
    const found = { ...(days === null && { period: problem }), ...(wanted.length === 0 && { keys: t("chooseOne") }) };
    setErrors(found);
    if (days === null || wanted.length === 0 || isPending) return;
    setPending(true);
    setFailure(null);
    for (const key of wanted) {
      const place = { ...scope, region: key.region, key: key.slug };
      const result = await run(() => updateRotation(place, { keyRotationEnabled: true, rotationPeriodInDays: days }));
      if (!result.ok) {
        setPending(false);
        return setFailure({ ...result.error, message: t("failed", { name: key.name, reason: result.error.message }) });
      }
      choose([key.identity], false);
    }
    notify({ title: t("done", { count: wanted.length, days }) });
    onClose();
  }

  return (
    <FormDialog
      title={t("title")}
      submitLabel={t("submit", { count: wanted.length })}
      onSubmit={() => void submit()}
      onClose={onClose}
      isPending={isPending}
      failure={failure}
      errors={errors}
    >
      <PeriodField value={period} onChange={setPeriod} error={errors.period} keyCount={Math.max(wanted.length, 1)} />
      <fieldset className="min-w-0">
        <legend className="mb-2 font-medium text-control">{t("keys")}</legend>
        <Checkbox
          label={t("all", { count: keys.length })}
          isSelected={wanted.length === keys.length}
          isIndeterminate={wanted.length > 0 && wanted.length < keys.length}
          onChange={(isChosen) =>
            choose(
              keys.map(({ identity }) => identity),
              isChosen,
            )
          }
        />
        <ul className="mt-2 flex max-h-64 flex-col gap-2 overflow-y-auto rounded-control border border-line p-3">
          {keys.map(({ identity, name, region, keyType }) => (
            <li key={identity}>
              <Checkbox
                label={name}
                help={<span className="font-mono">{`${region}, ${keyType}`}</span>}
                isSelected={chosen.has(identity)}
                onChange={(isChosen) => choose([identity], isChosen)}
              />
            </li>
          ))}
        </ul>
        <p role="alert" className="mt-1.5 text-bad text-caption">
          {errors.keys}
        </p>
      </fieldset>
    </FormDialog>
  );
}
