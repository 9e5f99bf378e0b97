"use client";

import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { Dialog } from "./dialog";

interface ShownOnceProps {
  title: string;
  /** What it is for, and that it is shown this once. */
  text: ReactNode;
  /** Each with what it is called. */
  values: readonly { label: string; value: string }[];
  onClose: () => void;
  /** The main button, where something is still to be done with it before it is gone, such as a download. */
  action?: ReactNode;
  /** Whether that was done: then leaving is the main thing to do. */
  isKept?: boolean;
  /** For example a call that uses it. */
  children?: ReactNode;
}

/** Secrets that nobody can look up again. Only the button at the foot closes it, so that no stray click loses them. */
export function ShownOnce({ title, text, values, onClose, action, isKept, children }: ShownOnceProps) {
  const t = useTranslations("ui");
  return (
    <Dialog
      isOpen
      isDecision
      size="wide"
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={title}
      footer={
        <>
          {isKept ? action : null}
          <Button tone={action && !isKept ? "secondary" : "primary"} onPress={onClose}>
            {t("kept")}
          </Button>
          {isKept ? null : action}
        </>
      }
    >
      <p className="flex items-start gap-2.5 text-ink-muted">
        <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
        <span>{text}</span>
      </p>
      <dl className="mt-4 flex flex-col gap-3">
        {values.map(({ label, value }) => (
          <div key={label}>
            <dt className="font-medium text-control">{label}</dt>
            <dd className="mt-1 flex items-center gap-2 rounded-control border border-line bg-sunken py-1 pr-1 pl-3">
              <code className="min-w-0 flex-1 break-all font-mono text-control">{value}</code>
              <CopyButton value={value} label={label} />
            </dd>
          </div>
        ))}
      </dl>
      {children ? <div className="mt-4">{children}</div> : null}
    </Dialog>
  );
}
