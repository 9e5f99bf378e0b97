"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { POLICED_ACTIONS } from "@/lib/contract/secret-policy-words";
import type { Scope } from "../layout/scope";
import { GranteePicker } from "../roles/grantee-picker";
import { IconButton } from "../ui/icon-button";
import { SegmentedControl } from "../ui/segmented-control";
import { Select } from "../ui/select";
import { TextArea } from "../ui/text-area";
import { TextField } from "../ui/text-field";
import { type ConditionDraft, linesOf, type PolicyProblem, type StatementDraft } from "./policy-draft";
import { useClientKeyChoice } from "./queries";

interface PartProps<Draft> {
  draft: Draft;
  onChange: (draft: Draft) => void;
  onRemove: () => void;
  /** From 1, as the server counts them. */
  number: number;
  problem: PolicyProblem | null;
  isReadOnly: boolean;
}

/** The words for what is wrong, where it is one of the problems of a field. */
function useProblemWords(problem: PolicyProblem | null): (...those: PolicyProblem["code"][]) => string | null {
  const t = useTranslations("secrets");
  return (...those) =>
    problem !== null && those.includes(problem.code)
      ? t(`policy.problem.${problem.code}`, { entry: problem.entry })
      : null;
}

/** One condition: addresses, or hours of the day. */
export function ConditionFields({ draft, onChange, onRemove, number, problem, isReadOnly }: PartProps<ConditionDraft>) {
  const t = useTranslations("secrets");
  const errorOf = useProblemWords(problem);
  const name = t("policy.condition", { number });
  return (
    <Part
      name={name}
      draft={draft}
      isReadOnly={isReadOnly}
      onRemove={onRemove}
      onDenying={(isDenying) => onChange({ ...draft, isDenying })}
    >
      {draft.type === "ip" ? (
        <TextArea
          label={t("policy.cidrs")}
          help={t("policy.cidrsHelp")}
          isMono
          rows={2}
          placeholder="10.0.0.0/8"
          spellCheck="false"
          isReadOnly={isReadOnly}
          value={draft.cidrs}
          onChange={(cidrs) => onChange({ ...draft, cidrs })}
          error={errorOf("cidrs", "cidr")}
        />
      ) : (
        <div className="grid grid-cols-[6rem_6rem_minmax(0,1fr)] items-start gap-3 max-sm:grid-cols-2">
          <TextField
            label={t("policy.from")}
            inputMode="numeric"
            isReadOnly={isReadOnly}
            value={draft.startHour}
            onChange={(startHour) => onChange({ ...draft, startHour })}
            error={errorOf("hour")}
          />
          <TextField
            label={t("policy.to")}
            inputMode="numeric"
            isReadOnly={isReadOnly}
            value={draft.endHour}
            onChange={(endHour) => onChange({ ...draft, endHour })}
          />
          <TextField
            label={t("policy.zone")}
            placeholder="Europe/Amsterdam"
            autoComplete="off"
            spellCheck="false"
            className="max-sm:col-span-2"
            isReadOnly={isReadOnly}
            value={draft.timezone}
            onChange={(timezone) => onChange({ ...draft, timezone })}
            error={errorOf("zone")}
          />
        </div>
      )}
    </Part>
  );
}

/** One statement: who may, or may not, read or write. */
export function StatementFields(props: PartProps<StatementDraft> & { scope: Scope }) {
  const { draft, onChange, onRemove, number, problem, isReadOnly, scope } = props;
  const t = useTranslations("secrets");
  const errorOf = useProblemWords(problem);
  const clientKeys = useClientKeyChoice(scope);
  const known = POLICED_ACTIONS.find((action) => draft.actions.length === 1 && draft.actions[0] === action);
  const stored = draft.actions.join(", ");
  return (
    <Part
      name={t("policy.statement", { number })}
      draft={draft}
      isReadOnly={isReadOnly}
      onRemove={onRemove}
      onDenying={(isDenying) => onChange({ ...draft, isDenying })}
    >
      <Select
        label={t("policy.actions")}
        isDisabled={isReadOnly}
        options={[
          ...POLICED_ACTIONS.map((action) => ({ value: action, label: t(`policy.action.${action}`) })),
          // Written by a program, in words of its own: stays as it is unless another is chosen.
          ...(known === undefined ? [{ value: stored, label: stored }] : []),
        ]}
        value={known ?? stored}
        error={errorOf("action")}
        onChange={(action) => onChange({ ...draft, actions: action === stored ? draft.actions : [action] })}
      />
      <TextArea
        label={t("policy.principals")}
        help={t("policy.principalsHelp")}
        isMono
        rows={2}
        placeholder="*"
        spellCheck="false"
        isReadOnly={isReadOnly}
        value={draft.principals}
        onChange={(principals) => onChange({ ...draft, principals })}
        error={errorOf("principals", "principal")}
      />
      {isReadOnly ? null : (
        <GranteePicker
          key={draft.principals}
          scope={scope}
          label={t("policy.principalsFind")}
          kinds={["user", "service_account"]}
          further={clientKeys}
          value={null}
          onChange={(grantee) =>
            grantee && onChange({ ...draft, principals: [...linesOf(draft.principals), grantee.identity].join("\n") })
          }
        />
      )}
    </Part>
  );
}

interface FrameProps {
  name: string;
  draft: { isDenying: boolean };
  isReadOnly: boolean;
  onDenying: (isDenying: boolean) => void;
  onRemove: () => void;
  children: ReactNode;
}

function Part({ name, draft, isReadOnly, onDenying, onRemove, children }: FrameProps) {
  const t = useTranslations("secrets");
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 rounded-control border border-line p-3" aria-label={name}>
      <div className="flex items-center gap-3">
        <span className="font-medium text-control">{name}</span>
        <SegmentedControl
          label={`${name}: ${t("policy.effect")}`}
          options={(["allow", "deny"] as const).map((effect) => ({
            value: effect,
            label: t(`policy.${effect}`),
            isDisabled: isReadOnly,
          }))}
          value={draft.isDenying ? "deny" : "allow"}
          onChange={(effect) => onDenying(effect === "deny")}
        />
        {isReadOnly ? null : (
          <IconButton
            label={t("policy.remove", { name })}
            icon={<X aria-hidden />}
            onPress={onRemove}
            className="ml-auto"
          />
        )}
      </div>
      {children}
    </fieldset>
  );
}
