"use client";

import { type FormEvent, type ReactNode, useId, useState } from "react";
import { InlineError } from "../ui/inline-error";
import { CallOptions, OptionsToggle } from "./call-options";
import type { Failure } from "./encrypt-state";
import { RunBar, submitOnEnter } from "./run-bar";

interface OperationFormProps {
  icon: ReactNode;
  label: string;
  state: { context: string; associatedData: string; failure: Failure | null };
  onOption: (option: { context?: string; associatedData?: string }) => void;
  /** Called at each press of the button, before it is known whether the call can be made. */
  onAsk: () => void;
  /** Null while something is missing or wrong in the question. */
  run: (() => void) | null;
  isPending: boolean;
  isUsable: boolean;
  /** The left half, with the button that shows the options. */
  question: (optionsToggle: ReactNode) => ReactNode;
  /** The right half. */
  answer: ReactNode;
  /** An option before the others. */
  firstOption?: ReactNode;
  /** Under the words of a refusal. */
  hint?: ReactNode;
}

/** One panel of the playground: question, answer, refusal, options, and the button that makes the call. */
export function OperationForm(props: OperationFormProps) {
  const { icon, label, state, onOption, onAsk, run, isPending, isUsable, question, answer, firstOption, hint } = props;
  const [hasOptions, setOptions] = useState(state.context !== "" || state.associatedData !== "");
  const optionsId = useId();

  function submit(event: FormEvent) {
    event.preventDefault();
    onAsk();
    if (isUsable && !isPending) run?.();
  }

  return (
    <form onSubmit={submit} onKeyDown={submitOnEnter} noValidate className="flex flex-col gap-4">
      <div className="grid gap-4 md:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-2.5">
          {question(<OptionsToggle controls={optionsId} isOpen={hasOptions} onChange={setOptions} />)}
        </div>
        <div className="flex min-w-0 flex-col gap-2.5">{answer}</div>
      </div>
      {state.failure ? (
        <InlineError message={state.failure.message} requestId={state.failure.requestId}>
          {hint}
        </InlineError>
      ) : null}
      <CallOptions
        id={optionsId}
        isOpen={hasOptions}
        context={state.context}
        associatedData={state.associatedData}
        onChange={onOption}
      >
        {firstOption}
      </CallOptions>
      <RunBar icon={icon} label={label} isPending={isPending} isDisabled={!isUsable} />
    </form>
  );
}
