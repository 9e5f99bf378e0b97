"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type Dispatch, useReducer } from "react";
import type { ActionResult } from "@/lib/contract/console";
import { bytesFromBase64 } from "@/lib/format/bytes";
import type { KeyPlace, PlaygroundActions } from "../keys/key-actions";
import { useKeyRefresh } from "../keys/queries";
import { reached } from "../keys/reached";
import { DECRYPT_START, type DecryptAct, type DecryptState, decryptReducer, decryptRequestOf } from "./decrypt-state";
import { ENCRYPT_START, type EncryptAct, type EncryptState, encryptReducer, encryptRequestOf } from "./encrypt-state";

/** The state of one panel, what changes it, and its request. */
export interface Operation<State, Act> {
  state: State;
  dispatch: Dispatch<Act>;
  run: () => void;
  isPending: boolean;
}

/** The encrypt panel. Its request is forgotten as soon as it is answered. */
export function useEncrypt(place: KeyPlace, actions: PlaygroundActions): Operation<EncryptState, EncryptAct> {
  const unreachable = useTranslations("ui")("errorNetwork");
  const refresh = useKeyRefresh();
  const [state, dispatch] = useReducer(encryptReducer, ENCRYPT_START);
  const { mutate, isPending } = useMutation({
    gcTime: 0,
    mutationFn: (asked: EncryptState) => reached(() => actions.encrypt(place, encryptRequestOf(asked)), unreachable),
    onSuccess: (answer) => {
      if (!answer.ok) return isSessionEnd(answer) ? undefined : dispatch({ type: "refused", failure: answer.error });
      const { elapsedInMilliseconds } = answer;
      dispatch({ type: "encrypted", result: { ...answer.value, elapsedInMilliseconds } });
    },
    onSettled: (answer) => (isOfOldState(answer) ? refresh.refused(place) : refresh.used(place)),
  });
  return { state, dispatch, run: () => mutate(state), isPending };
}

/** The decrypt panel. */
export function useDecrypt(place: KeyPlace, actions: PlaygroundActions): Operation<DecryptState, DecryptAct> {
  const unreachable = useTranslations("ui")("errorNetwork");
  const refresh = useKeyRefresh();
  const [state, dispatch] = useReducer(decryptReducer, DECRYPT_START);
  const { mutate, isPending } = useMutation({
    gcTime: 0,
    mutationFn: (asked: DecryptState) => reached(() => actions.decrypt(place, decryptRequestOf(asked)), unreachable),
    onSuccess: (answer) => {
      if (!answer.ok) return isSessionEnd(answer) ? undefined : dispatch({ type: "refused", failure: answer.error });
      const { elapsedInMilliseconds } = answer;
      const { plaintext, keyVersion } = answer.value;
      const bytes = bytesFromBase64(plaintext) ?? new Uint8Array();
      dispatch({ type: "decrypted", result: { bytes, keyVersion, elapsedInMilliseconds } });
    },
    onSettled: (answer) => (isOfOldState(answer) ? refresh.refused(place) : refresh.used(place)),
  });
  return { state, dispatch, run: () => mutate(state), isPending };
}

/** The page asks to sign in again; the panel stays as it is. */
function isSessionEnd(answer: ActionResult<unknown>): boolean {
  return !answer.ok && answer.error.code === "unauthenticated";
}

/** A refusal that means the page shows the key as it no longer is. */
function isOfOldState(answer: ActionResult<unknown> | undefined): boolean {
  return answer?.ok === false && (answer.error.code === "key_not_usable" || answer.error.code === "key_not_found");
}
