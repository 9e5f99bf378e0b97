"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { SecretDifference } from "@/lib/contract/secrets";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { Panel } from "../ui/panel";
import { Select } from "../ui/select";
import type { SecretActions, SecretPlace } from "./secret-actions";

interface ComparePanelProps {
  place: SecretPlace;
  /** Those that can be read, oldest first; at least two. */
  versions: readonly number[];
  compareSecretVersions: SecretActions["compareSecretVersions"];
}

const PARTS = ["added", "removed", "changed"] as const;

/** Which names differ between two versions; values are not shown. */
export function ComparePanel({ place, versions, compareSecretVersions }: ComparePanelProps) {
  const t = useTranslations("secrets");
  const { runOrExplain } = useConsoleChange(place);
  const form = useSubmission([]);
  // The newest two unless others are chosen, also once there are newer ones.
  const [chosen, setChosen] = useState<{ from?: string; to?: string }>({});
  const { from = String(versions.at(-2)), to = String(versions.at(-1)) } = chosen;
  const [difference, setDifference] = useState<SecretDifference | null>(null);
  const options = versions.toReversed().map((version) => ({
    value: String(version),
    label: t("version.number", { version }),
  }));

  function submit(event: FormEvent) {
    event.preventDefault();
    setDifference(null);
    const asked = { from: Number(from), to: Number(to) };
    void form.submit(() => runOrExplain(() => compareSecretVersions(place, asked), setDifference));
  }

  return (
    <Panel title={t("compare.title")}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-control text-ink-muted">{t("compare.lead")}</p>
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={t("compare.from")}
            options={options}
            value={from}
            onChange={(version) => setChosen({ ...chosen, from: version })}
          />
          <Select
            label={t("compare.to")}
            options={options}
            value={to}
            onChange={(version) => setChosen({ ...chosen, to: version })}
          />
        </div>
        <Button type="submit" className="self-start" isPending={form.isPending}>
          {t("compare.run")}
        </Button>
        {form.failure ? <InlineError {...form.failure} /> : null}
        <div role="status">{difference === null ? null : <Difference of={difference} />}</div>
      </form>
    </Panel>
  );
}

function Difference({ of }: { of: SecretDifference }) {
  const t = useTranslations("secrets");
  const { from, to, same } = of;
  return (
    <>
      <p className="font-medium text-control">{t(same ? "compare.same" : "compare.differ", { from, to })}</p>
      <dl className="mt-2 flex flex-col gap-2 text-control">
        {PARTS.filter((part) => of[part].length > 0).map((part) => (
          <div key={part}>
            <dt className="text-ink-muted">{t(`compare.${part}`)}</dt>
            <dd className="break-all font-mono">{of[part].join(", ")}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
