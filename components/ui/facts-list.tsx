import type { ReactNode } from "react";

/** Names and values, one pair per line. */
export function FactsList({ facts }: { facts: readonly { name: string; value: ReactNode; help?: string }[] }) {
  return (
    <dl className="divide-y divide-line">
      {facts.map((fact) => (
        <div
          key={fact.name}
          className="grid grid-cols-[minmax(8rem,11rem)_minmax(0,1fr)] items-center gap-x-4 px-4 py-2.5 text-control max-sm:grid-cols-1 max-sm:gap-y-0.5"
        >
          <dt className="text-ink-muted">{fact.name}</dt>
          <dd className="min-w-0 break-words text-ink">
            {fact.value}
            {fact.help ? <div className="text-caption text-ink-muted">{fact.help}</div> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
