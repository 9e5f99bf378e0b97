"use client";

import { useTranslations } from "next-intl";
import { type Dispatch, type FormEvent, useId } from "react";
import type { KmsKey } from "@/lib/contract/kms";
import { InlineError } from "../ui/inline-error";
import { AnswerBoxes } from "./answer-boxes";
import type { Draft, DraftAct } from "./drafts";
import { OPERATION_ICONS } from "./operation-icons";
import { OPERATIONS, type Operation, optionsOf } from "./operations";
import { OptionFields } from "./option-fields";
import { OptionsToggle } from "./options-toggle";
import { PayloadField } from "./payload-field";
import { isShown, type ProblemField, problemsOf } from "./problems";
import { RunBar, submitOnEnter } from "./run-bar";
import { SourceChoice } from "./source-choice";
import { ClaimsField, EarlierField } from "./text-fields";
import { useProblemText } from "./use-problem-text";
import { Verdict } from "./verdict";
import { WhatToCheck } from "./what-to-check";

export interface OperationFormProps {
  operation: Operation;
  of: KmsKey;
  draft: Draft;
  dispatch: Dispatch<DraftAct>;
  run: () => void;
  isPending: boolean;
  isUsable: boolean;
  /** Hands the answer to the operation that follows; null where the key has none. */
  onNext: (() => void) | null;
}

/** One tab of the playground: the question at the left, the answer at the right, options, and the button that makes the call. */
export function OperationForm(props: OperationFormProps) {
  const { operation, of, draft, dispatch, run, isPending, isUsable, onNext } = props;
  const t = useTranslations("playground");
  const problemText = useProblemText();
  const optionsId = useId();
  const facts = OPERATIONS[operation];
  const options = optionsOf(operation, of, draft.question.options);
  const problems = problemsOf(operation, of, draft.question);
  // A wrong value must be in view.
  const hasOptions = draft.hasOptions || options.some((name) => isShown(problems[name], draft.isAsked));

  function errorOf(field: ProblemField): string | null {
    const problem = problems[field];
    return isShown(problem, draft.isAsked) ? problemText(problem) : null;
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    dispatch({ type: "asked", operation });
    if (isUsable && !isPending && Object.keys(problems).length === 0) run();
  }

  const field = { operation, of, draft, dispatch, errorOf };
  const earlier = facts.earlier === null ? null : <EarlierField {...field} name={facts.earlier} />;
  return (
    <form onSubmit={submit} onKeyDown={submitOnEnter} noValidate className="flex flex-col gap-4">
      <div className="grid gap-4 md:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-2.5">
          {facts.payload === null ? null : <PayloadField {...field} name={facts.payload} />}
          {facts.hasClaims ? <ClaimsField {...field} /> : null}
          {facts.payload === null ? earlier : null}
          <OptionFields {...field} names={facts.mainOptions} />
          <div className="flex min-h-7 flex-wrap items-center justify-between gap-2">
            {facts.payload === null ? <span /> : <SourceChoice {...field} />}
            {options.length === 0 ? null : (
              <OptionsToggle
                controls={optionsId}
                isOpen={hasOptions}
                onPress={() => dispatch({ type: "optionsToggled", operation })}
              />
            )}
          </div>
        </div>
        <div className="flex min-w-0 flex-col gap-2.5">
          {facts.payload === null ? null : earlier}
          <AnswerBoxes operation={operation} draft={draft} dispatch={dispatch} onNext={onNext} />
        </div>
      </div>
      <Verdict operation={operation} answered={draft.answered} />
      {draft.failure ? (
        <InlineError message={draft.failure.message} code={draft.failure.code} requestId={draft.failure.requestId}>
          {draft.failure.code === "decryption_failed" ? <WhatToCheck /> : null}
        </InlineError>
      ) : null}
      {options.length === 0 ? null : (
        <div
          id={optionsId}
          hidden={!hasOptions}
          className="grid items-end gap-4 rounded-control border border-line bg-sunken p-4 sm:grid-cols-2 [&[hidden]]:hidden"
        >
          <OptionFields {...field} names={options} />
        </div>
      )}
      <RunBar
        icon={OPERATION_ICONS[operation]}
        label={t(`operation.${operation}`)}
        isPending={isPending}
        isDisabled={!isUsable}
      />
    </form>
  );
}
