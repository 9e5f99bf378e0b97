"use client";

import { type KeyboardEvent, type ReactNode, useSyncExternalStore } from "react";
import { Button } from "../ui/button";

interface RunBarProps {
  icon: ReactNode;
  label: string;
  isPending: boolean;
  isDisabled: boolean;
}

const never = () => () => undefined;

/** The button that runs a panel's operation, and the keys that do the same. */
export function RunBar({ icon, label, isPending, isDisabled }: RunBarProps) {
  const isApple = useSyncExternalStore(
    never,
    () => /Mac|iPhone|iPad/.test(navigator.platform),
    () => false,
  );
  return (
    <div className="flex items-center gap-2">
      <Button type="submit" tone="primary" icon={icon} isPending={isPending} isDisabled={isDisabled}>
        {label}
      </Button>
      <kbd className="font-sans text-control text-ink-muted max-sm:hidden">{isApple ? "⌘↵" : "Ctrl ↵"}</kbd>
    </div>
  );
}

/** Submits a form with Command or Control and Enter, from any of its fields. */
export function submitOnEnter(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
  event.preventDefault();
  event.currentTarget.requestSubmit();
}
