"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { LoaderCircle, Scale } from "lucide-react";
import { useTranslations } from "next-intl";
import type { PolicyMessage } from "@/lib/contract/access";
import type { SimulationMessage } from "@/lib/contract/access-answers";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { EmptyState } from "../ui/empty-state";
import { Link } from "../ui/link";
import { Panel } from "../ui/panel";
import { Status } from "../ui/status";
import { roleAddress, type SimulateFacts } from "./addresses";
import { useGrantees, useRoles } from "./queries";
import { isAbout } from "./rule-conflicts";
import { RuleSign } from "./rule-list";
import { ruleWords } from "./rule-words";

interface SimulateVerdictProps {
  scope: Scope;
  asked: SimulateFacts;
  query: UseQueryResult<SimulationMessage>;
}

/** Allowed or refused, and through which rule. */
export function SimulateVerdict({ scope, asked, query }: SimulateVerdictProps) {
  const t = useTranslations("roles");
  const { data, error, refetch, isFetching } = query;
  if (error) {
    return (
      <QueryError
        error={error}
        title={t("simulate.failed")}
        kept={t("simulate.kept")}
        onRetry={() => refetch()}
        isRetrying={isFetching}
      />
    );
  }
  return (
    <Panel title={t("simulate.answer")}>
      <div role="status" aria-busy={isFetching}>
        {data ? (
          <Answer scope={scope} asked={asked} answer={data} />
        ) : isFetching ? (
          <p className="flex items-center gap-2 text-ink-muted">
            <LoaderCircle aria-hidden className="size-4 animate-spin" />
            {t("simulate.asking")}
          </p>
        ) : (
          <EmptyState icon={<Scale />} title={t("simulate.emptyTitle")}>
            {t("simulate.empty")}
          </EmptyState>
        )}
      </div>
    </Panel>
  );
}

type Reason = SimulationMessage["reasons"][number];

function Answer({ scope, asked, answer }: { scope: Scope; asked: SimulateFacts; answer: SimulationMessage }) {
  const t = useTranslations("roles");
  return (
    <div className="flex flex-col gap-3">
      <Status tone={answer.allowed ? "good" : "bad"} className="text-section">
        {t(answer.allowed ? "simulate.allowed" : "simulate.refused")}
      </Status>
      <ul className="flex flex-col gap-3">
        {answer.reasons.map((reason) => (
          <li key={`${reason.bindingIdentity} ${reason.ruleIdentity}`}>
            {reason.policyIdentity === null ? (
              <NoRule scope={scope} asked={asked} reason={reason} isAllowed={answer.allowed} />
            ) : (
              <DecidingRule scope={scope} asked={asked} reason={reason} policy={reason.policyIdentity} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The rule that decided, in words, with the way to it. */
function DecidingRule(props: { scope: Scope; asked: SimulateFacts; reason: Reason; policy: string }) {
  const { asked, reason, policy } = props;
  const t = useTranslations("roles");
  const scope = { ...props.scope, project: reason.projectIdentity };
  const { data: roles } = useRoles(scope);
  const rule = ruleBehind(
    roles?.find(({ identity }) => identity === policy),
    reason,
    asked,
  );
  const role = () => (
    <Link href={roleAddress(scope, policy, reason.ruleIdentity)} prefetch={false}>
      {reason.policyName}
    </Link>
  );
  return (
    <div className="flex items-start gap-2.5">
      <RuleSign effect={reason.effect === "deny" ? "deny" : "allow"} />
      <div className="min-w-0">
        <p>
          {reason.team === null
            ? t.rich("simulate.through", { role })
            : t.rich("simulate.throughTeam", { role, team: reason.team })}
        </p>
        {rule ? (
          <p className="mt-0.5 break-words text-ink-muted">{t("words.this", { words: ruleWords(rule, t) })}</p>
        ) : null}
      </div>
    </div>
  );
}

/** Rules of built-in roles have no identity: the one about the permission is meant. */
function ruleBehind(role: PolicyMessage | undefined, { ruleIdentity, effect }: Reason, { permission }: SimulateFacts) {
  if (ruleIdentity !== null) return role?.rules.find(({ identity }) => identity === ruleIdentity);
  return role?.rules.find((rule) => rule.effect === effect && isAbout(rule, permission ?? ""));
}

const SUGGESTED_MAX = 6;

/** Ownership, or nothing: then the roles that have a rule for it. */
function NoRule(props: { scope: Scope; asked: SimulateFacts; reason: Reason; isAllowed: boolean }) {
  const { scope, asked, reason, isAllowed } = props;
  const t = useTranslations("roles");
  const { data: grantees } = useGrantees(scope);
  const { data: roles } = useRoles(scope);
  if (isAllowed) return <p>{t("simulate.owner")}</p>;
  const name = grantees?.find(({ identity }) => identity === asked.subject)?.name ?? asked.subject ?? "";
  const helping = (roles ?? []).filter(({ rules }) =>
    rules.some((rule) => rule.effect === "allow" && isAbout(rule, asked.permission ?? "")),
  );
  return (
    <>
      <p>{reason.text === "No rule allows it." ? t("simulate.noRule", { name }) : reason.text}</p>
      {roles === undefined ? null : (
        <p className="mt-2 text-ink-muted">
          {helping.length === 0 ? t("simulate.noRuleNone") : `${t("simulate.noRuleHelp")} `}
          {helping.slice(0, SUGGESTED_MAX).map(({ identity, name: role }, position) => (
            <span key={identity}>
              {position === 0 ? "" : ", "}
              <Link href={roleAddress(scope, identity)} prefetch={false}>
                {role}
              </Link>
            </span>
          ))}
        </p>
      )}
    </>
  );
}
