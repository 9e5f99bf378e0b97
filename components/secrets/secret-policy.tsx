"use client";

import { Clock, Globe, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { SecretDetail } from "@/lib/contract/secret-pages";
import { useConsoleChange } from "../query/use-console-change";
import { useSubmission } from "../query/use-submission";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import {
  type ConditionDraft,
  conditionProblem,
  draftOfPolicy,
  nextId,
  type PolicyDraft,
  policyOf,
  type StatementDraft,
  statementProblem,
} from "./policy-draft";
import { ConditionFields, StatementFields } from "./policy-parts";
import { PolicyTrial } from "./policy-trial";
import type { SecretActions, SecretPlace } from "./secret-actions";

interface SecretPolicyProps {
  of: SecretDetail;
  place: SecretPlace;
  actions: Pick<SecretActions, "updateSecretPolicy" | "trySecretPolicy">;
}

/** The access policy at the left, what it would say of a call at the right. */
export function SecretPolicy({ of, place, actions }: SecretPolicyProps) {
  const t = useTranslations("secrets");
  const { secret, rights } = of;
  const [draft, setDraft] = useState(() => draftOfPolicy(secret.accessPolicy));
  const [isChecked, setChecked] = useState(false);
  const [tries, setTries] = useState(0);
  const fields = useRef<HTMLFormElement>(null);
  const { runOrExplain } = useConsoleChange(place);
  const form = useSubmission([]);
  const isReadOnly = !rights.update;
  const stored = draftOfPolicy(secret.accessPolicy);
  const isChanged = JSON.stringify(policyOf(draft)) !== JSON.stringify(policyOf(stored));

  // Once the errors are drawn, not before.
  useEffect(() => {
    const wrong = "input[aria-invalid=true], textarea[aria-invalid=true]";
    if (tries > 0) fields.current?.querySelector<HTMLElement>(wrong)?.focus();
  }, [tries]);

  function set(change: Partial<PolicyDraft>) {
    setDraft({ ...draft, ...change });
    form.touch();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (hasProblem(draft)) return setTries((before) => before + 1);
    const accessPolicy = policyOf(draft);
    void form.submit(() =>
      runOrExplain(
        () => actions.updateSecretPolicy({ ...place, objectVersion: secret.objectVersion }, { accessPolicy }),
        () => {
          setChecked(false);
          notify({ title: t(accessPolicy === null ? "policy.lifted" : "policy.saved") });
        },
      ),
    );
  }

  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)]">
      <Panel title={t("policy.title")}>
        <form ref={fields} onSubmit={submit} noValidate className="flex flex-col gap-5">
          <p className="text-control text-ink-muted">{t("policy.lead")}</p>
          <Conditions draft={draft} set={set} isChecked={isChecked} isReadOnly={isReadOnly} />
          <Statements draft={draft} set={set} isChecked={isChecked} isReadOnly={isReadOnly} place={place} />
          {form.failure ? <InlineError {...form.failure} /> : null}
          {isReadOnly ? (
            <p className="text-caption text-ink-muted">{t("policy.readOnly")}</p>
          ) : (
            <div className="flex flex-wrap gap-2">
              <Button type="submit" tone="primary" isPending={form.isPending} isDisabled={!isChanged}>
                {t("policy.save")}
              </Button>
              {isChanged ? (
                <Button tone="quiet" onPress={() => set(stored)}>
                  {t("policy.discard")}
                </Button>
              ) : null}
            </div>
          )}
        </form>
      </Panel>
      <PolicyTrial
        place={place}
        // Who cannot mend a stored one asks of it as it is.
        policy={() => (!isReadOnly && hasProblem(draft) ? undefined : policyOf(draft))}
        onIncomplete={() => setChecked(true)}
        trySecretPolicy={actions.trySecretPolicy}
      />
    </div>
  );
}

function hasProblem({ conditions, statements }: PolicyDraft): boolean {
  return conditions.some(conditionProblem) || statements.some(statementProblem);
}

interface PartsProps {
  draft: PolicyDraft;
  set: (change: Partial<PolicyDraft>) => void;
  isChecked: boolean;
  isReadOnly: boolean;
}

const H3 = "mb-2 text-control";

function Conditions({ draft, set, isChecked, isReadOnly }: PartsProps) {
  const t = useTranslations("secrets");
  const { conditions } = draft;
  const part = { id: nextId(conditions), isDenying: false };
  const add = (added: ConditionDraft) => set({ conditions: [...conditions, added] });
  return (
    <div>
      <h3 className={H3}>{t("policy.conditions")}</h3>
      <div className="flex flex-col gap-3">
        {conditions.length === 0 ? <p className="text-control text-ink-muted">{t("policy.noConditions")}</p> : null}
        {conditions.map((condition, index) => (
          <ConditionFields
            key={condition.id}
            draft={condition}
            number={index + 1}
            problem={isChecked ? conditionProblem(condition) : null}
            isReadOnly={isReadOnly}
            onChange={(next) => set({ conditions: conditions.map((other) => (other.id === next.id ? next : other)) })}
            onRemove={() => set({ conditions: conditions.filter(({ id }) => id !== condition.id) })}
          />
        ))}
        {conditions.filter(({ isDenying }) => !isDenying).length > 1 ? (
          <p className="text-caption text-ink-muted">{t("policy.alternatives")}</p>
        ) : null}
        {isReadOnly ? null : (
          <div className="flex flex-wrap gap-2">
            <Button icon={<Globe aria-hidden />} onPress={() => add({ ...part, type: "ip", cidrs: "" })}>
              {t("policy.addIp")}
            </Button>
            <Button
              icon={<Clock aria-hidden />}
              onPress={() => add({ ...part, type: "time", startHour: "8", endHour: "18", timezone: localZone() })}
            >
              {t("policy.addTime")}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function Statements({ draft, set, isChecked, isReadOnly, place }: PartsProps & { place: SecretPlace }) {
  const t = useTranslations("secrets");
  const { statements } = draft;
  const added: StatementDraft = { id: nextId(statements), isDenying: false, actions: ["*"], principals: "" };
  return (
    <div>
      <h3 className={H3}>{t("policy.statements")}</h3>
      <div className="flex flex-col gap-3">
        {statements.length === 0 ? <p className="text-control text-ink-muted">{t("policy.noStatements")}</p> : null}
        {statements.map((statement, index) => (
          <StatementFields
            key={statement.id}
            draft={statement}
            scope={place}
            number={index + 1}
            problem={isChecked ? statementProblem(statement) : null}
            isReadOnly={isReadOnly}
            onChange={(next) => set({ statements: statements.map((other) => (other.id === next.id ? next : other)) })}
            onRemove={() => set({ statements: statements.filter(({ id }) => id !== statement.id) })}
          />
        ))}
        {isReadOnly ? null : (
          <Button
            className="self-start"
            icon={<UserRound aria-hidden />}
            onPress={() => set({ statements: [...statements, added] })}
          >
            {t("policy.addStatement")}
          </Button>
        )}
      </div>
    </div>
  );
}

const localZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
