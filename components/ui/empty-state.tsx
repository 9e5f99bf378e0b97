import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: ReactNode;
  /** What is not there yet. */
  title: string;
  /** What the thing is for. */
  children: ReactNode;
  /** The first step. */
  action?: ReactNode;
  /** 1 where it is the whole page. */
  level?: 1 | 2;
}

export function EmptyState({ icon, title, children, action, level = 2 }: EmptyStateProps) {
  const Title = `h${level}` as const;
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <div
        aria-hidden
        className="mb-4 flex size-11 items-center justify-center rounded-panel border border-line bg-sunken text-accent-text [&_svg]:size-5"
      >
        {icon}
      </div>
      <Title className="text-section">{title}</Title>
      <div className="mt-1 max-w-[52ch] text-pretty text-body text-ink-muted">{children}</div>
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
