"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef } from "react";
import type { OrganisationMessage } from "@/lib/contract/access";
import { DESCRIPTION_FIELDS, DescribedFields, useDescription } from "../labels/described-fields";
import { LabelBadge } from "../labels/label-badge";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { Button } from "../ui/button";
import { FactsList } from "../ui/facts-list";
import { InlineError } from "../ui/inline-error";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import type { ChangeOrganisation } from "./organisation-actions";

interface NamingPanelProps {
  of: OrganisationMessage;
  scope: Scope | null;
  /** Absent for those who may only read. */
  change?: ChangeOrganisation;
  /** Called once it is changed: names stand in more places than here. */
  onChanged: () => void;
}

/** Name, description and labels of an organisation: a form, or what it says. */
export function NamingPanel({ of, scope, change, onChanged }: NamingPanelProps) {
  const t = useTranslations("organisation");
  if (change === undefined) return <NamingFacts of={of} />;
  return (
    <Panel title={t("general.naming")}>
      <NamingForm of={of} scope={scope} change={change} onChanged={onChanged} />
    </Panel>
  );
}

function NamingFacts({ of }: { of: OrganisationMessage }) {
  const t = useTranslations("organisation");
  const tUi = useTranslations("ui");
  const labels = Object.entries(of.labels);
  return (
    <Panel title={t("general.naming")} aside={t("general.readOnly")} isFlush>
      <FactsList
        facts={[
          { name: tUi("name"), value: of.name },
          { name: tUi("description"), value: of.description || "–" },
          {
            name: tUi("labels"),
            value:
              labels.length === 0 ? (
                "–"
              ) : (
                <span className="flex flex-wrap gap-1.5">
                  {labels.map(([name, value]) => (
                    <LabelBadge key={name} name={name} value={value} />
                  ))}
                </span>
              ),
          },
        ]}
      />
    </Panel>
  );
}

function NamingForm({ of, scope, change, onChanged }: Required<NamingPanelProps>) {
  const t = useTranslations("organisation");
  const tUi = useTranslations("ui");
  const description = useDescription(of);
  const form = useSubmission(DESCRIPTION_FIELDS);
  const { runOrExplain, runAndTell } = useConsoleChange(scope);
  const element = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (Object.keys(form.errors).length > 0) {
      element.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] input")?.focus();
    }
  }, [form.errors]);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!form.check(description.problems())) return;
    const { name, description: text, labels } = of;
    const undo = () =>
      void runAndTell(
        () => change({ name, description: text, labels }),
        () => ({ title: tUi("undone") }),
      ).then(onChanged);
    void form.submit(() =>
      runOrExplain(
        () => change(description.request()),
        (changed) => {
          notify({ title: t("general.saved", { name: changed.name }), undo });
          onChanged();
        },
      ),
    );
  }

  return (
    <form ref={element} onSubmit={submit} noValidate className="flex max-w-[44rem] flex-col gap-5">
      <DescribedFields
        of={description}
        errors={form.errors}
        onTouch={form.touch}
        nameHelp={t("general.nameHelp")}
        descriptionHelp={t("general.descriptionHelp")}
        labelsHelp={t("general.labelsHelp")}
      />
      {form.failure ? <InlineError {...form.failure} /> : null}
      <Button type="submit" tone="primary" isPending={form.isPending} className="self-start">
        {tUi("save")}
      </Button>
    </form>
  );
}
