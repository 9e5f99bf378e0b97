"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { KEY_STATUSES_USABLE } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import { callSamples } from "@/lib/format/call-samples";
import type { KeyPlace, PlaygroundActions } from "../keys/key-actions";
import { useKeyChanges } from "../keys/use-key-changes";
import { CodeSamples } from "../ui/code-block";
import { SegmentedControl } from "../ui/segmented-control";
import { DecryptForm } from "./decrypt-form";
import { EncryptForm } from "./encrypt-form";
import { decryptCall, encryptCall } from "./playground-calls";
import { UnusableNotice } from "./unusable-notice";
import { useDecrypt, useEncrypt } from "./use-operations";

interface PlaygroundPanelProps {
  of: KmsKey;
  place: KeyPlace;
  /** Origin of the API. */
  origin: string;
  actions: PlaygroundActions;
}

type Mode = "encrypt" | "decrypt";

/** Tries a key with real calls, and shows the same call for an application. */
export function PlaygroundPanel({ of, place, origin, actions }: PlaygroundPanelProps) {
  const t = useTranslations("playground");
  const [mode, setMode] = useState<Mode>("encrypt");
  const encrypting = useEncrypt(place, actions);
  const decrypting = useDecrypt(place, actions);
  const { enable } = useKeyChanges(actions);
  const isUsable = KEY_STATUSES_USABLE.includes(of.status);

  function decryptThis() {
    const { result, context, associatedData } = encrypting.state;
    if (result === null) return;
    decrypting.dispatch({ type: "taken", from: { ciphertext: result.ciphertext, context, associatedData } });
    setMode("decrypt");
  }

  const call =
    mode === "encrypt" ? encryptCall(place, origin, encrypting.state) : decryptCall(place, origin, decrypting.state);
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <section
        aria-label={t("title")}
        className="flex min-w-0 flex-col gap-4 rounded-panel border border-line bg-surface p-4 shadow-panel"
      >
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <SegmentedControl<Mode>
            label={t("operation")}
            options={[
              { value: "encrypt", label: t("encrypt") },
              { value: "decrypt", label: t("decrypt") },
            ]}
            value={mode}
            onChange={setMode}
          />
          <p className="text-control text-ink-muted">{t("recorded")}</p>
        </div>
        {isUsable ? null : <UnusableNotice status={of.status} onEnable={() => enable(place)} />}
        {mode === "encrypt" ? (
          <EncryptForm of={of} operation={encrypting} isUsable={isUsable} onDecrypt={decryptThis} />
        ) : (
          <DecryptForm operation={decrypting} isUsable={isUsable} />
        )}
      </section>
      <CodeSamples title={t("sameCall")} label={t("sameCall")} samples={callSamples(call)} />
    </div>
  );
}
