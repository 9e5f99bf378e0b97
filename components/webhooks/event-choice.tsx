"use client";

import { useTranslations } from "next-intl";
import { EVENT_KIND_NAMES, EVENT_KINDS, type EventKind } from "@/lib/contract/event-kinds";
import { Checkbox } from "../ui/checkbox";
import { LABEL } from "../ui/field-style";
import { RadioList } from "../ui/radio-list";

interface EventChoiceProps {
  /** Null stands for all, those of later versions too. */
  chosen: readonly EventKind[] | null;
  onChange: (chosen: readonly EventKind[] | null) => void;
  error?: string;
}

/** Which kinds of events a webhook is told of. */
export function EventChoice({ chosen, onChange, error }: EventChoiceProps) {
  const t = useTranslations("webhooks");
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col gap-1">
        <span aria-hidden className={LABEL}>
          {t("form.events")}
        </span>
        <RadioList
          label={t("form.events")}
          options={[
            { value: "all", label: t("form.allFuture") },
            { value: "some", label: t("form.some") },
          ]}
          value={chosen === null ? "all" : "some"}
          onChange={(value) => onChange(value === "all" ? null : [])}
        />
      </div>
      {chosen === null ? null : (
        <fieldset className="min-w-0">
          <legend className="sr-only">{t("form.some")}</legend>
          <ul className="flex max-h-72 flex-col gap-2.5 overflow-y-auto rounded-control border border-line p-3">
            {EVENT_KIND_NAMES.map((kind) => (
              <li key={kind}>
                <Checkbox
                  label={<span className="font-mono">{kind}</span>}
                  help={t("form.kindHelp", {
                    severity: EVENT_KINDS[kind].severity,
                    summary: EVENT_KINDS[kind].summary,
                  })}
                  isSelected={chosen.includes(kind)}
                  onChange={(isChosen) =>
                    onChange(isChosen ? [...chosen, kind] : chosen.filter((other) => other !== kind))
                  }
                />
              </li>
            ))}
          </ul>
          <p role="alert" className="mt-1.5 text-bad text-caption">
            {error}
          </p>
        </fieldset>
      )}
    </div>
  );
}
