import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** A fact in a frame: key type, region, label. Typewriter letters unless `isText`. */
export function Badge({ children, isText, className }: { children: ReactNode; isText?: boolean; className?: string }) {
  return (
    <span
      className={classNames(
        "inline-flex h-5.5 max-w-full items-center rounded-small border border-line bg-sunken px-1.5 text-caption text-ink-muted",
        !isText && "font-mono",
        className,
      )}
    >
      <span className="truncate">{children}</span>
    </span>
  );
}
