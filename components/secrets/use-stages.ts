"use client";

import { useTranslations } from "next-intl";
import type { SecretMessage } from "@/lib/contract/secrets";
import { type Refusal, useConsoleChange } from "../query/use-console-change";
import { notify } from "../ui/notify";
import type { SecretActions, SecretPlace } from "./secret-actions";

/** Sets, moves and takes away stage labels, at once, with "Undo". */
export function useStages(secret: SecretMessage, place: SecretPlace, updateSecret: SecretActions["updateSecret"]) {
  const t = useTranslations("secrets");
  const { runOrExplain, runAndTell } = useConsoleChange(place);
  const change = (stage: string, version: number | null) => () => updateSecret(place, { stages: { [stage]: version } });
  const versionOf = (stage: string) => secret.versions?.find(({ stages }) => stages.includes(stage))?.version ?? null;

  function notice(stage: string, version: number | null, back?: number | null) {
    return {
      title: version === null ? t("stage.gone", { stage }) : t("stage.now", { stage, version }),
      undo: back === undefined ? undefined : () => void runAndTell(change(stage, back), () => notice(stage, back)),
    };
  }

  /** For a dialog that stays open with the reason: null when done. */
  function set(stage: string, version: number): Promise<Refusal | null> {
    const before = versionOf(stage);
    return runOrExplain(change(stage, version), () => notify(notice(stage, version, before)));
  }

  function remove(stage: string): void {
    const before = versionOf(stage);
    void runAndTell(change(stage, null), () => notice(stage, null, before));
  }

  return { set, remove };
}
