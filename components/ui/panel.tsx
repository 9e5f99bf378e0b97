import type { ReactNode } from "react";
import { classNames } from "./class-names";

interface PanelProps {
  title?: ReactNode;
  /** At the right end of the head: a count, a time, a small control. */
  aside?: ReactNode;
  /** The content reaches the edges (tables, maps). */
  isFlush?: boolean;
  /** Heading level of the title. */
  level?: 2 | 3;
  className?: string;
  children: ReactNode;
}

/** A card with an optional head. */
export function Panel({ title, aside, isFlush, level = 2, className, children }: PanelProps) {
  const Title = `h${level}` as const;
  return (
    <section className={classNames("min-w-0 rounded-panel border border-line bg-surface shadow-panel", className)}>
      {title === undefined ? null : (
        <div className="flex min-h-[46px] items-center justify-between gap-4 border-line border-b px-4 py-2">
          <Title className="text-body">{title}</Title>
          {aside ? <div className="shrink-0 text-control text-ink-muted">{aside}</div> : null}
        </div>
      )}
      {isFlush ? children : <div className="p-4">{children}</div>}
    </section>
  );
}
