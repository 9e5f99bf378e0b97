"use client";

import { useTranslations } from "next-intl";
import type { ActionResult } from "@/lib/contract/console";
import type { KmsKey } from "@/lib/contract/kms";
import { reached } from "../query/reached";
import { type Notice, notify } from "../ui/notify";
import type { KeyActions, KeyPlace, VersionsChange } from "./key-actions";
import { workOf } from "./key-work";
import { useKeyRefresh } from "./queries";

type Failure = { message: string; requestId?: string };

/** What can be done with single versions of a key; what can be taken back is done at once and says how. */
export function useVersionChanges(place: KeyPlace, updateVersions: KeyActions["updateVersions"]) {
  const t = useTranslations("keys");
  const unreachable = useTranslations("ui")("errorNetwork");
  const refresh = useKeyRefresh();

  async function change(request: VersionsChange): Promise<ActionResult<KmsKey>> {
    const result = await reached(() => updateVersions(place, request), unreachable);
    if (result.ok) refresh.changed(place, result.value);
    else refresh.refused(place);
    return result;
  }

  async function changeAndTell(request: VersionsChange, notice: (key: KmsKey) => Notice): Promise<boolean> {
    const result = await change(request);
    if (result.ok) notify(notice(result.value));
    else {
      const { message, requestId } = result.error;
      const detail = requestId ? t("requestLine", { requestId }) : undefined;
      notify({ title: message, detail, tone: "bad" });
    }
    return result.ok;
  }

  function enable(version: number): Promise<boolean> {
    return changeAndTell({ version, status: "active" }, () => ({ title: t("version.enabledNow", { version }) }));
  }

  function disable(version: number): Promise<boolean> {
    return changeAndTell({ version, status: "disabled" }, () => ({
      title: t("version.disabledNow", { version }),
      undo: () => void enable(version),
    }));
  }

  /** Destruction called off: the version is disabled or active from then on. */
  function keep(version: number, status: "active" | "disabled"): Promise<boolean> {
    const title = t(status === "active" ? "version.keptNow" : "version.keptDisabledNow", { version });
    return changeAndTell({ version, status }, () => ({ title }));
  }

  /** For the dialog that asks first: null when the waiting period has begun, else what to show in it. */
  async function destroy(version: number): Promise<Failure | null> {
    const result = await change({ version, status: "destroyed" });
    if (!result.ok) return result.error;
    notify({ title: t("version.destroyingNow", { version }), detail: t("version.destroyingDetail") });
    return null;
  }

  function setLowest(of: KmsKey, lowest: number, isUndo = false): Promise<boolean> {
    const before = of.minDecryptionVersion;
    return changeAndTell({ minDecryptionVersion: lowest }, (key) => ({
      title:
        lowest === 1
          ? t("version.lowestNone")
          : t("version.lowestNow", { lowest, work: workOf(key), last: lowest - 1 }),
      undo: isUndo ? undefined : () => void setLowest(key, before, true),
    }));
  }

  return { enable, disable, keep, destroy, setLowest };
}
