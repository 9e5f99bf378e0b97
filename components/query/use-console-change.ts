"use client";

import { useTranslations } from "next-intl";
import type { ActionResult } from "@/lib/contract/console";
import type { Scope } from "../layout/scope";
import { type Notice, notify } from "../ui/notify";
import { reached } from "./reached";
import { useConsoleRefresh } from "./use-console-read";

type Act<Value> = () => Promise<ActionResult<Value>>;

/** A refusal as forms and dialogs show it. */
export type Refusal = Extract<ActionResult<unknown>, { ok: false }>["error"];

/** Runs server actions that change something in a scope, or of the person; afterwards everything in view is read again. */
export function useConsoleChange(scope: Scope | null) {
  const t = useTranslations("ui");
  const refresh = useConsoleRefresh();

  /** The result, also where no answer came. `isLeaving`: a success ends what the page is about. */
  async function run<Value>(act: Act<Value>, isLeaving = false): Promise<ActionResult<Value>> {
    const result = await reached(act, t("errorNetwork"));
    refresh(scope, isLeaving && result.ok);
    return result;
  }

  /** For what happens at once: says what is now true, or why it is not. */
  async function runAndTell<Value>(act: Act<Value>, tell: (value: Value) => Notice): Promise<boolean> {
    const result = await run(act);
    notify(result.ok ? tell(result.value) : refusalNotice(result.error));
    return result.ok;
  }

  /** For a dialog or form that stays open with the reason: null when done. */
  async function runOrExplain<Value>(
    act: Act<Value>,
    done: (value: Value) => void,
    isLeaving = false,
  ): Promise<Refusal | null> {
    const result = await run(act, isLeaving);
    if (!result.ok) return result.error;
    done(result.value);
    return null;
  }

  function refusalNotice({ message, requestId }: Refusal): Notice {
    return { title: message, detail: requestId ? t("requestLine", { requestId }) : undefined, tone: "bad" };
  }

  return { run, runAndTell, runOrExplain };
}
