"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { InlineError } from "./inline-error";
import { TextField } from "./text-field";

interface ConfirmDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  /** One sentence: what will be true afterwards. Then what depends on it. */
  children: ReactNode;
  /** The verb, for example "Delete key". */
  confirmLabel: string;
  /** When given, this name must be typed first: for what cannot be undone. */
  name?: string;
  isDangerous?: boolean;
  /** Resolves to null when done, or to an error to show; the dialog closes only when done. */
  onConfirm: () => Promise<{ message: string; requestId?: string } | null>;
}

type Failure = { message: string; requestId?: string };

/** Asks once more, says the consequence, and stays open with the reason when the act is refused. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, onOpenChange, title, children, confirmLabel, name, isDangerous, onConfirm } = props;
  const t = useTranslations("ui");
  const formId = useId();
  const [typed, setTyped] = useState("");
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  function changeOpen(next: boolean) {
    if (isPending) return;
    setTyped("");
    setFailure(null);
    onOpenChange(next);
  }

  async function confirm(event: FormEvent) {
    event.preventDefault();
    if (isPending || (name !== undefined && typed !== name)) return;
    setPending(true);
    const problem = await onConfirm();
    setPending(false);
    setFailure(problem);
    if (problem) return;
    setTyped("");
    onOpenChange(false);
  }

  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={changeOpen}
      title={title}
      isDecision={isDangerous}
      footer={
        <>
          <Button onPress={() => changeOpen(false)}>{t("cancel")}</Button>
          <Button
            type="submit"
            form={formId}
            tone={isDangerous ? "danger" : "primary"}
            isPending={isPending}
            isDisabled={name !== undefined && typed !== name}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={confirm} className="flex flex-col gap-4">
        <div className="text-ink-muted">{children}</div>
        {name === undefined ? null : (
          <TextField
            label={t("typeName", { name })}
            value={typed}
            onChange={setTyped}
            isMono
            autoFocus
            autoComplete="off"
            spellCheck="false"
          />
        )}
        {failure ? <InlineError message={failure.message} requestId={failure.requestId} /> : null}
      </form>
    </Dialog>
  );
}
