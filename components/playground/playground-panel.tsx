"use client";

import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { TabPanel, Tabs } from "react-aria-components/Tabs";
import { KEY_STATUSES_USABLE } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import { callSamples } from "@/lib/format/call-samples";
import type { KeyPlace } from "../keys/key-actions";
import { useKeyChanges } from "../keys/use-key-changes";
import { CodeSamples } from "../ui/code-block";
import { OperationForm } from "./operation-form";
import { OperationTabs } from "./operation-tabs";
import { OPERATIONS, type Operation, operationsOf } from "./operations";
import type { PlaygroundActions } from "./playground-actions";
import { sampleCall } from "./sample-call";
import { UnusableNotice } from "./unusable-notice";
import { usePlayground } from "./use-playground";

interface PlaygroundPanelProps {
  of: KmsKey;
  place: KeyPlace;
  /** Origin of the API. */
  origin: string;
  actions: PlaygroundActions;
}

/** Tries a key with real calls, one tab for each it can do, and shows the same call for an application. */
export function PlaygroundPanel({ of, place, origin, actions }: PlaygroundPanelProps) {
  const t = useTranslations("playground");
  const operations = operationsOf(of);
  const { operation, choose, takeOver, tabs } = useOperation(operations);
  const { drafts, dispatch, run, pending } = usePlayground(of, place, actions);
  const { enable } = useKeyChanges(actions);
  const isUsable = KEY_STATUSES_USABLE.includes(of.status);
  if (operation === undefined) return <p className="text-ink-muted">{t("nothing")}</p>;
  const next = OPERATIONS[operation].next?.operation;

  function takeAnswer() {
    if (operation === undefined || next === undefined) return;
    dispatch({ type: "taken", operation });
    takeOver(next);
  }

  const draft = drafts[operation];
  const call = sampleCall(operation, of, draft.question, { place, origin });
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <section aria-label={t("title")} className="min-w-0 rounded-panel border border-line bg-surface p-4 shadow-panel">
        <Tabs selectedKey={operation} onSelectionChange={choose} className="flex min-w-0 flex-col gap-4">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            <OperationTabs operations={operations} ref={tabs} />
            <p className="text-control text-ink-muted">{t("recorded")}</p>
          </div>
          {isUsable ? null : <UnusableNotice status={of.status} onEnable={() => enable(place)} />}
          {/* A panel keeps the id it began with, which its tab refers to: each operation has one of its own. */}
          <TabPanel key={operation} id={operation} className="rounded-small outline-offset-4">
            <OperationForm
              operation={operation}
              of={of}
              draft={draft}
              dispatch={dispatch}
              run={() => run(operation)}
              isPending={pending === operation}
              isUsable={isUsable}
              onNext={next !== undefined && operations.includes(next) ? takeAnswer : null}
            />
          </TabPanel>
        </Tabs>
      </section>
      <CodeSamples title={t("sameCall")} label={t("sameCall")} samples={callSamples(call)} />
    </div>
  );
}

/** Which tab is open: its name is in the address, nothing that was typed is. */
function useOperation(operations: readonly Operation[]) {
  const named = useSearchParams().get("operation");
  const [chosen, setChosen] = useState<unknown>(named);
  const [takenOver, setTakenOver] = useState(0);
  const tabs = useRef<HTMLDivElement>(null);
  const operation = operations.find((one) => one === chosen) ?? operations[0];

  // The button that was pressed is gone: the focus goes where its answer went.
  useEffect(() => {
    if (takenOver > 0) tabs.current?.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
  }, [takenOver]);

  function choose(next: unknown) {
    setChosen(next);
    const address = new URL(window.location.href);
    address.searchParams.set("operation", String(next));
    window.history.replaceState(null, "", address);
  }

  function takeOver(next: Operation) {
    choose(next);
    setTakenOver((count) => count + 1);
  }

  return { operation, choose, takeOver, tabs };
}
