"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { useConsoleChange } from "../query/use-console-change";
import { notify } from "../ui/notify";
import { writeEnvText } from "./env-text";
import { PasswordDialog } from "./password-dialog";
import type { SecretActions, SecretPlace } from "./secret-actions";
import { type ShownValue, shownValue } from "./value-draft";

/** A value is taken off the page after this, in seconds. */
export const SHOWN_SECONDS = 30;

/** A value that is on the page at the moment, and until when. */
export interface Revealed {
  readonly version: number;
  readonly value: ShownValue;
  readonly untilMs: number;
}

interface Asked {
  readonly purpose: "show" | "copy";
  readonly version: number;
}

interface Reveal {
  /** What is shown; null for nothing. */
  revealed: Revealed | null;
  hide: () => void;
  /** Asks for the password, then shows or copies a version. */
  ask: (purpose: Asked["purpose"], version: number) => void;
  /** Belongs into the page. */
  dialog: ReactNode;
}

/**
 * Reads the values of a secret for the person at the page. They come from a server action, live in this component alone,
 * and are gone after 30 seconds and with it; one that is copied is never drawn.
 */
export function useReveal(place: SecretPlace, revealSecret: SecretActions["revealSecret"]): Reveal {
  const t = useTranslations("secrets");
  const { runOrExplain } = useConsoleChange(place);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [revealed, setRevealed] = useState<Revealed | null>(null);

  useEffect(() => {
    if (revealed === null) return;
    const timer = setTimeout(() => setRevealed(null), Math.max(0, revealed.untilMs - Date.now()));
    return () => clearTimeout(timer);
  }, [revealed]);

  async function use({ purpose, version }: Asked, value: ShownValue): Promise<void> {
    if (purpose === "show") return setRevealed({ version, value, untilMs: Date.now() + SHOWN_SECONDS * 1_000 });
    try {
      await navigator.clipboard.writeText(value.kind === "text" ? value.text : writeEnvText(value.entries));
      notify({ title: t(value.kind === "text" ? "reveal.copied" : "reveal.copiedEnv", { version }) });
    } catch {
      notify({ title: t("reveal.copyFailed"), tone: "bad" });
    }
  }

  function prove(wanted: Asked, password: string) {
    return runOrExplain(
      () => revealSecret(place, { password, version: wanted.version }),
      (answer) => {
        setAsked(null);
        void use(wanted, shownValue(answer));
      },
    );
  }

  const values = asked && { version: asked.version, path: place.path, seconds: SHOWN_SECONDS };
  const dialog =
    asked === null || values === null ? null : (
      <PasswordDialog
        title={t(`reveal.${asked.purpose}Title`, values)}
        submitLabel={t(`reveal.${asked.purpose}`)}
        onProve={(password) => prove(asked, password)}
        onClose={() => setAsked(null)}
      >
        {t(`reveal.${asked.purpose}Text`, values)}
      </PasswordDialog>
    );
  return { revealed, hide: () => setRevealed(null), ask: (purpose, version) => setAsked({ purpose, version }), dialog };
}
