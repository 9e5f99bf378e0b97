import type { ReactNode } from "react";
import { ClampedText } from "./clamped-text";

interface PageHeaderProps {
  /** The noun. */
  title: ReactNode;
  /** One plain sentence, or what a person wrote. */
  lead?: string;
  /** Beside the title: a status. */
  status?: ReactNode;
  /** Under the title: identifier, badges. */
  facts?: ReactNode;
  /** At most two buttons. */
  actions?: ReactNode;
}

export function PageHeader({ title, lead, status, facts, actions }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 break-words text-page">{title}</h1>
          {status}
        </div>
        {lead ? (
          <div className="mt-1 max-w-[68ch]">
            <ClampedText text={lead} className="text-body text-ink-muted" />
          </div>
        ) : null}
        {facts ? <div className="mt-2 flex flex-wrap items-center gap-2">{facts}</div> : null}
      </div>
      {actions ? <div className="flex shrink-0 flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}
