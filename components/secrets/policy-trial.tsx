"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { PolicyVerdict } from "@/lib/contract/secret-pages";
import type { AccessPolicy } from "@/lib/contract/secrets";
import { usePlace } from "../layout/organisation-context";
import { reached } from "../query/reached";
import { useSubmission } from "../query/use-submission";
import { GranteePicker } from "../roles/grantee-picker";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { momentOf } from "../ui/moment";
import { MomentField } from "../ui/moment-field";
import { Panel } from "../ui/panel";
import { Select } from "../ui/select";
import { Status } from "../ui/status";
import { TextField } from "../ui/text-field";
import { useClientKeyChoice } from "./queries";
import type { SecretActions, SecretPlace, TriedCall } from "./secret-actions";

interface PolicyTrialProps {
  place: SecretPlace;
  /** The policy in the editor; undefined where something is missing in it. */
  policy: () => AccessPolicy | null | undefined;
  onIncomplete: () => void;
  trySecretPolicy: SecretActions["trySecretPolicy"];
}

const FIELDS = ["actorId", "clientAddress", "at"] as const;
const ACTIONS = ["getSecretValue", "putSecretValue"] as const;

/** Asks what the policy would say of a call: by whom, from where, when. */
export function PolicyTrial({ place, policy, onIncomplete, trySecretPolicy }: PolicyTrialProps) {
  const t = useTranslations("secrets");
  const unreachable = useTranslations("ui")("errorNetwork");
  const { identity } = usePlace().viewer.user;
  const form = useSubmission(FIELDS);
  const [action, setAction] = useState<TriedCall["action"]>("getSecretValue");
  const [actorId, setActorId] = useState<string | null>(identity);
  const [clientAddress, setAddress] = useState("");
  const [at, setAt] = useState("");
  const [verdict, setVerdict] = useState<PolicyVerdict | null>(null);
  const [wasIncomplete, setIncomplete] = useState(false);
  const clientKeys = useClientKeyChoice(place);

  function touch() {
    setVerdict(null);
    form.touch();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setVerdict(null);
    const accessPolicy = policy();
    setIncomplete(accessPolicy === undefined);
    if (accessPolicy === undefined) return onIncomplete();
    const problems = {
      ...(actorId === null ? { actorId: t("try.whoMissing") } : {}),
      ...(clientAddress.trim() === "" ? { clientAddress: t("try.addressMissing") } : {}),
    };
    if (!form.check(problems) || actorId === null) return;
    const moment = at === "" ? {} : { at: momentOf(at) };
    const tried = { accessPolicy, action, actorId, clientAddress: clientAddress.trim(), ...moment };
    void form.submit(async () => {
      const result = await reached(() => trySecretPolicy(place, tried), unreachable);
      if (!result.ok) return result.error;
      setVerdict(result.value);
      return null;
    });
  }

  return (
    <Panel title={t("try.title")}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <p className="text-control text-ink-muted">{t("try.lead")}</p>
        <GranteePicker
          label={t("try.who")}
          scope={place}
          kinds={["user", "service_account"]}
          further={clientKeys}
          value={actorId}
          onChange={(grantee) => {
            setActorId(grantee?.identity ?? null);
            touch();
          }}
          error={form.errors.actorId}
        />
        <Select
          label={t("try.action")}
          options={ACTIONS.map((value) => ({ value, label: t(`policy.action.${value}`) }))}
          value={action}
          onChange={(next) => {
            setAction(ACTIONS.find((known) => known === next) ?? "getSecretValue");
            touch();
          }}
        />
        <TextField
          label={t("try.address")}
          help={t("try.addressHelp")}
          isMono
          placeholder="192.0.2.1"
          autoComplete="off"
          spellCheck="false"
          value={clientAddress}
          onChange={(value) => {
            setAddress(value);
            touch();
          }}
          error={form.errors.clientAddress}
        />
        <MomentField
          label={t("try.at")}
          help={t("try.atHelp")}
          isOptional
          value={at}
          onChange={(value) => {
            setAt(value);
            touch();
          }}
          error={form.errors.at}
        />
        <Button type="submit" className="self-start" isPending={form.isPending}>
          {t("try.run")}
        </Button>
        {/* Until it is mended. */}
        {wasIncomplete && policy() === undefined ? <InlineError message={t("try.incomplete")} /> : null}
        {form.failure ? <InlineError {...form.failure} /> : null}
        <div role="status">
          {verdict === null ? null : (
            <>
              <Status tone={verdict.allowed ? "good" : "bad"}>
                {t(verdict.allowed ? "try.allowed" : "try.refused")}
              </Status>
              <p className="mt-1 text-control text-ink-muted">{verdict.reason}</p>
            </>
          )}
        </div>
      </form>
    </Panel>
  );
}
