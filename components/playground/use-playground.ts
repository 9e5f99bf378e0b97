"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type Dispatch, useReducer } from "react";
import type { ActionResult } from "@/lib/contract/console";
import type { KeyPlace } from "../keys/key-actions";
import { useKeyRefresh } from "../keys/queries";
import { reached } from "../query/reached";
import { type DraftAct, type Drafts, draftsReducer, FIRST_DRAFTS } from "./drafts";
import type { Operation, TriedKey } from "./operations";
import type { PlaygroundActions } from "./playground-actions";
import { type Question, requestOf } from "./question";

interface Run {
  operation: Operation;
  asked: Question;
}

interface PlaygroundState {
  drafts: Drafts;
  dispatch: Dispatch<DraftAct>;
  run: (operation: Operation) => void;
  /** The operation whose answer is awaited. */
  pending: Operation | null;
}

/** All tabs of a key and the calls they make. A request is forgotten as soon as it is answered. */
export function usePlayground(of: TriedKey, place: KeyPlace, actions: PlaygroundActions): PlaygroundState {
  const unreachable = useTranslations("ui")("errorNetwork");
  const refresh = useKeyRefresh();
  const [drafts, dispatch] = useReducer(draftsReducer, FIRST_DRAFTS);
  const { mutate, isPending, variables } = useMutation({
    gcTime: 0,
    mutationFn: ({ operation, asked }: Run) =>
      reached(() => actions.runOperation(place, operation, requestOf(operation, of, asked)), unreachable),
    onSuccess: (result, { operation, asked }) => {
      if (result.ok) {
        const { value: answer, elapsedInMilliseconds } = result;
        dispatch({ type: "answered", operation, asked, answered: { answer, elapsedInMilliseconds } });
      } else if (!isSessionEnd(result)) {
        dispatch({ type: "refused", operation, asked, failure: result.error });
      }
    },
    onSettled: (result) => (isOfOldState(result) ? refresh.refused(place) : refresh.used(place)),
  });
  return {
    drafts,
    dispatch,
    run: (operation) => mutate({ operation, asked: drafts[operation].question }),
    pending: isPending ? (variables?.operation ?? null) : null,
  };
}

/** The page asks to sign in again; the tab stays as it is. */
function isSessionEnd(result: ActionResult<unknown>): boolean {
  return !result.ok && result.error.code === "unauthenticated";
}

/** A refusal that means the page shows the key as it no longer is. */
function isOfOldState(result: ActionResult<unknown> | undefined): boolean {
  return result?.ok === false && (result.error.code === "key_not_usable" || result.error.code === "key_not_found");
}
