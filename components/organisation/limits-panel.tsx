"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { OrganisationMessage } from "@/lib/contract/access";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { Button } from "../ui/button";
import { FactsList } from "../ui/facts-list";
import { InlineError } from "../ui/inline-error";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { useNumberFormat } from "../ui/reader-locale";
import { TextField } from "../ui/text-field";
import { LIMITS, type LimitName, limitsIn } from "./limits-draft";
import type { ChangeOrganisation } from "./organisation-actions";

interface LimitsPanelProps {
  of: OrganisationMessage;
  scope: Scope | null;
  /** Absent for everybody but platform administrators. */
  change?: ChangeOrganisation;
}

const NAMES = Object.keys(LIMITS) as LimitName[];

/** How much an organisation may use: a form for platform administrators, figures for everybody else. */
export function LimitsPanel({ of, scope, change }: LimitsPanelProps) {
  const t = useTranslations("organisation");
  const number = useNumberFormat();
  if (change !== undefined) {
    return (
      <Panel title={t("limits.title")}>
        <LimitsForm of={of} scope={scope} change={change} />
      </Panel>
    );
  }
  return (
    <Panel title={t("limits.title")} aside={t("features.platformOnly")} isFlush>
      <FactsList
        facts={NAMES.map((name) => {
          const limit = of.limits[name];
          const value = limit === null || limit === undefined ? t("limits.default") : number(limit);
          return { name: t(`limits.${name}`), value, help: t(`limits.${name}Help`) };
        })}
      />
    </Panel>
  );
}

function LimitsForm({ of, scope, change }: Required<LimitsPanelProps>) {
  const t = useTranslations("organisation");
  const form = useSubmission<string>(["limits"]);
  const { runOrExplain, runAndTell } = useConsoleChange(scope);
  const [typed, setTyped] = useState(() => typedOf(of));

  function submit(event: FormEvent) {
    event.preventDefault();
    const read = limitsIn(typed);
    const wrong = NAMES.filter((name) => read[name] === undefined);
    const problems = wrong.map((name) => [name, t("limits.number", LIMITS[name])]);
    if (!form.check(Object.fromEntries(problems))) return;
    const back = limitsIn(typedOf(of));
    const undo = () =>
      void runAndTell(
        () => change({ limits: back }),
        ({ name }) => {
          setTyped(typedOf(of));
          return { title: t("limits.saved", { name }) };
        },
      );
    void form.submit(() =>
      runOrExplain(
        () => change({ limits: read }),
        ({ name }) => notify({ title: t("limits.saved", { name }), undo }),
      ),
    );
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      {NAMES.map((name) => (
        <TextField
          key={name}
          label={t(`limits.${name}`)}
          help={t(`limits.${name}Help`)}
          placeholder={t("limits.default")}
          inputMode="numeric"
          value={typed[name]}
          onChange={(value) => {
            setTyped({ ...typed, [name]: value });
            form.touch();
          }}
          error={form.errors[name]}
          autoComplete="off"
        />
      ))}
      <p className="-mt-2 text-caption text-ink-muted">{t("limits.defaultHelp")}</p>
      {form.failure || form.errors.limits ? (
        <InlineError {...(form.failure ?? { message: form.errors.limits ?? "" })} />
      ) : null}
      <Button type="submit" isPending={form.isPending} className="self-start">
        {t("limits.save")}
      </Button>
    </form>
  );
}

function typedOf({ limits }: OrganisationMessage): Record<LimitName, string> {
  const text = (name: LimitName) => String(limits[name] ?? "");
  return {
    requestsPerSecond: text("requestsPerSecond"),
    keysMax: text("keysMax"),
    secretsMax: text("secretsMax"),
    zonesMax: text("zonesMax"),
  };
}
