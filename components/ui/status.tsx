import { CircleCheck, CircleDashed, CircleX, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";

export type StatusTone = "good" | "warn" | "bad" | "idle";

const LOOK: Readonly<Record<StatusTone, { icon: LucideIcon; text: string }>> = {
  good: { icon: CircleCheck, text: "text-good" },
  warn: { icon: TriangleAlert, text: "text-warn" },
  bad: { icon: CircleX, text: "text-bad" },
  idle: { icon: CircleDashed, text: "text-ink-muted" },
};

interface StatusProps {
  tone: StatusTone;
  /** Replaces the tone's own sign, for example a bin for "Deletes in 12 days". */
  icon?: LucideIcon;
  className?: string;
  children: ReactNode;
}

/** A state: always a sign and a word, colour on top. */
export function Status({ tone, icon, className, children }: StatusProps) {
  const Icon = icon ?? LOOK[tone].icon;
  return (
    <span
      className={classNames(
        "inline-flex items-start gap-1.5 align-middle whitespace-nowrap font-medium text-control",
        LOOK[tone].text,
        className,
      )}
    >
      {/* As high as a line, so that it stands at the first of several. */}
      <Icon aria-hidden className="h-lh w-3.5 shrink-0" />
      {children}
    </span>
  );
}
