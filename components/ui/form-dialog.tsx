"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { InlineError } from "./inline-error";

interface FormDialogProps {
  title: string;
  /** The verb, for example "Add member". */
  submitLabel: string;
  onSubmit: () => void;
  onClose: () => void;
  isPending: boolean;
  failure: { message: string; code?: string; requestId?: string } | null;
  /** What is wrong, by field; leads the focus to the first. */
  errors?: Readonly<Record<string, string | undefined>>;
  size?: "narrow" | "wide";
  /** Whether what it does destroys something. */
  isDangerous?: boolean;
  children: ReactNode;
}

/** A short form over the page. Stays open with the reason when it is refused. */
export function FormDialog(props: FormDialogProps) {
  const { title, submitLabel, onSubmit, onClose, isPending, failure, errors, size, isDangerous, children } = props;
  const t = useTranslations("ui");
  const id = useId();
  const form = useRef<HTMLFormElement>(null);

  // Once the errors are drawn, not before.
  useEffect(() => {
    if (Object.keys(errors ?? {}).length === 0) return;
    form.current
      ?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] input, [data-invalid] button")
      ?.focus();
  }, [errors]);

  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit();
  }

  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && !isPending && onClose()}
      title={title}
      size={size}
      footer={
        <>
          <Button onPress={onClose} isDisabled={isPending}>
            {t("cancel")}
          </Button>
          <Button type="submit" form={id} tone={isDangerous ? "danger" : "primary"} isPending={isPending}>
            {submitLabel}
          </Button>
        </>
      }
    >
      <form ref={form} id={id} onSubmit={submit} noValidate className="flex flex-col gap-5 pt-1">
        {children}
        {failure ? <InlineError message={failure.message} code={failure.code} requestId={failure.requestId} /> : null}
      </form>
    </Dialog>
  );
}
