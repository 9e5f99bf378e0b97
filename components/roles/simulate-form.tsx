"use client";

import { X } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ALL_PERMISSIONS, partsOf } from "@/lib/contract/permissions";
import { AccessFrame } from "../iam/access-frame";
import type { Scope } from "../layout/scope";
import { KeyPicker } from "../playground/key-picker";
import { Button } from "../ui/button";
import { MomentField } from "../ui/moment-field";
import { Panel } from "../ui/panel";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";
import { simulateAddress } from "./addresses";
import { GranteePicker } from "./grantee-picker";
import type { Simulate } from "./role-actions";
import { verbWords } from "./rule-words";
import { draftOfFacts, factsIn, factsOf, type SimulateDraft, simulateProblems } from "./simulate-facts";
import { SimulateVerdict } from "./simulate-verdict";
import { useSimulation } from "./use-simulation";

/**
 * Asks whether somebody could make a call, and why. The facts stand in the address (see `simulateAddress`), so that
 * other pages can link here with them filled in, and the back button leads to the question before.
 */
export function SimulateForm({ scope, simulate }: { scope: Scope; simulate: Simulate }) {
  const search = useSearchParams();
  const asked = factsIn(search);
  const query = useSimulation(scope, asked, simulate);
  return (
    <AccessFrame scope={scope} current="simulate">
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,34rem)_minmax(0,1fr)]">
        <SimulateFields key={JSON.stringify(asked)} scope={scope} first={draftOfFacts(asked)} onAsk={query.refetch} />
        <SimulateVerdict scope={scope} asked={asked} query={query} />
      </div>
    </AccessFrame>
  );
}

interface SimulateFieldsProps {
  scope: Scope;
  first: SimulateDraft;
  /** Asks again what stands in the address already. */
  onAsk: () => void;
}

function SimulateFields({ scope, first, onAsk }: SimulateFieldsProps) {
  const t = useTranslations("roles");
  const [draft, setDraft] = useState(first);
  const [isChecked, setChecked] = useState(false);
  const problems = isChecked ? simulateProblems(draft) : {};
  const errorOf = (field: keyof SimulateDraft) => {
    const problem = problems[field];
    return problem === undefined ? null : t(`simulate.${problem}`);
  };
  const set = (change: Partial<SimulateDraft>) => setDraft((before) => ({ ...before, ...change }));

  function ask(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(simulateProblems(draft)).length > 0) return;
    const address = simulateAddress(scope, factsOf(draft));
    if (address === `${window.location.pathname}${window.location.search}`) onAsk();
    else window.history.pushState(null, "", address);
  }

  return (
    <Panel>
      <form onSubmit={ask} noValidate className="flex flex-col gap-5">
        <GranteePicker
          label={t("simulate.subject")}
          help={t("simulate.subjectHelp")}
          error={errorOf("subject")}
          scope={scope}
          kinds={["user", "service_account"]}
          value={draft.subject || null}
          onChange={(grantee) => set({ subject: grantee?.identity ?? "" })}
        />
        <Select
          label={t("simulate.permission")}
          help={t("simulate.permissionHelp")}
          error={errorOf("permission")}
          options={ALL_PERMISSIONS.map((permission) => {
            const { type, verb } = partsOf(permission);
            return { value: permission, label: permission, detail: `${t(`type.${type}`)}: ${verbWords(verb, t)}` };
          })}
          value={draft.permission || null}
          onChange={(permission) => set({ permission })}
          isMono
        />
        <div className="flex flex-col gap-1.5">
          <KeyPicker
            key={draft.resource}
            scope={scope}
            label={t("simulate.key")}
            help={t("simulate.keyHelp")}
            chosen={draft.resource}
            onChoose={({ region, slug }) => set({ resource: `${region.slug}/${slug}` })}
          />
          {draft.resource === "" ? null : (
            <Button
              tone="quiet"
              icon={<X aria-hidden />}
              className="-ml-2 self-start"
              onPress={() => set({ resource: "" })}
            >
              {t("simulate.clearKey")}
            </Button>
          )}
        </div>
        <div className="grid grid-cols-2 gap-4 max-sm:grid-cols-1">
          <MomentField
            label={t("simulate.at")}
            help={t("simulate.atHelp")}
            isOptional
            value={draft.at}
            onChange={(at) => set({ at })}
            error={errorOf("at")}
          />
          <TextField
            label={t("simulate.ip")}
            help={t("simulate.ipHelp")}
            isOptional
            isMono
            placeholder="192.0.2.1"
            value={draft.ip}
            onChange={(ip) => set({ ip })}
            error={errorOf("ip")}
            autoComplete="off"
            spellCheck="false"
          />
        </div>
        <Button type="submit" tone="primary" className="self-start">
          {t("simulate.run")}
        </Button>
      </form>
    </Panel>
  );
}
