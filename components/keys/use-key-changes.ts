"use client";

import { useTranslations } from "next-intl";
import type { ActionResult } from "@/lib/contract/console";
import type { KmsKey } from "@/lib/contract/kms";
import { reached } from "../query/reached";
import { notify } from "../ui/notify";
import type { KeyChanges, KeyPlace } from "./key-actions";
import { workOf } from "./key-work";
import { useKeyRefresh } from "./queries";

/** What a page's acts on a key do: change it, show what is now true, offer the way back. */
export function useKeyChanges(actions: KeyChanges) {
  const t = useTranslations("keys");
  const unreachable = useTranslations("ui")("errorNetwork");
  const refresh = useKeyRefresh();

  async function change(
    place: KeyPlace,
    action: (place: KeyPlace) => Promise<ActionResult<KmsKey>>,
  ): Promise<ActionResult<KmsKey>> {
    const result = await reached(() => action(place), unreachable);
    if (result.ok) refresh.changed(place, result.value);
    else refresh.refused(place);
    return result;
  }

  async function changeAndTell(
    place: KeyPlace,
    action: (place: KeyPlace) => Promise<ActionResult<KmsKey>>,
    tell: (key: KmsKey) => void,
  ): Promise<void> {
    const result = await change(place, action);
    if (result.ok) tell(result.value);
    else notify({ title: result.error.message, detail: requestLine(result.error.requestId), tone: "bad" });
  }

  const requestLine = (requestId: string) => (requestId ? t("requestLine", { requestId }) : undefined);

  function disabledDetail({ dependents = [] }: KmsKey): string {
    const names = dependents.map(({ name }) => name).join(", ");
    return names === "" ? t("disabledDetail") : t("disabledDependents", { count: dependents.length, names });
  }

  function disable(place: KeyPlace): Promise<void> {
    return changeAndTell(place, actions.disableKey, (key) =>
      notify({
        title: t("disabledNow", { name: key.name }),
        detail: disabledDetail(key),
        undo: () => void enable(place),
      }),
    );
  }

  function enable(place: KeyPlace): Promise<void> {
    return changeAndTell(place, actions.enableKey, (key) => notify({ title: t("enabledNow", { name: key.name }) }));
  }

  /** For the dialog that asks first: null when done, else what to show in it. */
  async function rotate(place: KeyPlace): Promise<{ message: string; requestId?: string } | null> {
    const result = await change(place, actions.rotateKey);
    if (!result.ok) return result.error;
    const { latestVersion, minDecryptionVersion } = result.value;
    const last = latestVersion - 1;
    const span = last - minDecryptionVersion + 1;
    notify({
      title: t("rotatedNow", {
        latest: latestVersion,
        first: minDecryptionVersion,
        last,
        span,
        work: workOf(result.value),
      }),
    });
    return null;
  }

  return { disable, enable, rotate };
}
